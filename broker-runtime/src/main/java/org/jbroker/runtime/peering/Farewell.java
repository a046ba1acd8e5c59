package org.jbroker.runtime.peering;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A polite end: a ping with this token is the last that is sent; when its pong comes, the other
 * side has read everything. The form is the C++ Broker's: {@code BYE} and eight bytes.
 */
final class Farewell {

  private static final byte[] PREFIX = {'B', 'Y', 'E'};
  private static final int BYTES = PREFIX.length + Long.BYTES;

  private final byte[] token =
      ByteBuffer.allocate(BYTES)
          .put(PREFIX)
          .putLong(ThreadLocalRandom.current().nextLong())
          .array();
  private boolean sent;

  /** Whether a ping's token says farewell. */
  static boolean isFarewell(byte[] token) {
    return token.length == BYTES
        && Arrays.equals(token, 0, PREFIX.length, PREFIX, 0, PREFIX.length);
  }

  /** The token, to be sent once. */
  byte[] send() {
    sent = true;
    return token;
  }

  boolean isSent() {
    return sent;
  }

  boolean isAnsweredBy(byte[] pong) {
    return sent && Arrays.equals(pong, token);
  }
}
