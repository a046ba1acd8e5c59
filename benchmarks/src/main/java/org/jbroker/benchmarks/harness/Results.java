package org.jbroker.benchmarks.harness;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** What all rounds of one scenario measured. Not thread-safe. */
public final class Results {

  private final Map<String, Map<String, List<Double>>> values = new LinkedHashMap<>();
  private final Map<String, String> skipped = new LinkedHashMap<>();
  private final List<String> failures = new ArrayList<>();

  /** Adds what a round measured. */
  public void add(String contestant, Sample sample) {
    Map<String, List<Double>> metrics =
        values.computeIfAbsent(contestant, unused -> new LinkedHashMap<>());
    sample
        .metrics()
        .forEach(
            (metric, value) ->
                metrics.computeIfAbsent(metric, unused -> new ArrayList<>()).add(value));
  }

  /** Notes that a contestant does not take part, and why. */
  public void skip(String contestant, String reason) {
    skipped.put(contestant, reason);
  }

  /** Notes that a round went wrong. */
  public void fail(String contestant, String what) {
    failures.add(contestant + ": " + what);
  }

  /** Contestants that measured something. */
  public Collection<String> contestants() {
    return List.copyOf(values.keySet());
  }

  /** The series of a contestant, in the order in which its first round gave them. */
  public List<Series> series(String contestant) {
    List<Series> series = new ArrayList<>();
    values
        .getOrDefault(contestant, Map.of())
        .forEach((metric, numbers) -> series.add(new Series(metric, numbers)));
    return series;
  }

  /** The median of a metric; empty if the contestant has none. */
  public OptionalDouble median(String contestant, String metric) {
    List<Double> numbers = values.getOrDefault(contestant, Map.of()).get(metric);
    return numbers == null
        ? OptionalDouble.empty()
        : OptionalDouble.of(new Series(metric, numbers).median());
  }

  /** Who did not take part, with the reason. */
  public Map<String, String> skipped() {
    return Map.copyOf(skipped);
  }

  /** What went wrong. */
  public List<String> failures() {
    return List.copyOf(failures);
  }
}
