package org.jbroker.benchmarks.scenario;

import java.util.List;
import java.util.Map;
import org.jbroker.benchmarks.harness.Bench;
import org.jbroker.benchmarks.harness.Results;
import org.jbroker.benchmarks.harness.RoleHandle;
import org.jbroker.benchmarks.harness.Sample;
import org.jbroker.benchmarks.harness.Scenario;
import org.jbroker.benchmarks.report.Goal;
import org.jbroker.benchmarks.transport.Transports;

/** A chain of three processes, beside the same without the one in the middle. */
final class RelayScenario implements Scenario {

  private static final String DIRECT = "direct";
  private static final String RELAYED = "relayed";

  @Override
  public String name() {
    return "relay";
  }

  @Override
  public String description() {
    return "version 64 as in 'throughput', directly and through a third process that forwards";
  }

  @Override
  public List<String> contestants() {
    return List.of(DIRECT, RELAYED);
  }

  @Override
  public Sample run(String contestant, Bench bench) throws Exception {
    if (contestant.equals(DIRECT)) {
      return Streams.run(Transports.OURS, "", bench);
    }
    try (RoleHandle relay =
        bench.launcher().launch(StreamRoles.Relay.class, Map.of("version", "64"))) {
      Sample sample = Streams.run(Transports.OURS, relay.await("address"), bench);
      relay.say("end", "");
      return sample;
    }
  }

  @Override
  public List<Goal> goals(Results results) {
    return List.of(
        Goal.atLeast(
            "relay hop, three processes",
            Streams.RATE,
            results.median(RELAYED, Streams.RATE),
            "the direct way",
            results.median(DIRECT, Streams.RATE),
            0.7));
  }
}
