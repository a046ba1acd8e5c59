package org.jbroker.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Which nodes belong to which pool, and who is alive. */
class ClusterPoolsTest {

  private static ClusterLayout layout(int loggers, int proxies) {
    ClusterLayout.Builder builder =
        ClusterLayout.builder()
            .node(ClusterNode.of("manager", NodeType.MANAGER, "127.0.0.1", 0))
            .node(node("worker-1", NodeType.WORKER));
    // From the last to the first: the order in the layout does not matter.
    for (int i = loggers; i > 0; i--) {
      builder.node(node("logger-" + i, NodeType.LOGGER));
    }
    for (int i = proxies; i > 0; i--) {
      builder.node(node("proxy-" + i, NodeType.PROXY));
    }
    return builder.build();
  }

  private static ClusterNode node(String name, NodeType type) {
    return ClusterNode.of(name, type, "127.0.0.1", 0).withManager("manager");
  }

  private static ClusterOptions.Builder options(ClusterLayout layout) {
    return ClusterOptions.builder().nodes(layout).node("worker-1");
  }

  private static PoolSpec proxies(String topic) {
    return PoolSpec.of(topic, NodeType.PROXY);
  }

  private static List<String> names(Pool pool) {
    return pool.nodes().stream().map(PoolNode::name).toList();
  }

  @Test
  void standardPoolsHaveAllNodesOfTheirTypes() {
    ClusterPools pools = new ClusterPools(options(layout(2, 3)).build());
    assertThat(pools.proxyPool().nodes()).isEmpty();

    pools.settle();

    assertThat(names(pools.proxyPool())).containsExactly("proxy-1", "proxy-2", "proxy-3");
    assertThat(names(pools.loggerPool())).containsExactly("logger-1", "logger-2");
    assertThat(names(pools.workerPool())).containsExactly("worker-1");
    assertThat(pools.workerPool().aliveCount()).isOne();
    assertThat(pools.poolsOf("proxy-1")).containsExactly(pools.proxyPool());
    assertThat(pools.poolsOf("manager")).isEmpty();
    assertThat(pools.pools()).hasSize(3);
  }

  @Test
  void managerLogsWhereThereIsNoLogger() {
    ClusterPools without = new ClusterPools(options(layout(0, 1)).build());
    ClusterPools both = new ClusterPools(options(layout(1, 1)).managerIsLogger(true).build());
    without.settle();
    both.settle();

    assertThat(names(without.loggerPool())).containsExactly("manager");
    assertThat(names(both.loggerPool())).containsExactly("logger-1", "manager");
  }

  @Test
  void exclusivePoolsTakeTheirNodesAwayInTheOrderOfTopics() {
    ClusterPools pools = new ClusterPools(options(layout(0, 5)).build());
    Pool last = pools.registerPool(proxies("z/exclusive").withExclusive(1));
    Pool first = pools.registerPool(proxies("a/exclusive").withExclusive(2));
    pools.settle();

    assertThat(names(first)).containsExactly("proxy-1", "proxy-2");
    assertThat(names(last)).containsExactly("proxy-3");
    assertThat(names(pools.proxyPool())).containsExactly("proxy-4", "proxy-5");
  }

  @Test
  void limitedPoolsGoRoundAndBeginWhereTheLastOneStopped() {
    ClusterPools pools = new ClusterPools(options(layout(0, 3)).build());
    Pool c = pools.registerPool(proxies("c").withMaxNodes(2));
    Pool a = pools.registerPool(proxies("a").withMaxNodes(2));
    Pool d = pools.registerPool(proxies("d").withMaxNodes(9));
    Pool e = pools.registerPool(proxies("e").withMaxNodes(0));
    pools.settle();

    assertThat(names(a)).containsExactly("proxy-1", "proxy-2");
    // The standard pool, bro/..., has its three between those two.
    assertThat(names(pools.proxyPool())).containsExactly("proxy-3", "proxy-1", "proxy-2");
    assertThat(names(c)).containsExactly("proxy-3", "proxy-1");
    assertThat(names(d)).containsExactly("proxy-2", "proxy-3", "proxy-1");
    assertThat(names(e)).isEmpty();
  }

