package org.jbroker.benchmarks.scenario;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jbroker.benchmarks.harness.Bench;
import org.jbroker.benchmarks.harness.Results;
import org.jbroker.benchmarks.harness.RoleHandle;
import org.jbroker.benchmarks.harness.Sample;
import org.jbroker.benchmarks.harness.Scenario;
import org.jbroker.benchmarks.report.Goal;
import org.jbroker.benchmarks.transport.Transports;

/** Round trips with one message under way. */
final class RoundTripScenario implements Scenario {

  private static final String P50 = "p50 us";
  private static final String P99 = "p99 us";

  @Override
  public String name() {
    return "round-trip";
  }

  @Override
  public String description() {
    return "a message of 100 bytes and its answer over loopback, two processes, one under way";
  }

  @Override
  public List<String> contestants() {
    return List.of(
        Transports.OURS,
        Transports.OURS_V1,
        Transports.NETTY_LOOP,
        Transports.NETTY_HOP,
        Transports.JEROMQ,
        Transports.NATS);
  }

  @Override
  public Optional<String> unavailable(String contestant) {
    return Transports.unavailable(contestant);
  }

  @Override
  public Sample run(String contestant, Bench bench) throws Exception {
    try (Middle middle = Middle.of(contestant);
        RoleHandle answering =
            bench
                .launcher()
                .launch(
                    RoundTripRoles.Answering.class,
                    Map.of("transport", contestant, "broker", middle.address()));
        RoleHandle asking =
            bench
                .launcher()
                .launch(
                    RoundTripRoles.Asking.class,
                    Map.of(
                        "transport",
                        contestant,
                        "address",
                        answering.await("address"),
                        "count",
                        Integer.toString(bench.profile().roundTrips())))) {
      return new Sample()
          .put(P50, asking.awaitNumber("p50"))
          .put(P99, asking.awaitNumber("p99"))
          .put("p99.9 us", asking.awaitNumber("p99.9"))
          .put("max us", asking.awaitNumber("max"))
          .put(Sample.LOST, bench.profile().roundTrips() - asking.awaitNumber("answered"));
    }
  }

  @Override
  public List<Goal> goals(Results results) {
    return List.of(
        Goal.atMost(
            "round trip, median",
            "us",
            results.median(Transports.OURS, P50),
            "Netty with a thread hop",
            results.median(Transports.NETTY_HOP, P50),
            1.1),
        Goal.atMost(
            "round trip, 99th percentile",
            "us",
            results.median(Transports.OURS, P99),
            "Netty with a thread hop",
            results.median(Transports.NETTY_HOP, P99),
            1.5));
  }
}
