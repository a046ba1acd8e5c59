package org.jbroker.benchmarks.harness;

import java.util.Arrays;
import java.util.List;

/**
 * The values of one metric of one contestant, a value each round.
 *
 * @param metric what it is, with its unit
 * @param values in the order of the rounds; at least one
 */
public record Series(String metric, List<Double> values) {

  /** Copies the values. */
  public Series {
    values = List.copyOf(values);
    if (values.isEmpty()) {
      throw new IllegalArgumentException("no values of " + metric);
    }
  }

  /** The value in the middle; the mean of both if there are two. */
  public double median() {
    double[] sorted = sorted();
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  /** The least value. */
  public double min() {
    return sorted()[0];
  }

  /** The greatest value. */
  public double max() {
    return sorted()[values.size() - 1];
  }

  private double[] sorted() {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    return sorted;
  }
}
