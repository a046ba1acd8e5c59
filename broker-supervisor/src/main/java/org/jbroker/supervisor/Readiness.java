package org.jbroker.supervisor;

import java.time.Duration;
import java.util.Objects;

/**
 * How a worker that was started becomes one that is ready.
 *
 * @param kind how
 * @param time of {@link Kind#DELAY}, how long its process has to run; of {@link Kind#NOTIFY}, how
 *     long it has until it must have said so, or it is stopped and has failed; at most {@link
 *     RestartPolicy#MAX_DURATION}
 */
public record Readiness(Kind kind, Duration time) {

  /** The three ways. */
  public enum Kind {
    /** It is ready as soon as its process runs. */
    IMMEDIATE,
    /** It is ready when its process has run for a time. */
    DELAY,
    /**
     * It says so: by a line {@code READY=1} in the file that {@link NodeEnvironment#NOTIFY_FILE}
     * names, or with a {@link SupervisorRequest.Ready}.
     */
    NOTIFY
  }

  /** How long a worker has to say that it is ready, by default. */
  public static final Duration DEFAULT_NOTIFY_TIMEOUT = Duration.ofSeconds(60);

  private static final Readiness IMMEDIATE = new Readiness(Kind.IMMEDIATE, Duration.ZERO);

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if the time does not fit the kind
   */
  public Readiness {
    Objects.requireNonNull(kind, "kind");
    Duration min = kind == Kind.IMMEDIATE ? Duration.ZERO : Duration.ofMillis(1);
    Duration max = kind == Kind.IMMEDIATE ? Duration.ZERO : RestartPolicy.MAX_DURATION;
    Limits.requireWithin(time, min, max, "time of readiness");
  }

  /** Ready as soon as its process runs. */
  public static Readiness immediate() {
    return IMMEDIATE;
  }

  /** Ready when its process has run for {@code delay}. */
  public static Readiness after(Duration delay) {
    return new Readiness(Kind.DELAY, delay);
  }

  /** Ready when it says so, and failed if it has not within {@link #DEFAULT_NOTIFY_TIMEOUT}. */
  public static Readiness notified() {
    return notified(DEFAULT_NOTIFY_TIMEOUT);
  }

  /** Ready when it says so, and failed if it has not within {@code timeout}. */
  public static Readiness notified(Duration timeout) {
    return new Readiness(Kind.NOTIFY, timeout);
  }
}
