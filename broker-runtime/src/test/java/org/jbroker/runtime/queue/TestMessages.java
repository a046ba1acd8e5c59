package org.jbroker.runtime.queue;

import org.jbroker.EndpointId;
import org.jbroker.Message;
import org.jbroker.Topic;
import org.jbroker.data.Data;
import org.jbroker.data.Int;
import org.jbroker.runtime.routing.Envelope;
import org.jbroker.runtime.routing.MessageKind;
import org.jbroker.runtime.routing.Payload;
import org.jbroker.spi.DecodeLimits;

/** Numbered messages for tests: the one place where these tests make values. */
public final class TestMessages {

  /** The topic of all of them. */
  public static final Topic TOPIC = Topic.of("/test");

  /** What a message counts for in a queue: five bytes of topic, and the estimate of its payload. */
  public static final int SIZE = 5 + 64;

  private TestMessages() {}

  /** Generous limits. */
  public static DecodeLimits limits() {
    return new DecodeLimits(128, 1 << 20);
  }

  /** A value that holds a number. */
  public static Data data(long number) {
    return Data.integer(number);
  }

  /** The number of such a value. */
  public static long number(Data data) {
    return data.get(Int.class).value();
  }

  /** The number in such a message. */
  public static long number(Message message) {
    return number(message.data());
  }

  /** The number in such a message. */
  public static long number(Envelope envelope) {
    return number(envelope.payload().data(limits()));
  }

  /** A message with a number. */
  public static Envelope envelope(long number) {
    return envelope(TOPIC, data(number));
  }

  /** A message. */
  public static Envelope envelope(Topic topic, Data data) {
    return envelope(topic, Payload.of(data));
  }

  /** A message whose payload has that many bytes, which are no value. */
  public static Envelope bytes(int length) {
    byte[] bytes = new byte[length];
    bytes[0] = (byte) 0xFF;
    return envelope(TOPIC, Payload.ofBytes(bytes));
  }

  private static Envelope envelope(Topic topic, Payload payload) {
    return Envelope.unstamped(MessageKind.DATA, topic, payload, Envelope.MAX_TTL, EndpointId.NIL);
  }
}
