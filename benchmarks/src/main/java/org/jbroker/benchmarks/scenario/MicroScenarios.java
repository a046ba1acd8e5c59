package org.jbroker.benchmarks.scenario;

import java.util.List;
import java.util.OptionalDouble;
import org.jbroker.benchmarks.harness.Results;
import org.jbroker.benchmarks.harness.Scenario;
import org.jbroker.benchmarks.micro.CodecBenchmark;
import org.jbroker.benchmarks.micro.FanoutBenchmark;
import org.jbroker.benchmarks.micro.HandoverBenchmark;
import org.jbroker.benchmarks.micro.LookupBenchmark;
import org.jbroker.benchmarks.micro.PoolBenchmark;
import org.jbroker.benchmarks.micro.StoreReadBenchmark;
import org.jbroker.benchmarks.report.Goal;

/** The scenarios within one process, and what is asked of them. */
final class MicroScenarios {

  private static final double NANOS_PER_SECOND = 1e9;
  private static final String PARAMETER = "contestant";
  private static final String QUEUE = "array-blocking-queue";
  private static final String MAP = "concurrent-hash-map";
  private static final String OURS = "ours";
  private static final String FEW = "few";
  private static final String MANY = "many";
  private static final int MANY_SUBSCRIBERS = 100;
  private static final int FEW_DIVISOR = 1000;

  private MicroScenarios() {}

  static List<Scenario> all() {
    return List.of(handover(), codec(), lookup(), pools(), fanout(), storeReads());
  }

  private static Scenario handover() {
    return new MicroScenario(
        "in-process",
        "messages from one thread to another in one process, queues of 8,192",
        HandoverBenchmark.class,
        PARAMETER,
        List.of(
            "ours-local",
            "ours-peered",
            QUEUE,
            "submission-publisher",
            "jctools-mpsc",
            "jctools-spsc"),
        MicroScenario.ValueOf.SAME,
        results -> {
          OptionalDouble queue = results.median(QUEUE, "handOver/s");
          return List.of(
              Goal.atLeast(
                  "in process, publisher to subscriber",
                  Streams.RATE,
                  results.median("ours-local", "handOver/s"),
                  "ArrayBlockingQueue",
                  queue,
                  1),
              Goal.atLeast(
                  "in process, peered endpoints",
                  Streams.RATE,
                  results.median("ours-peered", "handOver/s"),
                  "ArrayBlockingQueue",
                  queue,
                  0.5));
        });
  }

  private static Scenario codec() {
    return new MicroScenario(
        "codec",
        "a conn.log record of 21 fields, object to bytes and bytes to object",
        CodecBenchmark.class,
        PARAMETER,
        List.of(OURS, "handwritten", "msgpack"),
        MicroScenario.ValueOf.SAME,
        results -> {
          OptionalDouble ours = bothWays(results, OURS);
          return List.of(
              Goal.atLeast(
                  "codec, conn record, encode + decode",
                  "records/s",
                  ours,
                  "written by hand, same layout",
                  bothWays(results, "handwritten"),
                  0.8),
              Goal.atLeast(
                  "the same", "records/s", ours, "msgpack-core", bothWays(results, "msgpack"), 2));
        });
  }

  /** How often a second a record is encoded and decoded, one after the other. */
  private static OptionalDouble bothWays(Results results, String contestant) {
    OptionalDouble encode = results.median(contestant, "encode/s");
    OptionalDouble decode = results.median(contestant, "decode/s");
    return encode.isPresent() && decode.isPresent()
        ? OptionalDouble.of(1 / (1 / encode.getAsDouble() + 1 / decode.getAsDouble()))
        : OptionalDouble.empty();
  }

  private static Scenario lookup() {
    return new MicroScenario(
        "lookup",
        "who gets a message, topics that are not in the cache; many prefixes, and a thousandth",
        LookupBenchmark.class,
        "prefixes",
        List.of(FEW, MANY),
        (contestant, bench) -> {
          int prefixes = bench.profile().prefixes();
          int few = Math.max(1, prefixes / FEW_DIVISOR);
          return Integer.toString(contestant.equals(FEW) ? few : prefixes);
        },
        results ->
            List.of(
                Goal.atMost(
                    "topic lookup, 1 M prefixes, cache missed",
                    "ns",
                    nanos(results, MANY, "lookup/s"),
                    1000),
                Goal.atMost(
                    "topic lookup, 1 k prefixes, cache missed",
                    "ns",
                    nanos(results, FEW, "lookup/s"),
                    1000)));
  }

  private static Scenario pools() {
    return new MicroScenario(
        "pools",
        "which of 64 nodes of a cluster's pool a key belongs to",
        PoolBenchmark.class,
        "keyKind",
        List.of("string", "address"),
        MicroScenario.ValueOf.SAME,
        results ->
            List.of(
                Goal.atMost(
                    "hrwTopic, 64 nodes, text", "ns", nanos(results, "string", "hrw/s"), 1000),
                Goal.atMost(
                    "hrwTopic, 64 nodes, address",
                    "ns",
                    nanos(results, "address", "hrw/s"),
                    1000)));
  }

  private static Scenario fanout() {
    return new MicroScenario(
        "local-fanout",
        "a message to 1 and to 100 subscribers of the process; the publishing alone",
        FanoutBenchmark.class,
        "subscribers",
        List.of("1", Integer.toString(MANY_SUBSCRIBERS)),
        MicroScenario.ValueOf.SAME,
        results -> {
          OptionalDouble one = nanos(results, "1", "publish/s");
          OptionalDouble many = nanos(results, Integer.toString(MANY_SUBSCRIBERS), "publish/s");
          OptionalDouble extra =
              one.isPresent() && many.isPresent()
                  ? OptionalDouble.of(
                      (many.getAsDouble() - one.getAsDouble()) / (MANY_SUBSCRIBERS - 1))
                  : OptionalDouble.empty();
          return List.of(Goal.atMost("fan-out, each extra local subscriber", "ns", extra, 150));
        });
  }

  private static Scenario storeReads() {
    String ourTwo = MicroScenario.withThreads(OURS, 2);
    String mapTwo = MicroScenario.withThreads(MAP, 2);
    return new MicroScenario(
        "store-get",
        "reads of a memory master, small keys, by one thread and by two (per second, both together)",
        StoreReadBenchmark.class,
        PARAMETER,
        List.of(OURS, ourTwo, MAP, mapTwo, "caffeine", "mvstore"),
        MicroScenario.ValueOf.SAME,
        results ->
            List.of(
                Goal.atLeast(
                    "store get, memory master",
                    "get/s",
                    results.median(OURS, "get/s"),
                    "ConcurrentHashMap",
                    results.median(MAP, "get/s"),
                    0.3),
                Goal.atLeast(
                    "the same, two readers",
                    "get/s",
                    results.median(ourTwo, "get/s"),
                    "ConcurrentHashMap, two readers",
                    results.median(mapTwo, "get/s"),
                    0.3)));
  }

  /** Nanoseconds for one operation. */
  private static OptionalDouble nanos(Results results, String contestant, String rate) {
    OptionalDouble perSecond = results.median(contestant, rate);
    return perSecond.isPresent()
        ? OptionalDouble.of(NANOS_PER_SECOND / perSecond.getAsDouble())
        : OptionalDouble.empty();
  }
}
