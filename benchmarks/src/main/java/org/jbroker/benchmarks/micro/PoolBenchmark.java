package org.jbroker.benchmarks.micro;

import java.util.SplittableRandom;
import org.jbroker.cluster.ClusterLayout;
import org.jbroker.cluster.ClusterNode;
import org.jbroker.cluster.ClusterOptions;
import org.jbroker.cluster.ClusterPools;
import org.jbroker.cluster.NodeType;
import org.jbroker.cluster.Pool;
import org.jbroker.data.Data;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Asks a pool of 64 proxies, all alive, for the node of a key: digest, 64 weights, topic. */
@State(Scope.Thread)
public class PoolBenchmark {

  private static final int NODES = 64;

  /** A power of two. */
  private static final int KEYS = 1 << 14;

  private static final long SEED = 31_337;

  /** The kind of the keys. */
  @Param({"string", "address"})
  public String keyKind;

  private Pool pool;
  private final Data[] keys = new Data[KEYS];
  private int next;

  /** Fills the pool and makes the keys. */
  @Setup(Level.Trial)
  public void prepare() {
    ClusterLayout.Builder layout = ClusterLayout.builder();
    for (int i = 1; i <= NODES; i++) {
      layout.node(ClusterNode.of("proxy-" + i, NodeType.PROXY, "127.0.0.1", 40_000 + i));
    }
    ClusterPools pools =
        new ClusterPools(ClusterOptions.builder().node("proxy-1").nodes(layout.build()).build());
    pools.settle();
    for (int i = 1; i <= NODES; i++) {
      pools.nodeUp("proxy-" + i);
    }
    pool = pools.proxyPool();
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < KEYS; i++) {
      int host = random.nextInt();
      keys[i] =
          keyKind.equals("string")
              ? Data.string("host-" + Integer.toHexString(host) + ".example.org")
              : Data.address(
                  (host >>> 24)
                      + "."
                      + (host >>> 16 & 0xFF)
                      + "."
                      + (host >>> 8 & 0xFF)
                      + "."
                      + (host & 0xFF));
    }
    if (pool.hrwTopic(keys[0]).isEmpty()) {
      throw new IllegalStateException("no node is alive");
    }
  }

  /** One lookup. */
  @Benchmark
  public String hrw() {
    return pool.hrwTopic(keys[next++ & KEYS - 1]);
  }
}
