package org.jbroker.benchmarks.harness;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one round with one contestant measured: numbers by name, the unit in the name. Not
 * thread-safe.
 */
public final class Sample {

  /** The metrics that have to be 0: messages that did not arrive, or not in order. */
  public static final String LOST = "lost";

  /** See {@link #LOST}. */
  public static final String REORDERED = "reordered";

  private final Map<String, Double> metrics = new LinkedHashMap<>();

  /** Adds a number. */
  public Sample put(String metric, double value) {
    metrics.put(metric, value);
    return this;
  }

  /** The numbers, in the order in which they were added. */
  public Map<String, Double> metrics() {
    return Collections.unmodifiableMap(metrics);
  }

  /** The number of messages that were lost or came in the wrong order. */
  public double misdelivered() {
    return metrics.getOrDefault(LOST, 0.0) + metrics.getOrDefault(REORDERED, 0.0);
  }
}
