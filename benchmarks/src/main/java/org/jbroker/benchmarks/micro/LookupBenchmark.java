package org.jbroker.benchmarks.micro;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jbroker.Topic;
import org.jbroker.runtime.routing.Envelope;
import org.jbroker.runtime.routing.Offer;
import org.jbroker.runtime.routing.OpenSink;
import org.jbroker.runtime.routing.RoutingTable;
import org.jbroker.runtime.routing.Sink;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Looks up who gets a message, in a table of many prefixes, for topics that come one after the
 * other and again only when the table's cache has forgotten them. Half of the topics match a
 * prefix.
 */
@State(Scope.Thread)
public class LookupBenchmark {

  /** Many more than the cache holds; a power of two. */
  private static final int TOPICS = 1 << 17;

  private static final long SEED = 31_337;

  /** How many prefixes have a sink. */
  @Param({"1000", "1000000"})
  public int prefixes;

  private RoutingTable table;
  private final Topic[] topics = new Topic[TOPICS];
  private int next;

  /** Fills the table and checks a match and a miss. */
  @Setup(Level.Trial)
  public void prepare() {
    List<Topic> all = new ArrayList<>(prefixes);
    for (int i = 0; i < prefixes; i++) {
      all.add(prefix(i));
    }
    table = RoutingTable.EMPTY.with(all, new NoSink());
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < TOPICS; i++) {
      String text = prefix(random.nextInt(prefixes)).string();
      boolean hit = (i & 1) == 0;
      topics[i] = Topic.of((hit ? text : text.substring(0, text.length() - 1) + "x") + "/" + i);
      if (table.lookup(topics[i]).length != (hit ? 1 : 0)) {
        throw new IllegalStateException("wrong sinks for " + topics[i]);
      }
    }
  }

  /** Such as {@code /zeek/site-0b3/worker-2f1c}: as deep as Zeek's, and spread as hashes are. */
  private static Topic prefix(int number) {
    int mixed = number * 0x9E37_79B1;
    return Topic.of(
        "/zeek/site-" + Integer.toHexString(mixed & 0xFFF) + "/w" + Integer.toHexString(mixed));
  }

  /** One lookup. */
  @Benchmark
  public Sink[] lookup() {
    return table.lookup(topics[next++ & TOPICS - 1]);
  }

  /** A sink that takes nothing. */
  private static final class NoSink implements OpenSink {

    @Override
    public Offer offer(Envelope envelope) {
      return Offer.CLOSED;
    }

    @Override
    public boolean isLocal() {
      return true;
    }
  }
}
