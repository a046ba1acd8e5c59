package org.jbroker.supervisor.client;

import java.util.concurrent.Flow;
import java.util.function.Function;

/**
 * A publisher whose values become others on their way. A value that cannot be converted is logged,
 * and another one is asked for in its place.
 *
 * @param <T> what comes
 * @param <R> what goes
 */
public final class MappedPublisher<T, R> implements Flow.Publisher<R> {

  private static final System.Logger LOG = System.getLogger(MappedPublisher.class.getName());

  private final Flow.Publisher<T> source;
  private final Function<? super T, ? extends R> conversion;

  /**
   * Converts the values of a publisher.
   *
   * @param conversion throws {@link IllegalArgumentException} for what it cannot convert
   */
  public MappedPublisher(Flow.Publisher<T> source, Function<? super T, ? extends R> conversion) {
    this.source = source;
    this.conversion = conversion;
  }

  @Override
  public void subscribe(Flow.Subscriber<? super R> subscriber) {
    source.subscribe(new Stage<>(subscriber, conversion));
  }

  private static final class Stage<T, R> implements Flow.Subscriber<T> {

    private final Flow.Subscriber<? super R> target;
    private final Function<? super T, ? extends R> conversion;
    private volatile Flow.Subscription subscription;

    Stage(Flow.Subscriber<? super R> target, Function<? super T, ? extends R> conversion) {
      this.target = target;
      this.conversion = conversion;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
      target.onSubscribe(given);
    }

    @Override
    public void onNext(T value) {
      R converted;
      try {
        converted = conversion.apply(value);
      } catch (IllegalArgumentException e) {
        LOG.log(System.Logger.Level.WARNING, "not understood: " + e.getMessage());
        subscription.request(1);
        return;
      }
      target.onNext(converted);
    }

    @Override
    public void onError(Throwable failure) {
      target.onError(failure);
    }

    @Override
    public void onComplete() {
      target.onComplete();
    }
  }
}
