package org.jbroker.runtime.routing;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Notices that messages seem to run in a circle through a version-1 neighbour.
 *
 * <p>Version 1 has no stamps, and the C++ library sets the TTL of what it forwards back to 16, so a
 * message in a circle of C++ endpoints runs for ever. All that can be seen is the same topic and
 * payload coming in on a link again and again. A circle of Java endpoints shows a message at most
 * TTL times; this reports one that came more than {@link #REPEATS_PER_TTL} times the TTL within a
 * window of {@link #WINDOW_NANOS}, in {@link #WINDOWS} windows in a row. A circle lasts for ever
 * and turns as fast as the links allow, while a burst of equal messages ends, and regular equal
 * messages (a poll, a heartbeat) are slower than that.
 *
 * <p><b>Limits.</b> A source that publishes the very same value more than 80 times a second (with
 * the default TTL of 20) for seconds looks the same as a circle; load generators do that. So
 * nothing may be dropped on a suspicion, only reported. On the other hand a circle that is slower
 * than the threshold, or whose message is one among thousands of others that share its place in the
 * table, is missed. Anybody can forge messages that collide; all they get is a false report.
 *
 * <p><b>Cost.</b> A message is known by a hash of its topic and of the length, the first and the
 * last {@value #EDGE_BYTES} bytes of its payload: some ten nanoseconds. Those that are equal in
 * that may still differ in the middle, so a message that gets near the threshold is hashed as a
 * whole. The table has {@value #SLOTS} places, 40 KiB a link. Several messages that share a place
 * vote: one more of the kind that holds it counts up, another one down, and at zero the place
 * changes hands; so what repeats most survives, and counts are never too high.
 *
 * <p>One instance for each link. Not thread-safe: confined to the link's event loop.
 */
public final class LoopSuspector {

  /** Repeats are counted in windows of this length: 1 s. */
  public static final long WINDOW_NANOS = 1_000_000_000L;

  /** How many times the TTL a message must come in a window. */
  public static final int REPEATS_PER_TTL = 4;

  /** In how many windows in a row. */
  public static final int WINDOWS = 3;

  /** A link is reported at most once in this time: 10 s. */
  public static final long REPORT_INTERVAL_NANOS = 10_000_000_000L;

  private static final int SLOTS = 1024;
  private static final int EDGE_BYTES = 64;
  private static final long MULTIPLIER = 0x9E37_79B9_7F4A_7C15L;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final int threshold;

  /** The count from which on the whole payload decides. */
  private final int candidateCount;

  private final long[] hashes = new long[SLOTS];

  /** Hashes of whole payloads, of places whose count reached {@link #candidateCount}. */
  private final long[] wholeHashes = new long[SLOTS];

  private final long[] countedInWindow = new long[SLOTS];
  private final long[] exceededInWindow = new long[SLOTS];
  private final int[] counts = new int[SLOTS];
  private final int[] exceededInRow = new int[SLOTS];

  private boolean started;
  private long windowStartNanos;

  /** The number of the window, from 1: places that were never used are of none. */
  private long window = 1;

  private boolean reported;
  private long reportedNanos;

  /**
   * A suspector for one link.
   *
   * @param ttl the endpoint's TTL option
   * @throws IllegalArgumentException if it is not between 1 and {@link Envelope#MAX_TTL}
   */
  public LoopSuspector(int ttl) {
    if (ttl < 1 || ttl > Envelope.MAX_TTL) {
      throw new IllegalArgumentException("a TTL is 1 to " + Envelope.MAX_TTL + ", not " + ttl);
    }
    threshold = REPEATS_PER_TTL * ttl;
    candidateCount = threshold / 4;
  }

  /**
   * Counts a message that came in on the link.
   *
   * @param nowNanos monotonic time of any origin
   * @return whether a circle is to be reported now
   */
  public boolean suspicious(Envelope envelope, long nowNanos) {
    advance(nowNanos);
    byte[] payload = envelope.payload().bytes();
    long hash = edgeHash(envelope.topic().hashCode(), payload);
    int slot = (int) (hash >>> 32) & SLOTS - 1;
    if (hashes[slot] != hash) {
      if (countedInWindow[slot] == window && counts[slot] > 0) {
        counts[slot]--;
        return false;
      }
      if (exceededInWindow[slot] >= window - 1 && exceededInWindow[slot] != 0) {
        // A loud kind holds the place for one window more before a quiet one gets it.
        return false;
      }
      hashes[slot] = hash;
      exceededInRow[slot] = 0;
      exceededInWindow[slot] = 0;
      startCount(slot);
      return false;
    }
    if (countedInWindow[slot] != window) {
      startCount(slot);
      return false;
    }
    counts[slot]++;
    if (counts[slot] >= candidateCount && differsInside(slot, payload)) {
      counts[slot] = 1;
      return false;
    }
    return counts[slot] == threshold + 1 && exceeded(slot) && mayReport(nowNanos);
  }

  private void startCount(int slot) {
    countedInWindow[slot] = window;
    counts[slot] = 1;
  }

  private boolean differsInside(int slot, byte[] payload) {
    if (payload.length <= 2 * EDGE_BYTES) {
      return false;
    }
    long whole = hash(payload.length, payload, 0, payload.length);
    boolean differs = counts[slot] > candidateCount && whole != wholeHashes[slot];
    wholeHashes[slot] = whole;
    return differs;
  }

  /** The place's message is too frequent in this window; true if it was in those before. */
  private boolean exceeded(int slot) {
    if (exceededInWindow[slot] == window) {
      // Votes took the count down and up again.
      return false;
    }
    exceededInRow[slot] = exceededInWindow[slot] == window - 1 ? exceededInRow[slot] + 1 : 1;
    exceededInWindow[slot] = window;
    return exceededInRow[slot] >= WINDOWS;
  }

  private boolean mayReport(long nowNanos) {
    if (reported && nowNanos - reportedNanos < REPORT_INTERVAL_NANOS) {
      return false;
    }
    reported = true;
    reportedNanos = nowNanos;
    return true;
  }

  private void advance(long nowNanos) {
    if (!started) {
      started = true;
      windowStartNanos = nowNanos;
      return;
    }
    long elapsed = nowNanos - windowStartNanos;
    if (elapsed >= WINDOW_NANOS) {
      long windows = elapsed / WINDOW_NANOS;
      window += windows;
      windowStartNanos += windows * WINDOW_NANOS;
    }
  }

  private static long edgeHash(int topicHash, byte[] payload) {
    int n = payload.length;
    long seed = (long) n << 32 ^ topicHash & 0xFFFF_FFFFL;
    if (n <= 2 * EDGE_BYTES) {
      return hash(seed, payload, 0, n);
    }
    return hash(hash(seed, payload, 0, EDGE_BYTES), payload, n - EDGE_BYTES, n);
  }

  /** Eight bytes a step: each is mixed in by a multiplication whose high half is folded down. */
  private static long hash(long seed, byte[] bytes, int from, int to) {
    long h = seed * MULTIPLIER;
    int i = from;
    for (; i + 8 <= to; i += 8) {
      h = mix(h ^ (long) LONGS.get(bytes, i));
    }
    long tail = 0;
    for (; i < to; i++) {
      tail = tail << 8 | bytes[i] & 0xFF;
    }
    return mix(h ^ tail);
  }

  private static long mix(long h) {
    long m = h * MULTIPLIER;
    return m ^ m >>> 32;
  }
}
