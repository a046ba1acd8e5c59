package org.jbroker.benchmarks.scenario;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jbroker.benchmarks.harness.Bench;
import org.jbroker.benchmarks.harness.Results;
import org.jbroker.benchmarks.harness.Sample;
import org.jbroker.benchmarks.harness.Scenario;
import org.jbroker.benchmarks.report.Goal;
import org.jbroker.benchmarks.transport.Transports;

/** One publisher to one subscriber over loopback. */
final class ThroughputScenario implements Scenario {

  @Override
  public String name() {
    return "throughput";
  }

  @Override
  public String description() {
    return "one publisher to one subscriber over loopback, two processes, text of 100 bytes on a"
        + " topic of 14, nothing lost";
  }

  @Override
  public List<String> contestants() {
    return List.of(
        Transports.OURS,
        Transports.OURS_V1,
        Transports.NETTY_COALESCED,
        Transports.NETTY_QUEUE,
        Transports.NETTY_EACH,
        Transports.JEROMQ,
        Transports.NATS);
  }

  @Override
  public Optional<String> unavailable(String contestant) {
    return Transports.unavailable(contestant);
  }

  @Override
  public Sample run(String contestant, Bench bench) throws Exception {
    try (Middle middle = Middle.of(contestant)) {
      return Streams.run(contestant, middle.address(), bench);
    }
  }

  @Override
  public List<Goal> goals(Results results) {
    OptionalDouble ours = results.median(Transports.OURS, Streams.RATE);
    OptionalDouble oursV1 = results.median(Transports.OURS_V1, Streams.RATE);
    OptionalDouble jeromq = results.median(Transports.JEROMQ, Streams.RATE);
    OptionalDouble netty = results.median(Transports.NETTY_QUEUE, Streams.RATE);
    return List.of(
        Goal.atLeast(
            "loopback, 100-byte string, version 64",
            Streams.RATE,
            ours,
            "JeroMQ, no drop",
            jeromq,
            2),
        Goal.atLeast("the same", Streams.RATE, ours, "Netty through a queue", netty, 0.5),
        Goal.atLeast("the same, version 1", Streams.RATE, oursV1, "JeroMQ, no drop", jeromq, 1.5));
  }
}