  @Test
  void refusesMoreExclusiveNodesThanThereAre() {
    ClusterPools pools = new ClusterPools(options(layout(0, 3)).build());
    pools.registerPool(proxies("a").withExclusive(2));
    pools.registerPool(proxies("b").withExclusive(2));

    assertThatIllegalArgumentException()
        .isThrownBy(pools::settle)
        .withMessage("the exclusive pools of type PROXY need 4 nodes, the layout has 3");
  }

  @Test
  void poolsWithoutNodesAreEmpty() {
    ClusterPools pools = new ClusterPools(options(layout(1, 0)).build());
    pools.settle();

    assertThat(pools.proxyPool().nodes()).isEmpty();
    assertThat(pools.proxyPool().hrwTopic("key")).isEmpty();
  }

  @Test
  void outsideOfAClusterPoolsStayEmpty() {
    ClusterPools pools = new ClusterPools(ClusterOptions.builder().nodes(layout(1, 1)).build());
    pools.settle();
    pools.nodeUp("proxy-1");

    assertThat(pools.proxyPool().nodes()).isEmpty();
    assertThat(pools.rrLogTopic("Conn::LOG")).isEqualTo("bro/logs/Conn::LOG");
  }

  @Test
  void registersBeforeSettlingAndMarksAfter() {
    ClusterPools pools = new ClusterPools(options(layout(1, 1)).build());

    assertThatIllegalStateException().isThrownBy(() -> pools.nodeUp("proxy-1"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> pools.registerPool(proxies("bro/cluster/pool/proxy")))
        .withMessage("there is a pool with the topic bro/cluster/pool/proxy");
    pools.settle();
    assertThatIllegalStateException().isThrownBy(() -> pools.registerPool(proxies("late")));
    assertThatIllegalStateException().isThrownBy(pools::settle);
  }

  @Test
  void nodesComeAndGoInAllTheirPools() {
    ClusterPools pools = new ClusterPools(options(layout(0, 2)).build());
    Pool other = pools.registerPool(proxies("other"));
    pools.settle();

    pools.nodeUp("proxy-2");
    pools.nodeUp("nobody");

    for (Pool pool : List.of(pools.proxyPool(), other)) {
      assertThat(pool.hrwTopic("key")).isEqualTo("bro/cluster/node/proxy-2/");
      assertThat(pool.aliveCount()).isOne();
    }
    pools.nodeDown("proxy-2");
    assertThat(other.hrwTopic("key")).isEmpty();
    assertThat(other.toString()).startsWith("other[PoolNode[name=proxy-1");
  }

  @Test
  void logsGoToTheLoggersInTurn() {
    ClusterPools pools = new ClusterPools(options(layout(2, 0)).build());
    pools.settle();
    assertThat(pools.rrLogTopic("Conn::LOG")).isEqualTo("bro/logs/Conn::LOG");

    pools.nodeUp("logger-1");
    pools.nodeUp("logger-2");

    assertThat(pools.rrLogTopic("Conn::LOG")).isEqualTo("bro/cluster/node/logger-1/");
    assertThat(pools.rrLogTopic("DNS::LOG")).isEqualTo("bro/cluster/node/logger-2/");
    assertThat(pools.rrLogTopic("Conn::LOG")).isEqualTo("bro/cluster/node/logger-1/");
  }

  @Test
  void logsGoToTheirOwnTopicIfRoundRobinIsOff() {
    ClusterPools pools =
        new ClusterPools(options(layout(1, 0)).enableRoundRobinLogging(false).build());
    pools.settle();
    pools.nodeUp("logger-1");

    assertThat(pools.rrLogTopic("Conn::LOG")).isEqualTo("bro/logs/Conn::LOG");
  }
}
