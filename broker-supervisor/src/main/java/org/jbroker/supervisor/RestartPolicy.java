package org.jbroker.supervisor;

import java.time.Duration;
import java.util.Objects;

/**
 * What happens when a worker ends that nobody stopped.
 *
 * <p>Each restart waits twice as long as the one before, from {@code firstPause} up to {@code
 * maxPause}. A worker that was ready for {@code healthyAfter} begins anew with the first pause and
 * no failures. One that fails {@code maxFailures} times without that is {@link NodeState#FATAL}.
 * Whatever ends a worker counts, an exit code of 0 too; so do a start that fails and a worker that
 * does not become ready in time.
 *
 * @param mode when it is started again
 * @param firstPause the first pause, more than zero; default 1 s
 * @param maxPause the longest pause, not less than the first; default 1 min
 * @param healthyAfter how long it has to be ready to be healthy; default 1 min
 * @param maxFailures the failure that is the last one; 0 for none; default 10, which with the other
 *     defaults comes after about five minutes
 */
public record RestartPolicy(
    Mode mode, Duration firstPause, Duration maxPause, Duration healthyAfter, int maxFailures) {

  /** When a worker that ended by itself is started again. */
  public enum Mode {
    /** Whatever its exit code was: it is meant to run for ever. */
    ALWAYS,
    /** Unless its exit code was 0. An unknown one, of an adopted worker, counts as a failure. */
    ON_FAILURE,
    /** Never. */
    NEVER
  }

  /** The longest duration of each kind: a day. */
  public static final Duration MAX_DURATION = Duration.ofDays(1);

  private static final RestartPolicy DEFAULT =
      new RestartPolicy(
          Mode.ALWAYS, Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofMinutes(1), 10);

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if one is out of range; the text names it
   */
  public RestartPolicy {
    Objects.requireNonNull(mode, "mode");
    Limits.requireWithin(firstPause, Duration.ofMillis(1), MAX_DURATION, "firstPause");
    Limits.requireWithin(maxPause, firstPause, MAX_DURATION, "maxPause");
    Limits.requireWithin(healthyAfter, Duration.ZERO, MAX_DURATION, "healthyAfter");
    if (maxFailures < 0) {
      throw new IllegalArgumentException("maxFailures is not negative: " + maxFailures);
    }
  }

  /** Always, with the defaults. */
  public static RestartPolicy always() {
    return DEFAULT;
  }

  /** On failure, with the defaults. */
  public static RestartPolicy onFailure() {
    return DEFAULT.withMode(Mode.ON_FAILURE);
  }

  /** Never. */
  public static RestartPolicy never() {
    return DEFAULT.withMode(Mode.NEVER);
  }

  /** The same in another mode. */
  public RestartPolicy withMode(Mode newMode) {
    return new RestartPolicy(newMode, firstPause, maxPause, healthyAfter, maxFailures);
  }

  /** The same with other pauses. */
  public RestartPolicy withPauses(Duration first, Duration max) {
    return new RestartPolicy(mode, first, max, healthyAfter, maxFailures);
  }

  /** The same with another time after which a worker is healthy. */
  public RestartPolicy withHealthyAfter(Duration after) {
    return new RestartPolicy(mode, firstPause, maxPause, after, maxFailures);
  }

  /** The same with another last failure; 0 for none. */
  public RestartPolicy withMaxFailures(int max) {
    return new RestartPolicy(mode, firstPause, maxPause, healthyAfter, max);
  }
}
