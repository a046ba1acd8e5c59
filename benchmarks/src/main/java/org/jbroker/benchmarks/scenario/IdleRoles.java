package org.jbroker.benchmarks.scenario;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jbroker.Endpoint;
import org.jbroker.Message;
import org.jbroker.Subscriber;
import org.jbroker.Topic;
import org.jbroker.benchmarks.harness.BenchmarkException;
import org.jbroker.benchmarks.harness.ResourceUse;
import org.jbroker.benchmarks.harness.Role;
import org.jbroker.benchmarks.harness.RoleContext;
import org.jbroker.benchmarks.message.TextMessage;
import org.jbroker.benchmarks.transport.BrokerOptions;
import org.jbroker.data.Str;

/** An endpoint with many peers and subscribers, and the peers. */
final class IdleRoles {

  private static final String ALL = "/all";
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private IdleRoles() {}

  /** Holds them all. Says what it has when told {@code count}, and reaches all of them. */
  public static final class Server implements Role {

    @Override
    public void run(RoleContext context) throws Exception {
      List<Subscriber> subscribers = new ArrayList<>();
      try (Endpoint endpoint =
          Endpoint.open(BrokerOptions.of((int) context.number("version")).build())) {
        for (long i = 0; i < context.number("subscribers"); i++) {
          subscribers.add(endpoint.subscriber("/held/" + i, "/each"));
        }
        context.tell("address", endpoint.listen("127.0.0.1", 0));
        context.hear("idle");
        ResourceUse start = ResourceUse.now();
        context.hear("count");
        ResourceUse end = ResourceUse.now();
        context.tell(
            "cpu",
            (end.cpuNanos() - start.cpuNanos()) / (double) (end.nanoTime() - start.nanoTime()));
        context.tell("peers", endpoint.metrics().peers().size());
        Str message = Str.of(TextMessage.create(0, false));
        endpoint.publishLocally(Topic.of("/each"), message);
        context.tell("reached", subscribers.stream().filter(s -> s.poll().size() == 1).count());
        context.tell("sent", endpoint.publish(Topic.of(ALL), message).accepted());
        System.gc();
        context.tell(
            "heap", ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1048576.0);
        context.hear("end");
      }
    }
  }

  /**
   * Many endpoints, each with one peering and one subscriber; as many as can be connected one after
   * the other in the time that there is.
   */
  public static final class Clients implements Role {

    @Override
    public void run(RoleContext context) throws Exception {
      List<Endpoint> endpoints = new ArrayList<>();
      List<Subscriber> subscribers = new ArrayList<>();
      try {
        int version = (int) context.number("version");
        long startNanos = System.nanoTime();
        long limitNanos = context.nanos("limit");
        for (long i = 0;
            i < context.number("clients") && System.nanoTime() - startNanos < limitNanos;
            i++) {
          Endpoint endpoint = Endpoint.open(BrokerOptions.of(version).build());
          endpoints.add(endpoint);
          subscribers.add(endpoint.subscriber(ALL));
          if (!endpoint.peer("127.0.0.1", (int) context.number("address"), Duration.ZERO)) {
            throw new BenchmarkException("cannot peer number " + i);
          }
        }
        context.tell("seconds", (System.nanoTime() - startNanos) / 1e9);
        context.tell("connected", endpoints.size());
        context.hear("look");
        long reached = 0;
        for (Subscriber subscriber : subscribers) {
          Optional<Message> message = subscriber.get(TIMEOUT);
          reached += message.isPresent() ? 1 : 0;
        }
        context.tell("reached", reached);
        context.hear("end");
      } finally {
        endpoints.forEach(Endpoint::close);
      }
    }
  }
}
