package org.jbroker.testkit.net;

import java.time.Duration;
import java.util.Objects;

/**
 * What a {@link FaultProxy} does to the bytes of one direction. Immutable; made by the factories
 * here, whose javadoc is the contract.
 */
public sealed interface Fault {

  /** Everything goes through at once. The default. */
  static Fault pass() {
    return new Pass();
  }

  /**
   * Nothing is read any more and the connection stays open, so that the sender's buffers fill up.
   * One chunk of at most 16 KiB may already have been read; it is kept and sent after the stall.
   */
  static Fault stall() {
    return new Stall();
  }

  /** Bytes are read and vanish, and so does the end of the stream; the connection stays open. */
  static Fault blackHole() {
    return new BlackHole();
  }

  /** Ends the connection with a reset (RST) on both sides; what was under way is lost. */
  static Fault cut() {
    return new Cut();
  }

  /**
   * Ends the connection in both directions with an orderly end of stream (FIN); what still arrives
   * is discarded.
   */
  static Fault close() {
    return new Close();
  }

  /** Each byte arrives this much later; the throughput is not limited. */
  static Fault delay(Duration delay) {
    return new Delay(positive(delay));
  }

  /** At most {@code bytes} bytes go through, then none for {@code interval}, and so on. */
  static Fault trickle(int bytes, Duration interval) {
    if (bytes < 1) {
      throw new IllegalArgumentException("not positive: " + bytes);
    }
    return new Trickle(bytes, positive(interval));
  }

  /** An even flow of at most this many bytes a second. */
  static Fault limit(long bytesPerSecond) {
    if (bytesPerSecond < 1) {
      throw new IllegalArgumentException("not positive: " + bytesPerSecond);
    }
    return new Limit(bytesPerSecond);
  }

  /**
   * Passes until exactly {@code bytes} bytes of this direction have gone through, counted from the
   * start of the connection, then does {@code then}. If more have gone through already, does {@code
   * then} at once.
   */
  static Fault after(long bytes, Fault then) {
    if (bytes < 0) {
      throw new IllegalArgumentException("negative: " + bytes);
    }
    return new After(bytes, Objects.requireNonNull(then, "then"));
  }

  private static long positive(Duration duration) {
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException("not positive: " + duration);
    }
    return duration.toNanos();
  }

  /** {@link #pass()}. */
  record Pass() implements Fault {}

  /** {@link #stall()}. */
  record Stall() implements Fault {}

  /** {@link #blackHole()}. */
  record BlackHole() implements Fault {}

  /** {@link #cut()}. */
  record Cut() implements Fault {}

  /** {@link #close()}. */
  record Close() implements Fault {}

  /**
   * {@link #delay(Duration)}.
   *
   * @param delayNanos how much later
   */
  record Delay(long delayNanos) implements Fault {}

  /**
   * {@link #trickle(int, Duration)}.
   *
   * @param bytes how many bytes go through at once
   * @param intervalNanos how long none do
   */
  record Trickle(int bytes, long intervalNanos) implements Fault {}

  /**
   * {@link #limit(long)}.
   *
   * @param bytesPerSecond the bandwidth
   */
  record Limit(long bytesPerSecond) implements Fault {}

  /**
   * {@link #after(long, Fault)}.
   *
   * @param bytes how many bytes pass, from the start of the connection
   * @param then what happens then
   */
  record After(long bytes, Fault then) implements Fault {}
}
