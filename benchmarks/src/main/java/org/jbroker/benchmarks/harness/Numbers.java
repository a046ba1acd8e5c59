package org.jbroker.benchmarks.harness;

import java.util.Locale;

/** Numbers as people read them. */
public final class Numbers {

  private static final double KILO = 1e3;
  private static final double MEGA = 1e6;

  private Numbers() {}

  /** Three significant digits, with k for thousands and M for millions: 1.23 M, 45.6 k, 789. */
  public static String compact(double value) {
    double size = Math.abs(value);
    if (Double.isNaN(value)) {
      return "-";
    }
    if (size >= MEGA) {
      return digits(value / MEGA) + " M";
    }
    return size >= 10 * KILO ? digits(value / KILO) + " k" : digits(value);
  }

  private static String digits(double value) {
    double size = Math.abs(value);
    String format = size >= 100 || size == 0 ? "%.0f" : size >= 10 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, format, value);
  }
}
