package org.jbroker.store;

import java.time.Duration;
import java.util.Objects;

/**
 * How a clone lives with the loss of its master.
 *
 * @param resyncInterval how often it looks for its master while it has none; positive
 * @param staleInterval how long after the loss it still answers from its copy, before reads fail
 *     with {@link org.jbroker.ErrorCode#STALE_DATA}; zero for at once, negative for never
 * @param mutationBufferInterval how long after the loss it keeps its own writes for a master that
 *     comes back, before they fail with {@code STALE_DATA}; zero for not at all
 * @param mutationBufferBytes how many bytes of writes it keeps at most; a write beyond that fails
 *     with {@code STALE_DATA}
 */
public record CloneOptions(
    Duration resyncInterval,
    Duration staleInterval,
    Duration mutationBufferInterval,
    long mutationBufferBytes) {

  /** 10 s, 5 min, 2 min, 64 MiB: the C++ Broker's intervals, and a bound on memory. */
  public static final CloneOptions DEFAULT =
      new CloneOptions(
          Duration.ofSeconds(10), Duration.ofMinutes(5), Duration.ofMinutes(2), 64L << 20);

  /** Refuses what is out of range. */
  public CloneOptions {
    Objects.requireNonNull(staleInterval, "staleInterval");
    if (resyncInterval.isNegative() || resyncInterval.isZero()) {
      throw new IllegalArgumentException("resyncInterval is positive, not " + resyncInterval);
    }
    if (mutationBufferInterval.isNegative()) {
      throw new IllegalArgumentException(
          "mutationBufferInterval is not negative: " + mutationBufferInterval);
    }
    if (mutationBufferBytes < 0) {
      throw new IllegalArgumentException(
          "mutationBufferBytes is not negative: " + mutationBufferBytes);
    }
  }

  /** The same with another interval between attempts. */
  public CloneOptions withResyncInterval(Duration interval) {
    return new CloneOptions(interval, staleInterval, mutationBufferInterval, mutationBufferBytes);
  }

  /** The same with another time until reads fail. */
  public CloneOptions withStaleInterval(Duration interval) {
    return new CloneOptions(resyncInterval, interval, mutationBufferInterval, mutationBufferBytes);
  }

  /** The same with another time until writes fail. */
  public CloneOptions withMutationBufferInterval(Duration interval) {
    return new CloneOptions(resyncInterval, staleInterval, interval, mutationBufferBytes);
  }

  /** The same with another bound on buffered writes. */
  public CloneOptions withMutationBufferBytes(long bytes) {
    return new CloneOptions(resyncInterval, staleInterval, mutationBufferInterval, bytes);
  }
}
