package org.jbroker.store.engine.frontend;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jbroker.store.StoreEvent;
import org.jbroker.store.StoreSubscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One subscriber of store events: a bounded queue, emptied by one task at a time.
 *
 * <pre>
 *   offer --&gt; queue (full: the oldest goes) --&gt; task on the executor, as demand allows --&gt; onNext
 * </pre>
 *
 * <p>{@code lock} guards the fields; the subscriber is called by the task only, without it.
 */
final class EventSubscription implements Flow.Subscription, StoreSubscription {

  private static final Logger LOG = LoggerFactory.getLogger(EventSubscription.class);

  /** After so many signals the task makes room for others on the executor. */
  private static final int SIGNALS_PER_TASK = 256;

  private final Flow.Subscriber<? super StoreEvent> subscriber;
  private final Executor executor;
  private final int capacity;
  private final Runnable onDrop;
  private final Consumer<EventSubscription> onEnd;
  private final Object lock = new Object();
  private final ArrayDeque<StoreEvent> queue = new ArrayDeque<>();
  private boolean introduced;
  private boolean running;
  private boolean completing;
  private boolean ended;
  private IllegalArgumentException badRequest;
  private long demand;
  private long dropped;

  EventSubscription(
      Flow.Subscriber<? super StoreEvent> subscriber,
      Executor executor,
      int capacity,
      Runnable onDrop,
      Consumer<EventSubscription> onEnd) {
    this.subscriber = subscriber;
    this.executor = executor;
    this.capacity = capacity;
    this.onDrop = onDrop;
    this.onEnd = onEnd;
  }

  /** Lets the first task call {@code onSubscribe}. */
  void start() {
    schedule();
  }

  void offer(StoreEvent event) {
    synchronized (lock) {
      if (ended || completing) {
        return;
      }
      if (queue.size() >= capacity) {
        queue.remove();
        dropped++;
        onDrop.run();
      }
      queue.add(event);
    }
    schedule();
  }

  /** Delivers what is queued, as demand allows, then {@code onComplete}. */
  void complete() {
    synchronized (lock) {
      completing = true;
    }
    schedule();
  }

  @Override
  public void request(long n) {
    synchronized (lock) {
      if (n <= 0) {
        badRequest = new IllegalArgumentException("a request is for at least 1, not " + n);
      } else {
        demand = demand + n < 0 ? Long.MAX_VALUE : demand + n;
      }
    }
    schedule();
  }

  @Override
  public void cancel() {
    synchronized (lock) {
      if (ended) {
        return;
      }
      ended = true;
      queue.clear();
    }
    onEnd.accept(this);
  }

  @Override
  public void close() {
    cancel();
  }

  @Override
  public long dropped() {
    synchronized (lock) {
      return dropped;
    }
  }

  private void schedule() {
    synchronized (lock) {
      if (running || !hasSignal()) {
        return;
      }
      running = true;
    }
    try {
      executor.execute(this::deliver);
    } catch (RejectedExecutionException e) {
      LOG.debug("store events end, the endpoint is closing", e);
      cancel();
    }
  }

  private boolean hasSignal() {
    boolean event = demand > 0 && !queue.isEmpty();
    boolean end = badRequest != null || (completing && queue.isEmpty());
    return !ended && (!introduced || event || end);
  }

  private void deliver() {
    for (int i = 0; i < SIGNALS_PER_TASK; i++) {
      Runnable signal = nextSignal();
      if (signal == null) {
        return;
      }
      try {
        signal.run();
      } catch (RuntimeException | Error e) {
        LOG.warn("a subscriber of store events threw, and gets no more", e);
        cancel();
      }
    }
    synchronized (lock) {
      running = false;
    }
    schedule();
  }

  /** The next call of the subscriber; null ends the task. */
  private Runnable nextSignal() {
    Runnable signal;
    synchronized (lock) {
      if (!hasSignal()) {
        running = false;
        return null;
      }
      if (!introduced) {
        introduced = true;
        return () -> subscriber.onSubscribe(this);
      }
      if (badRequest == null && !queue.isEmpty()) {
        demand -= demand == Long.MAX_VALUE ? 0 : 1;
        StoreEvent event = queue.remove();
        return () -> subscriber.onNext(event);
      }
      ended = true;
      queue.clear();
      IllegalArgumentException error = badRequest;
      signal = error == null ? subscriber::onComplete : () -> subscriber.onError(error);
    }
    onEnd.accept(this);
    return signal;
  }
}
