package org.jbroker.runtime.local;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Flow;
import org.jbroker.Message;
import org.jbroker.SubscriberOptions;
import org.jbroker.Topic;

/**
 * The messages under some prefixes for {@link Flow.Subscriber}s, each of which has a queue of its
 * own from the moment it subscribes. Holds nothing itself; thread-safe.
 */
public final class MessageFlow implements Flow.Publisher<Message> {

  private final LocalContext context;
  private final SubscriberOptions options;
  private final List<Topic> prefixes;

  /**
   * A flow without subscribers.
   *
   * @param options of each subscriber's queue; sizes of 0 take the context's defaults
   */
  public MessageFlow(LocalContext context, SubscriberOptions options, Collection<Topic> prefixes) {
    this.context = Objects.requireNonNull(context);
    this.options = Objects.requireNonNull(options);
    this.prefixes = List.copyOf(prefixes);
  }

  /**
   * Subscribes. Signals come on the executor, except those that a closed endpoint completes the
   * subscriber with at once: its executor may be gone.
   */
  @Override
  public void subscribe(Flow.Subscriber<? super Message> subscriber) {
    Objects.requireNonNull(subscriber, "subscriber");
    new FlowSubscription(context, options, subscriber).start(prefixes);
  }
}
