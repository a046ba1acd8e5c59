package org.jbroker.runtime.routing;

import java.util.Arrays;

/**
 * Messages that one link brought in a row, so that what they share is looked up once: the lane and
 * the window of their origin, the sinks of their topic, the lock of a queue.
 *
 * <p>The array belongs to the link, which uses it again when the call that hands it over returns;
 * until then whoever works on the batch may replace its elements.
 *
 * @param messages where they are
 * @param from the index of the first
 * @param to the index behind the last
 * @param link where they came from, and where they will not go
 * @param reserved whether a publisher of this process has looked for {@link Dispatcher#roomFor} it;
 *     only for a single message
 */
record Batch(Envelope[] messages, int from, int to, Sink link, boolean reserved) {

  /** One message. */
  static Batch of(Envelope message, Sink link, boolean reserved) {
    return new Batch(new Envelope[] {message}, 0, 1, link, reserved);
  }

  int size() {
    return to - from;
  }

  Envelope first() {
    return messages[from];
  }

  /** Some of these. */
  Batch part(int first, int end) {
    return first == from && end == to ? this : new Batch(messages, first, end, link, reserved);
  }

  /** The same in an array of its own, which nobody uses again. */
  Batch kept() {
    return new Batch(Arrays.copyOfRange(messages, from, to), 0, size(), link, reserved);
  }
}
