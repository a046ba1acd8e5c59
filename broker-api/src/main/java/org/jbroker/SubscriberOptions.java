package org.jbroker;

import java.util.Objects;

/**
 * The bounds of a subscriber's queue.
 *
 * @param maxMessages how many messages it holds at most; 0 takes the endpoint's {@link
 *     EndpointOptions#subscriberBufferSize()}
 * @param maxBytes how many payload bytes it holds at most; 0 takes the endpoint's {@link
 *     EndpointOptions#subscriberBufferBytes()}
 * @param overflow what happens beyond that
 */
public record SubscriberOptions(int maxMessages, long maxBytes, OverflowPolicy overflow) {

  /** The endpoint's sizes and {@link OverflowPolicy#BACKPRESSURE}. */
  public static final SubscriberOptions DEFAULT =
      new SubscriberOptions(0, 0, OverflowPolicy.BACKPRESSURE);

  /** Refuses negative sizes. */
  public SubscriberOptions {
    Objects.requireNonNull(overflow, "overflow");
    if (maxMessages < 0 || maxBytes < 0) {
      throw new IllegalArgumentException("the sizes of a queue are not negative");
    }
  }

  /** The same with another number of messages. */
  public SubscriberOptions withMaxMessages(int messages) {
    return new SubscriberOptions(messages, maxBytes, overflow);
  }

  /** The same with another number of bytes. */
  public SubscriberOptions withMaxBytes(long bytes) {
    return new SubscriberOptions(maxMessages, bytes, overflow);
  }

  /** The same with another policy. */
  public SubscriberOptions withOverflow(OverflowPolicy policy) {
    return new SubscriberOptions(maxMessages, maxBytes, policy);
  }
}
