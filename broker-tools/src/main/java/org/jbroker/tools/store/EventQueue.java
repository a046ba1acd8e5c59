package org.jbroker.tools.store;

import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import org.jbroker.store.StoreEvent;

/**
 * Hands store events to the thread that prints them, one at a time: what it has not asked for yet
 * waits in the store's own bounded queue. Thread-safe.
 */
final class EventQueue implements Flow.Subscriber<StoreEvent> {

  /** One event, or empty for the end. */
  private final BlockingQueue<Optional<StoreEvent>> next = new LinkedBlockingQueue<>();

  private volatile Flow.Subscription subscription;

  @Override
  public void onSubscribe(Flow.Subscription upstream) {
    subscription = upstream;
    upstream.request(1);
  }

  @Override
  public void onNext(StoreEvent event) {
    next.add(Optional.of(event));
  }

  @Override
  public void onError(Throwable error) {
    next.add(Optional.empty());
  }

  @Override
  public void onComplete() {
    next.add(Optional.empty());
  }

  /** Waits for the next event; empty if the store is closed. */
  Optional<StoreEvent> take() throws InterruptedException {
    Optional<StoreEvent> event = next.take();
    if (event.isPresent()) {
      subscription.request(1);
    }
    return event;
  }
}
