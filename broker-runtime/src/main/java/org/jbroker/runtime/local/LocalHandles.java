package org.jbroker.runtime.local;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What is open in an endpoint: subscribers, subscriptions, flows, publishers.
 *
 * <p>Thread-safe; the monitor guards the set, and nothing is called under it.
 */
public final class LocalHandles {

  private final Set<LocalHandle> open = new LinkedHashSet<>();
  private boolean closed;

  /** Nothing is open yet. */
  public LocalHandles() {}

  /** Returns false, and does nothing, if this is closed. */
  synchronized boolean add(LocalHandle handle) {
    return !closed && open.add(handle);
  }

  synchronized void remove(LocalHandle handle) {
    open.remove(handle);
  }

  /** How many are open. */
  public synchronized int size() {
    return open.size();
  }

  /** Whether {@link #close} was called. */
  public synchronized boolean isClosed() {
    return closed;
  }

  /**
   * Waits until publishers' buffers are empty and asynchronous subscriptions have taken what they
   * had.
   *
   * @return whether that was so within {@code timeout}
   */
  public boolean awaitIdle(Duration timeout) throws InterruptedException {
    Deadline deadline = Deadline.after(timeout);
    // Publishers were opened by somebody who feeds them; what they hold goes to subscriptions.
    for (boolean publishers : new boolean[] {true, false}) {
      for (LocalHandle handle : snapshot()) {
        if (handle instanceof DemandPublisher == publishers
            && !handle.awaitIdle(deadline.remainingNanos())) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * Closes everything that is open, and whatever is opened later at once: publishers first, since
   * what they still send may be for subscribers of this process.
   *
   * @param drainTimeout how long all publishers together may take to send what they hold
   */
  public void close(Duration drainTimeout) {
    synchronized (this) {
      closed = true;
    }
    Deadline deadline = Deadline.after(drainTimeout);
    List<LocalHandle> handles = snapshot();
    for (LocalHandle handle : handles) {
      handle.stop();
    }
    for (boolean publishers : new boolean[] {true, false}) {
      for (LocalHandle handle : handles) {
        if (handle instanceof DemandPublisher == publishers) {
          handle.close(deadline.remainingNanos());
        }
      }
    }
  }

  private synchronized List<LocalHandle> snapshot() {
    return new ArrayList<>(open);
  }
}
