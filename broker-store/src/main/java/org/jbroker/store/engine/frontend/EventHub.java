package org.jbroker.store.engine.frontend;

import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jbroker.store.StoreEvent;
import org.jbroker.store.StoreSubscription;
import org.jbroker.store.engine.master.EventSink;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands the events of a store to its subscribers. {@link #publish} never blocks and runs no foreign
 * code; it is called by one thread at a time, in the order of the events. All else is for any
 * thread.
 */
public final class EventHub implements EventSink, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EventHub.class);

  private final Executor executor;
  private final int capacity;
  private final CopyOnWriteArrayList<EventSubscription> subscriptions =
      new CopyOnWriteArrayList<>();
  private final LongAdder dropped = new LongAdder();
  private volatile boolean closed;

  /**
   * A hub without subscribers.
   *
   * @param executor where subscribers are called
   * @param capacity how many events wait for one subscriber at most; beyond that it loses the
   *     oldest
   */
  public EventHub(Executor executor, int capacity) {
    this.executor = Objects.requireNonNull(executor, "executor");
    if (capacity < 1) {
      throw new IllegalArgumentException("a queue holds at least one event, not " + capacity);
    }
    this.capacity = capacity;
  }

  @Override
  public boolean wanted() {
    return !subscriptions.isEmpty();
  }

  @Override
  public void publish(StoreEvent event) {
    subscriptions.forEach(subscription -> subscription.offer(event));
  }

  /** How many events all subscribers together lost because their queues were full. */
  public long dropped() {
    return dropped.sum();
  }

  /** The events for {@link org.jbroker.store.Store#events()}. */
  public Flow.Publisher<StoreEvent> flow() {
    return subscriber -> subscribe(Objects.requireNonNull(subscriber, "subscriber"));
  }

  /** For {@link org.jbroker.store.Store#onEvent}. */
  public StoreSubscription onEvent(Consumer<? super StoreEvent> handler) {
    return subscribe(new Handler(Objects.requireNonNull(handler, "handler")));
  }

  private EventSubscription subscribe(Flow.Subscriber<? super StoreEvent> subscriber) {
    EventSubscription subscription =
        new EventSubscription(
            subscriber, executor, capacity, dropped::increment, subscriptions::remove);
    subscriptions.add(subscription);
    if (closed) {
      subscription.complete();
    } else {
      subscription.start();
    }
    return subscription;
  }

  /** Subscribers get what is queued, then the end. Idempotent. */
  @Override
  public void close() {
    closed = true;
    subscriptions.forEach(EventSubscription::complete);
  }

  /** A handler that wants everything; what it throws ends nothing. */
  private record Handler(Consumer<? super StoreEvent> handler)
      implements Flow.Subscriber<StoreEvent> {

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(StoreEvent event) {
      try {
        handler.accept(event);
      } catch (RuntimeException e) {
        LOG.warn("a handler of store events threw", e);
      }
    }

    @Override
    public void onError(Throwable thrown) {
      LOG.warn("store events ended", thrown);
    }

    @Override
    public void onComplete() {
      // The store is closed: nothing is left to be done.
    }
  }
}
