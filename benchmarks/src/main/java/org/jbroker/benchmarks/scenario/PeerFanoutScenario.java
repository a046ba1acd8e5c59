package org.jbroker.benchmarks.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
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

/**
 * One publisher and many peers. All peers are in one other process, which on a small machine takes
 * more of the time than the publisher; so what counts is the processor time of the publisher's
 * process.
 */
final class PeerFanoutScenario implements Scenario {

  private static final int MANY = 20;
  private static final String CPU = "publisher CPU ns/msg";

  @Override
  public String name() {
    return "peer-fanout";
  }

  @Override
  public String description() {
    return "a message of 100 bytes to 1 and to 20 peers over loopback; the processor time of the"
        + " publishing process";
  }

  @Override
  public List<String> contestants() {
    return List.of("1", Integer.toString(MANY));
  }

  @Override
  public Sample run(String contestant, Bench bench) throws InterruptedException {
    long count = bench.profile().operations();
    try (RoleHandle source = bench.launcher().launch(Source.class, Map.of("peers", contestant))) {
      Map<String, String> arguments =
          Map.of("peers", contestant, "address", source.await("address"));
      try (RoleHandle sinks = bench.launcher().launch(Sinks.class, arguments)) {
        sinks.await("connected");
        source.say("send", count);
        source.await("cpu");
        source.await("wall");
        source.say("send", count);
        Sample sample =
            new Sample()
                .put(CPU, source.awaitNumber("cpu") / count)
                .put("ns/msg", source.awaitNumber("wall") / count);
        sinks.say("count", 2 * count);
        sample.put(Sample.LOST, sinks.awaitNumber("missing"));
        return sample;
      }
    }
  }

  @Override
  public List<Goal> goals(Results results) {
    OptionalDouble one = results.median("1", CPU);
    OptionalDouble many = results.median(Integer.toString(MANY), CPU);
    OptionalDouble extra =
        one.isPresent() && many.isPresent()
            ? OptionalDouble.of((many.getAsDouble() - one.getAsDouble()) / (MANY - 1))
            : OptionalDouble.empty();
    return List.of(Goal.atMost("fan-out, each extra peer, CPU of the publisher", "ns", extra, 300));
  }

  /** Publishes to whoever has connected. */
  public static final class Source implements Role {

    private static final Duration DRAIN = Duration.ofMinutes(1);

    @Override
    public void run(RoleContext context) throws Exception {
      try (Endpoint endpoint = Endpoint.open(BrokerOptions.of(64).build())) {
        context.tell("address", endpoint.listen("127.0.0.1", 0));
        while (true) {
          long count = Long.parseLong(context.hear("send"));
          // A peer that has connected may have the last step of the handshake still before it here.
          PeerFilters.awaitPeers(endpoint, (int) context.number("peers"));
          ResourceUse start = ResourceUse.now();
          Publisher publisher = endpoint.publisher(TextMessage.TOPIC);
          for (long i = 0; i < count; i++) {
            publisher.publish(Str.of(TextMessage.create(i, false)));
          }
          publisher.close();
          if (!endpoint.drain(DRAIN)) {
            throw new BenchmarkException("not everything left: " + endpoint.metrics());
          }
          ResourceUse end = ResourceUse.now();
          context.tell("cpu", end.cpuNanos() - start.cpuNanos());
          context.tell("wall", end.nanoTime() - start.nanoTime());
        }
      }
    }
  }

  /** Many endpoints that receive and do not look. */
  public static final class Sinks implements Role {

    @Override
    public void run(RoleContext context) throws Exception {
      List<Endpoint> endpoints = new ArrayList<>();
      try {
        for (long i = 0; i < context.number("peers"); i++) {
          endpoints.add(connect((int) context.number("address")));
        }
        context.tell("connected", endpoints.size());
        long expected = Long.parseLong(context.hear("count"));
        long missing = 0;
        for (Endpoint endpoint : endpoints) {
          missing += expected - Counting.awaitReceived(endpoint, expected);
        }
        context.tell("missing", missing);
        context.hear("end");
      } finally {
        endpoints.forEach(Endpoint::close);
      }
    }

    private static Endpoint connect(int port) throws InterruptedException {
      Endpoint endpoint = Endpoint.open(BrokerOptions.of(64).build());
      endpoint.subscriber(
          new SubscriberOptions(1024, 0, OverflowPolicy.DROP_OLDEST),
          List.of(Topic.of(TextMessage.TOPIC)));
      if (!endpoint.peer("127.0.0.1", port, Duration.ZERO)) {
        throw new BenchmarkException("cannot peer");
      }
      return endpoint;
    }
  }
}
