package org.jbroker.tools.node;

import java.util.OptionalLong;
import org.jbroker.data.Count;
import org.jbroker.data.Data;
import org.jbroker.data.Str;
import org.jbroker.data.Vector;

/**
 * The two messages of ping mode, as broker-node of the C++ Broker makes them: {@code ("ping", count
 * n, string payload)} and its answer {@code ("pong", count n)}. Number 0 is for finding each other
 * and is not measured.
 */
final class PingMessage {

  private static final Str PING = Str.of("ping");
  private static final Str PONG = Str.of("pong");
  private static final int PING_SIZE = 3;
  private static final int PONG_SIZE = 2;

  private PingMessage() {}

  static Vector ping(long number, Str payload) {
    return Vector.of(PING, Count.of(number), payload);
  }

  static Vector pong(long number) {
    return Vector.of(PONG, Count.of(number));
  }

  /** The number of a ping; empty for anything else. */
  static OptionalLong pingNumber(Data data) {
    return data instanceof Vector v && v.size() == PING_SIZE && v.get(2) instanceof Str
        ? number(v, PING)
        : OptionalLong.empty();
  }

  /** The number of a pong; empty for anything else. */
  static OptionalLong pongNumber(Data data) {
    return data instanceof Vector v && v.size() == PONG_SIZE
        ? number(v, PONG)
        : OptionalLong.empty();
  }

  private static OptionalLong number(Vector message, Str kind) {
    return message.get(0).equals(kind) && message.get(1) instanceof Count number
        ? OptionalLong.of(number.bits())
        : OptionalLong.empty();
  }
}
