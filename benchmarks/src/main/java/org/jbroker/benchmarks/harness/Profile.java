package org.jbroker.benchmarks.harness;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How much is measured, and for how long.
 *
 * @param name as it is chosen on the command line
 * @param rounds how often each contestant's turn comes
 * @param warmupSeconds before each measurement; of processor time where the harness is our own
 * @param measureSeconds of each measurement that lasts as long as it is told to
 * @param roundTrips measured in each round; a tenth of them warms up
 * @param operations the size of measurements that are counted, such as writes to a store
 * @param entries of the store that is handed to a clone
 * @param prefixes of the large routing table; the small one has a thousandth
 * @param idlePeers held by one endpoint
 * @param idleSubscribers held by one endpoint
 * @param timeout for each step of a round
 */
public record Profile(
    String name,
    int rounds,
    double warmupSeconds,
    double measureSeconds,
    int roundTrips,
    int operations,
    int entries,
    int prefixes,
    int idlePeers,
    int idleSubscribers,
    Duration timeout) {

  /** About twenty minutes for everything. */
  public static final Profile SHORT =
      new Profile(
          "short",
          3,
          6,
          2,
          20_000,
          200_000,
          1_000_000,
          1_000_000,
          1_000,
          10_000,
          Duration.ofMinutes(3));

  /** About two hours for everything. */
  public static final Profile FULL =
      new Profile(
          "full",
          7,
          5,
          10,
          100_000,
          1_000_000,
          1_000_000,
          1_000_000,
          1_000,
          10_000,
          Duration.ofMinutes(10));

  /** As little as shows that a benchmark works; its figures say nothing. */
  public static final Profile SMOKE =
      new Profile("smoke", 1, 0.02, 0.05, 50, 2_000, 2_000, 1_000, 5, 20, Duration.ofSeconds(20));

  /** The profile of that name. */
  public static Profile named(String name) {
    return switch (name) {
      case "short" -> SHORT;
      case "full" -> FULL;
      case "smoke" -> SMOKE;
      default ->
          throw new IllegalArgumentException("a profile is short, full or smoke, not " + name);
    };
  }

  /** The same with another number of rounds. */
  public Profile withRounds(int number) {
    return new Profile(
        name,
        number,
        warmupSeconds,
        measureSeconds,
        roundTrips,
        operations,
        entries,
        prefixes,
        idlePeers,
        idleSubscribers,
        timeout);
  }

  /** The times, as arguments of a role. */
  public Map<String, String> times() {
    Map<String, String> arguments = new LinkedHashMap<>();
    arguments.put("warmup", Double.toString(warmupSeconds));
    arguments.put("measure", Double.toString(measureSeconds));
    return arguments;
  }

  /** The times and further arguments of a role, as keys and values in turn. */
  public Map<String, String> times(Object... keysAndValues) {
    Map<String, String> arguments = times();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      arguments.put(keysAndValues[i].toString(), keysAndValues[i + 1].toString());
    }
    return arguments;
  }
}
