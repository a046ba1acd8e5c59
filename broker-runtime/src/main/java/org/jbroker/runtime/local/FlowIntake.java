package org.jbroker.runtime.local;

import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jbroker.data.Data;

/**
 * The last stage of a pipeline: hands what comes to a publisher and requests from upstream as the
 * publisher takes it. Never blocks the thread that signals.
 *
 * <p>Thread-safe without a lock.
 */
final class FlowIntake implements Flow.Subscriber<Data> {

  private static final int MAX_WINDOW = 256;

  private final DemandPublisher publisher;
  private final Consumer<Throwable> onEnd;
  private final int window;
  private final AtomicReference<Flow.Subscription> upstream = new AtomicReference<>();
  private final AtomicInteger taken = new AtomicInteger();
  private final AtomicBoolean ended = new AtomicBoolean();

  /**
   * Without an upstream yet.
   *
   * @param onEnd told the error of upstream, or null at its completion; not if this is cancelled
   */
  FlowIntake(DemandPublisher publisher, Consumer<Throwable> onEnd) {
    this.publisher = publisher;
    this.onEnd = onEnd;
    this.window = Math.max(1, Math.min(MAX_WINDOW, publisher.freeCapacity()));
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    Objects.requireNonNull(subscription, "subscription");
    if (!upstream.compareAndSet(null, subscription) || ended.get()) {
      subscription.cancel();
    } else {
      subscription.request(window);
    }
  }

  @Override
  public void onNext(Data data) {
    Objects.requireNonNull(data, "data");
    if (!ended.get()) {
      publisher.publishAsync(data).whenComplete((nothing, closed) -> taken(closed));
    }
  }

  @Override
  public void onError(Throwable error) {
    end(Objects.requireNonNull(error, "error"));
  }

  @Override
  public void onComplete() {
    end(null);
  }

  /** Ends it from this side. */
  void cancel() {
    if (ended.compareAndSet(false, true)) {
      publisher.forget(this);
      Flow.Subscription subscription = upstream.get();
      if (subscription != null) {
        subscription.cancel();
      }
    }
  }

  private void taken(Throwable closed) {
    if (closed != null) {
      cancel();
    } else if (taken.incrementAndGet() >= (window + 1) / 2 && !ended.get()) {
      int n = taken.getAndSet(0);
      if (n > 0) {
        upstream.get().request(n);
      }
    }
  }

  private void end(Throwable error) {
    if (ended.compareAndSet(false, true)) {
      publisher.forget(this);
      onEnd.accept(error);
    }
  }
}
