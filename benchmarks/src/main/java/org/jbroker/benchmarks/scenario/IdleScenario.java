package org.jbroker.benchmarks.scenario;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jbroker.benchmarks.harness.Bench;
import org.jbroker.benchmarks.harness.Results;
import org.jbroker.benchmarks.harness.RoleHandle;
import org.jbroker.benchmarks.harness.Sample;
import org.jbroker.benchmarks.harness.Scenario;
import org.jbroker.benchmarks.report.Goal;

/** Many peers and subscribers that do nothing, held by an endpoint with a small heap. */
final class IdleScenario implements Scenario {

  private static final String V64 = "version-64";
  private static final String V1 = "version-1";
  private static final String PEERS = "peers reached";
  private static final String SUBSCRIBERS = "subscribers reached";
  private static final String[] SMALL = {"-Xmx512m", "-Xss512k"};

  /** For connecting all of them. */
  private static final int LIMIT_SECONDS = 60;

  private static final int PEERS_WANTED = 1000;
  private static final int SUBSCRIBERS_WANTED = 10_000;

  @Override
  public String name() {
    return "idle";
  }

  @Override
  public String description() {
    return "1,000 idle peers (or as the profile says, or as many as connect in a minute) and 10,000 subscribers of one endpoint with a"
        + " heap of 512 MiB; all peers in one other process, with the same";
  }

  @Override
  public List<String> contestants() {
    return List.of(V1, V64);
  }

  @Override
  public int maxRounds() {
    return 1;
  }

  @Override
  public Sample run(String contestant, Bench bench) throws InterruptedException {
    int peers = bench.profile().idlePeers();
    int subscribers = bench.profile().idleSubscribers();
    String version = contestant.equals(V64) ? "64" : "1";
    try (RoleHandle server =
            bench
                .launcher()
                .launch(
                    IdleRoles.Server.class,
                    Map.of("version", version, "subscribers", Integer.toString(subscribers)),
                    SMALL);
        RoleHandle clients =
            bench
                .launcher()
                .launch(
                    IdleRoles.Clients.class,
                    Map.of(
                        "version",
                        version,
                        "address",
                        server.await("address"),
                        "clients",
                        Integer.toString(peers),
                        "limit",
                        Integer.toString(LIMIT_SECONDS)),
                    SMALL)) {
      double connectSeconds = clients.awaitNumber("seconds");
      double connected = clients.awaitNumber("connected");
      server.say("idle", "");
      beIdle((long) (bench.profile().measureSeconds() * TimeUnit.SECONDS.toNanos(1)));
      server.say("count", "");
      Sample sample = new Sample().put("server CPU while idle", server.awaitNumber("cpu"));
      double held = server.awaitNumber("peers");
      double reachedHere = server.awaitNumber("reached");
      server.await("sent");
      clients.say("look", "");
      double reachedThere = Math.min(held, clients.awaitNumber("reached"));
      return sample
          .put(PEERS, reachedThere)
          .put(SUBSCRIBERS, reachedHere)
          .put("server heap MiB", server.awaitNumber("heap"))
          .put("s to connect them", connectSeconds)
          .put(Sample.LOST, connected - reachedThere + subscribers - reachedHere);
    }
  }

  private static void beIdle(long nanos) throws InterruptedException {
    long startNanos = System.nanoTime();
    for (long left = nanos; left > 0; left = nanos - (System.nanoTime() - startNanos)) {
      LockSupport.parkNanos(left);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }

  @Override
  public List<Goal> goals(Results results) {
    return List.of(
        Goal.atLeast(
            "idle peers, 512 MiB heap, connected in a minute, version 1",
            "held",
            results.median(V1, PEERS),
            PEERS_WANTED),
        Goal.atLeast("the same, version 64", "held", results.median(V64, PEERS), PEERS_WANTED),
        Goal.atLeast(
            "subscribers of the same endpoint",
            "held",
            results.median(V64, SUBSCRIBERS),
            SUBSCRIBERS_WANTED));
  }
}
