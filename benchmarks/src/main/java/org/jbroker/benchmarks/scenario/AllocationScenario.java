package org.jbroker.benchmarks.scenario;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jbroker.Endpoint;
import org.jbroker.OverflowPolicy;
import org.jbroker.Publisher;
import org.jbroker.SubscriberOptions;
import org.jbroker.Topic;
import org.jbroker.benchmarks.harness.Bench;
import org.jbroker.benchmarks.harness.BenchmarkException;
import org.jbroker.benchmarks.harness.ResourceUse;
import org.jbroker.benchmarks.harness.Results;
import org.jbroker.benchmarks.harness.Role;
import org.jbroker.benchmarks.harness.RoleContext;
import org.jbroker.benchmarks.harness.RoleHandle;
import org.jbroker.benchmarks.harness.Sample;
import org.jbroker.benchmarks.harness.Scenario;
import org.jbroker.benchmarks.message.TextMessage;
import org.jbroker.benchmarks.report.Goal;
import org.jbroker.benchmarks.transport.BrokerOptions;
import org.jbroker.benchmarks.transport.PeerFilters;
import org.jbroker.data.Str;
import org.jbroker.spi.DataCodec;

/**
 * What the receiving process allocates for a message that arrives and is not looked at: it goes
 * into a subscriber's queue, and out of it again when that is full.
 */
final class AllocationScenario implements Scenario {

  private static final String V64 = "version-64";
  private static final String V1 = "version-1";
  private static final String BEYOND = "B/msg beyond its bytes";

  @Override
  public String name() {
    return "allocation";
  }

  @Override
  public String description() {
    return "heap bytes that the receiving process allocates for a message of 100 bytes that nobody"
        + " decodes, without the bytes of its payload";
  }

  @Override
  public List<String> contestants() {
    return List.of(V64, V1);
  }

  @Override
  public Sample run(String contestant, Bench bench) throws InterruptedException {
    Map<String, String> arguments = Map.of("version", contestant.equals(V64) ? "64" : "1");
    int count = bench.profile().operations();
    try (RoleHandle receiver = bench.launcher().launch(Holding.class, arguments)) {
      String port = receiver.await("address");
      try (RoleHandle sender =
          bench
              .launcher()
              .launch(
                  Counted.class, Map.of("version", arguments.get("version"), "address", port))) {
        double missing = 0;
        double allocated = 0;
        for (int phase = 1; phase <= 2; phase++) {
          receiver.say("until", (long) count * phase);
          sender.say("send", count);
          missing = receiver.awaitNumber("missing");
          allocated = receiver.awaitNumber("allocated");
        }
        double perMessage = allocated / count;
        return new Sample()
            .put(BEYOND, perMessage - DataCodec.encode(Str.of(TextMessage.create(0, false))).length)
            .put(Sample.LOST, missing);
      }
    }
  }

  @Override
  public List<Goal> goals(Results results) {
    return List.of(
        Goal.atMost(
            "allocation per received message, not decoded, version 64",
            "B",
            results.median(V64, BEYOND),
            128),
        Goal.atMost("the same, version 1", "B", results.median(V1, BEYOND), 128));
  }

  /** Has a subscriber from which nobody takes. */
  public static final class Holding implements Role {

    @Override
    public void run(RoleContext context) throws Exception {
      try (Endpoint endpoint =
          Endpoint.open(BrokerOptions.of((int) context.number("version")).build())) {
        endpoint.subscriber(
            SubscriberOptions.DEFAULT.withOverflow(OverflowPolicy.DROP_OLDEST),
            List.of(Topic.of(TextMessage.TOPIC)));
        context.tell("address", endpoint.listen("127.0.0.1", 0));
        while (true) {
          long until = Long.parseLong(context.hear("until"));
          ResourceUse start = ResourceUse.now();
          context.tell("missing", until - Counting.awaitReceived(endpoint, until));
          context.tell("allocated", ResourceUse.now().allocatedBytes() - start.allocatedBytes());
        }
      }
    }
  }

  /** Sends so many messages, each time that it is told to. */
  public static final class Counted implements Role {

    @Override
    public void run(RoleContext context) throws Exception {
      try (Endpoint endpoint =
          Endpoint.open(BrokerOptions.of((int) context.number("version")).build())) {
        if (!endpoint.peer("127.0.0.1", (int) context.number("address"), Duration.ZERO)) {
          throw new BenchmarkException("cannot peer");
        }
        PeerFilters.await(endpoint, Topic.of(TextMessage.TOPIC));
        Publisher publisher = endpoint.publisher(TextMessage.TOPIC);
        while (true) {
          long count = Long.parseLong(context.hear("send"));
          for (long i = 0; i < count; i++) {
            publisher.publish(Str.of(TextMessage.create(i, false)));
          }
        }
      }
    }
  }
}
