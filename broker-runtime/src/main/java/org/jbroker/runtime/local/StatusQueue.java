package org.jbroker.runtime.local;

import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jbroker.BrokerError;
import org.jbroker.StatusEvent;
import org.jbroker.StatusSubscriber;

/**
 * One status subscriber's queue; see {@link StatusHub}.
 *
 * <p>Thread-safe. The lock guards everything but the readiness channel, which is updated after it
 * is released. Iterating threads that are interrupted end their loop with the interrupt flag set.
 */
public final class StatusQueue implements StatusSubscriber {

  /** How many events it holds at most. */
  public static final int CAPACITY = 4096;

  private final StatusHub hub;
  private final boolean receiveStatuses;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition notEmpty = lock.newCondition();
  private final Readiness readiness = new Readiness(this::isEmpty, this::onReady);

  // All guarded by the lock.
  private final ArrayDeque<StatusEvent> events = new ArrayDeque<>();
  private long dropped;
  private boolean closed;

  StatusQueue(StatusHub hub, boolean receiveStatuses) {
    this.hub = hub;
    this.receiveStatuses = receiveStatuses;
  }

  /** Takes an event if it wants that kind. The caller calls {@link #wakeSelector} afterwards. */
  void add(StatusEvent event) {
    if (!receiveStatuses && !(event instanceof BrokerError)) {
      return;
    }
    lock.lock();
    try {
      if (closed) {
        return;
      }
      while (events.size() >= CAPACITY) {
        events.poll();
        dropped++;
      }
      events.add(event);
      notEmpty.signal();
    } finally {
      lock.unlock();
    }
  }

  void wakeSelector() {
    readiness.update();
  }

  @Override
  public StatusEvent get() throws InterruptedException {
    StatusEvent event = next(Deadline.never());
    if (event == null) {
      throw LocalContext.closed("status subscriber");
    }
    return event;
  }

  @Override
  public Optional<StatusEvent> get(Duration timeout) throws InterruptedException {
    return Optional.ofNullable(next(Deadline.after(timeout)));
  }

  @Override
  public List<StatusEvent> get(int n, Duration timeout) throws InterruptedException {
    if (n < 0) {
      throw new IllegalArgumentException("cannot take " + n + " events");
    }
    Deadline deadline = Deadline.after(timeout);
    List<StatusEvent> result = new ArrayList<>(Math.min(n, CAPACITY));
    lock.lockInterruptibly();
    try {
      while (result.size() < n && awaitEvent(deadline)) {
        result.add(events.poll());
      }
    } catch (InterruptedException e) {
      for (int i = result.size() - 1; i >= 0; i--) {
        events.addFirst(result.get(i));
      }
      notEmpty.signalAll();
      throw e;
    } finally {
      lock.unlock();
      readiness.update();
    }
    return result;
  }

  @Override
  public List<StatusEvent> poll() {
    List<StatusEvent> result;
    lock.lock();
    try {
      result = new ArrayList<>(events);
      events.clear();
    } finally {
      lock.unlock();
    }
    readiness.update();
    return result;
  }

  @Override
  public int available() {
    lock.lock();
    try {
      return events.size();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long dropped() {
    lock.lock();
    try {
      return dropped;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public SelectableChannel readiness() {
    return readiness.channel();
  }

  @Override
  public Iterator<StatusEvent> iterator() {
    return new TakingIterator<>(() -> next(Deadline.never()));
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      notEmpty.signalAll();
    } finally {
      lock.unlock();
    }
    readiness.close();
    hub.remove(this);
  }

  private StatusEvent next(Deadline deadline) throws InterruptedException {
    StatusEvent event;
    lock.lockInterruptibly();
    try {
      event = awaitEvent(deadline) ? events.poll() : null;
    } finally {
      lock.unlock();
    }
    readiness.update();
    return event;
  }

  /** Under the lock: waits for an event; false if none comes in time or any more. */
  private boolean awaitEvent(Deadline deadline) throws InterruptedException {
    while (events.isEmpty()) {
      long nanos = deadline.remainingNanos();
      if (closed || nanos <= 0) {
        return false;
      }
      notEmpty.awaitNanos(nanos);
    }
    return true;
  }

  private boolean isEmpty() {
    return available() == 0;
  }

  /** The hub updates the readiness after each event; there is only the present to look at. */
  private void onReady(Runnable action) {
    action.run();
  }
}
