package org.jbroker.cluster;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jbroker.cluster.ClusterEvent.EventsMissed;

/**
 * The queue of one receiver of events. When it is full, events are counted instead of kept, and an
 * {@link EventsMissed} stands where they are missing: nothing is lost without a word.
 *
 * <p>Any thread may call. One lock guards the fields; the receiver is called without it, by one
 * thread at a time, on the executor.
 */
final class EventDelivery implements Flow.Subscription {

  private static final System.Logger LOG = System.getLogger(EventDelivery.class.getName());

  private final Flow.Subscriber<? super ClusterEvent> receiver;
  private final int capacity;
  private final Executor executor;
  private final Consumer<EventDelivery> onEnd;

  private final Object lock = new Object();
  private final Deque<ClusterEvent> queue = new ArrayDeque<>();
  private long missed;
  private long demand;
  private boolean begun;
  private boolean running;
  private boolean completed;
  private boolean ended;
  private IllegalArgumentException misuse;

  EventDelivery(
      Flow.Subscriber<? super ClusterEvent> receiver,
      int capacity,
      Executor executor,
      Consumer<EventDelivery> onEnd) {
    this.receiver = receiver;
    this.capacity = capacity;
    this.executor = executor;
    this.onEnd = onEnd;
  }

  /**
   * Tells the receiver that it is subscribed.
   *
   * @param atTheEnd whether there are no more events already
   */
  void begin(boolean atTheEnd) {
    synchronized (lock) {
      completed |= atTheEnd;
    }
    schedule();
  }

  /** Queues an event, or counts it. */
  void offer(ClusterEvent event) {
    synchronized (lock) {
      if (completed || ended) {
        return;
      }
      if (queue.size() >= capacity) {
        if (missed == 0) {
          LOG.log(
              System.Logger.Level.WARNING,
              "a receiver of cluster events is too slow: more than {0} wait, it misses some",
              capacity);
        }
        missed++;
        return;
      }
      noteGap();
      queue.add(event);
    }
    schedule();
  }

  private void noteGap() {
    if (missed > 0) {
      queue.add(new EventsMissed(missed));
      missed = 0;
    }
  }

  /** No more events; what is queued is still delivered. */
  void complete() {
    synchronized (lock) {
      completed = true;
    }
    schedule();
  }

  @Override
  public void request(long n) {
    synchronized (lock) {
      if (n <= 0) {
        misuse = new IllegalArgumentException("at least one event is requested, not " + n);
      } else {
        demand = demand + n < 0 ? Long.MAX_VALUE : demand + n;
      }
    }
    schedule();
  }

  @Override
  public void cancel() {
    synchronized (lock) {
      ended = true;
      queue.clear();
    }
    onEnd.accept(this);
  }

  /** Ends it though events wait, which is logged. */
  void abandon() {
    int waiting;
    synchronized (lock) {
      waiting = queue.size();
    }
    if (waiting > 0) {
      LOG.log(
          System.Logger.Level.WARNING,
          "{0} cluster events are not delivered: their receiver is too slow",
          waiting);
    }
    cancel();
  }

  private void schedule() {
    synchronized (lock) {
      if (running || ended || begun && !hasWork()) {
        return;
      }
      running = true;
    }
    try {
      executor.execute(this::run);
    } catch (RejectedExecutionException closed) {
      rejected(closed);
    }
  }

  /** After the end of the cluster, whoever subscribes is told so by its own thread. */
  private void rejected(RejectedExecutionException closed) {
    boolean atTheEnd;
    synchronized (lock) {
      atTheEnd = completed;
    }
    if (atTheEnd) {
      run();
    } else {
      LOG.log(
          System.Logger.Level.ERROR,
          "the executor takes no more tasks: a receiver of cluster events is ended",
          closed);
      cancel();
    }
  }

  private boolean hasWork() {
    boolean empty = queue.isEmpty() && missed == 0;
    return misuse != null || (empty ? completed : demand > 0);
  }

  private void run() {
    try {
      if (!begun) {
        receiver.onSubscribe(this);
      }
      while (step()) {
        // As long as there is something to deliver.
      }
    } catch (RuntimeException | Error e) {
      LOG.log(System.Logger.Level.ERROR, "a receiver of cluster events failed and is ended", e);
      cancel();
    }
  }

  /** Delivers one signal; false when there is none, and then this is not running any more. */
  private boolean step() {
    ClusterEvent event = null;
    IllegalArgumentException failure;
    synchronized (lock) {
      begun = true;
      if (ended || !hasWork()) {
        running = false;
        return false;
      }
      failure = misuse;
      if (failure == null && queue.isEmpty()) {
        noteGap();
      }
      if (failure == null && !queue.isEmpty()) {
        event = queue.remove();
        demand -= demand == Long.MAX_VALUE ? 0 : 1;
      } else {
        ended = true;
      }
    }
    if (event != null) {
      receiver.onNext(event);
      return true;
    }
    onEnd.accept(this);
    if (failure != null) {
      receiver.onError(failure);
    } else {
      receiver.onComplete();
    }
    return true;
  }
}
