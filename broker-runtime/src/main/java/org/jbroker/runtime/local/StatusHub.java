package org.jbroker.runtime.local;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jbroker.StatusEvent;

/**
 * Hands what happens to the peerings to every status subscriber, all in the same order.
 *
 * <p>Thread-safe. The monitor makes the order; queues are filled under it and never block. No user
 * code is called.
 */
public final class StatusHub {

  private final List<StatusQueue> queues = new CopyOnWriteArrayList<>();
  private boolean closed;

  /** Without subscribers yet. */
  public StatusHub() {}

  /**
   * A queue of what is published from now on.
   *
   * @param receiveStatuses whether it takes statuses, too; else errors only
   * @throws org.jbroker.BrokerException with {@link org.jbroker.ErrorCode#SHUTTING_DOWN} if this is
   *     closed
   */
  public synchronized StatusQueue subscribe(boolean receiveStatuses) {
    if (closed) {
      throw LocalContext.closed("endpoint");
    }
    StatusQueue queue = new StatusQueue(this, receiveStatuses);
    queues.add(queue);
    return queue;
  }

  /** Hands an event to all queues. Never blocks. */
  public void publish(StatusEvent event) {
    synchronized (this) {
      for (StatusQueue queue : queues) {
        queue.add(event);
      }
    }
    for (StatusQueue queue : queues) {
      queue.wakeSelector();
    }
  }

  /** Closes all queues; what they hold can still be taken. */
  public void close() {
    synchronized (this) {
      closed = true;
    }
    for (StatusQueue queue : queues) {
      queue.close();
    }
  }

  void remove(StatusQueue queue) {
    queues.remove(queue);
  }
}
