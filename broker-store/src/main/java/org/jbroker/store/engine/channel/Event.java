package org.jbroker.store.engine.channel;

import java.util.Objects;

/**
 * One element of the stream.
 *
 * @param <P> what the channel carries; immutable, since an event is kept and may be sent again
 * @param sequence its place in the stream; unsigned
 * @param payload what it carries
 */
public record Event<P>(long sequence, P payload) implements ChannelMessage {

  /** An event has a payload. */
  public Event {
    Objects.requireNonNull(payload, "payload");
  }
}
