package org.jbroker.benchmarks.scenario;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jbroker.Endpoint;
import org.jbroker.benchmarks.harness.BenchmarkException;
import org.jbroker.benchmarks.harness.ResourceUse;
import org.jbroker.benchmarks.harness.Role;
import org.jbroker.benchmarks.harness.RoleContext;
import org.jbroker.benchmarks.transport.BrokerOptions;
import org.jbroker.data.Count;
import org.jbroker.store.Backend;
import org.jbroker.store.Store;

/** A master and a clone in two processes, and what is done to them. */
final class CloneRoles {

  static final String STORE = "bench";
  static final Duration IDLE = Duration.ofMinutes(2);

  private static final int KEYS = 1 << 14;

  private CloneRoles() {}

  static void awaitIdle(Store store) throws InterruptedException {
    if (!store.awaitIdle(IDLE)) {
      throw new BenchmarkException(store.name() + " does not become idle");
    }
  }

  /** The sum of all entries' hash codes would differ between processes; this does not. */
  private static long checksum(Store store) {
    long sum = 0;
    for (var entry : store.snapshot().entrySet()) {
      sum += ((Count) entry.getKey()).bits() * 31 + ((Count) entry.getValue()).bits();
    }
    return sum;
  }

  /** Tells how long it took, this process's processor time before and after, and what is there. */
  private static void report(RoleContext context, Store store, long nanos) {
    context.tell("nanos", nanos);
    context.tell("cpu", ResourceUse.processCpuNanos());
    context.tell("size", store.size());
    context.tell("checksum", checksum(store));
    context.tell("next cpu", ResourceUse.processCpuNanos());
  }

  private static void connect(Endpoint endpoint, RoleContext context) throws InterruptedException {
    if (!endpoint.peer("127.0.0.1", (int) context.number("address"), Duration.ZERO)) {
      throw new BenchmarkException("cannot peer");
    }
  }

  /**
   * A memory master. Writes so many entries when told {@code write}, and waits until it is idle.
   */
  public static final class Master implements Role {

    @Override
    public void run(RoleContext context) throws Exception {
      try (Endpoint endpoint = Endpoint.open(BrokerOptions.of(64).build())) {
        Store store = endpoint.attachMaster(STORE, Backend.memory());
        context.tell("address", endpoint.listen("127.0.0.1", 0));
        while (true) {
          long count = Long.parseLong(context.hear("write"));
          long startNanos = System.nanoTime();
          for (long i = 0; i < count; i++) {
            store.put(Count.of(i % KEYS), Count.of(i));
          }
          awaitIdle(store);
          report(context, store, System.nanoTime() - startNanos);
        }
      }
    }
  }

  /** A clone. Waits until it is idle when told {@code write}. */
  public static final class Follower implements Role {

    @Override
    public void run(RoleContext context) throws Exception {
      try (Endpoint endpoint = Endpoint.open(BrokerOptions.of(64).build())) {
        connect(endpoint, context);
        Store store = endpoint.attachClone(STORE);
        awaitIdle(store);
        context.tell("ready", "");
        while (true) {
          context.hear("write");
          long startNanos = System.nanoTime();
          awaitIdle(store);
          report(context, store, System.nanoTime() - startNanos);
        }
      }
    }
  }

  /**
   * A clone that puts so many unique entries when told {@code write}, many under way at once, into
   * a store that it has emptied before.
   */
  public static final class UniqueWriter implements Role {

    private static final int UNDER_WAY = 8192;

    @Override
    public void run(RoleContext context) throws Exception {
      try (Endpoint endpoint = Endpoint.open(BrokerOptions.of(64).build())) {
        connect(endpoint, context);
        Store store = endpoint.attachClone(STORE);
        awaitIdle(store);
        context.tell("ready", "");
        while (true) {
          long count = Long.parseLong(context.hear("write"));
          store.clear();
          awaitIdle(store);
          long startNanos = System.nanoTime();
          write(store, count);
          long nanos = System.nanoTime() - startNanos;
          awaitIdle(store);
          report(context, store, nanos);
        }
      }
    }

    private static void write(Store store, long count) throws Exception {
      Deque<CompletableFuture<Boolean>> underWay = new ArrayDeque<>(UNDER_WAY);
      for (long i = 0; i < count; i++) {
        if (underWay.size() == UNDER_WAY) {
          requireInserted(underWay.remove());
        }
        underWay.add(store.putUniqueAsync(Count.of(i), Count.of(i)));
      }
      for (CompletableFuture<Boolean> result : underWay) {
        requireInserted(result);
      }
    }

    private static void requireInserted(CompletableFuture<Boolean> result) throws Exception {
      if (!result.get(IDLE.toSeconds(), TimeUnit.SECONDS)) {
        throw new BenchmarkException("a new key was refused");
      }
    }
  }
}
