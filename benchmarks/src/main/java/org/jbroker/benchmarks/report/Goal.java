package org.jbroker.benchmarks.report;

import java.util.OptionalDouble;

/**
 * A row of the table of goals: what we do, what it is measured against, and whether that is enough.
 *
 * @param what is measured
 * @param unit of both figures
 * @param ours our figure; empty if it was not measured
 * @param peer what the other figure is
 * @param theirs the other figure; empty if it was not measured
 * @param factor the goal as a multiple of {@code theirs}
 * @param atMost whether the goal is an upper bound; else a lower one
 */
public record Goal(
    String what,
    String unit,
    OptionalDouble ours,
    String peer,
    OptionalDouble theirs,
    double factor,
    boolean atMost) {

  /** Whether a goal is reached. */
  public enum Verdict {
    /** It is. */
    MET("met"),
    /** It is not. */
    NOT_MET("NOT MET"),
    /** One of the two figures is missing. */
    NOT_MEASURED("not measured");

    private final String text;

    Verdict(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** At least {@code factor} times what a peer does. */
  public static Goal atLeast(
      String what,
      String unit,
      OptionalDouble ours,
      String peer,
      OptionalDouble theirs,
      double factor) {
    return new Goal(what, unit, ours, peer, theirs, factor, false);
  }

  /** At most {@code factor} times what a peer does. */
  public static Goal atMost(
      String what,
      String unit,
      OptionalDouble ours,
      String peer,
      OptionalDouble theirs,
      double factor) {
    return new Goal(what, unit, ours, peer, theirs, factor, true);
  }

  /** At least a fixed figure. */
  public static Goal atLeast(String what, String unit, OptionalDouble ours, double limit) {
    return new Goal(what, unit, ours, "fixed", OptionalDouble.of(limit), 1, false);
  }

  /** At most a fixed figure. */
  public static Goal atMost(String what, String unit, OptionalDouble ours, double limit) {
    return new Goal(what, unit, ours, "fixed", OptionalDouble.of(limit), 1, true);
  }

  /** Ours divided by theirs; empty if one is missing. */
  public OptionalDouble ratio() {
    return ours.isPresent() && theirs.isPresent()
        ? OptionalDouble.of(ours.getAsDouble() / theirs.getAsDouble())
        : OptionalDouble.empty();
  }

  /** Whether it is reached. */
  public Verdict verdict() {
    OptionalDouble ratio = ratio();
    if (ratio.isEmpty()) {
      return Verdict.NOT_MEASURED;
    }
    double value = ratio.getAsDouble();
    return (atMost ? value <= factor : value >= factor) ? Verdict.MET : Verdict.NOT_MET;
  }
}
