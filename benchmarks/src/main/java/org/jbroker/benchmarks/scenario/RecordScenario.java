package org.jbroker.benchmarks.scenario;

import java.util.List;
import java.util.OptionalDouble;
import org.jbroker.benchmarks.harness.Bench;
import org.jbroker.benchmarks.harness.Results;
import org.jbroker.benchmarks.harness.Sample;
import org.jbroker.benchmarks.harness.Scenario;
import org.jbroker.benchmarks.report.Goal;
import org.jbroker.benchmarks.transport.Transports;

/** Records instead of text: made, encoded, sent, received, decoded, and every field read. */
final class RecordScenario implements Scenario {

  /**
   * What the C++ Broker does with its conn-log events on a two-core machine of this kind (November
   * 2026), rounded. Not measured in this run.
   */
  private static final double CPP_BROKER_PER_SECOND = 200_000;

  @Override
  public String name() {
    return "records";
  }

  @Override
  public String description() {
    return "Zeek events with a conn.log record of 21 fields: made, encoded, sent, received, decoded"
        + " and read, two processes";
  }

  @Override
  public List<String> contestants() {
    return List.of(Transports.OURS_RECORDS, Transports.OURS_V1_RECORDS);
  }

  @Override
  public Sample run(String contestant, Bench bench) throws Exception {
    return Streams.run(contestant, "", bench);
  }

  @Override
  public List<Goal> goals(Results results) {
    return List.of(
        Goal.atLeast(
            "conn-log records, decoded and read",
            Streams.RATE,
            results.median(Transports.OURS_RECORDS, Streams.RATE),
            "C++ Broker (figure of another run)",
            OptionalDouble.of(CPP_BROKER_PER_SECOND),
            5));
  }
}
