package org.jbroker.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Map;
import org.jbroker.Topic;
import org.jbroker.store.CloneOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Options, their defaults, and the topics. */
class ClusterOptionsTest {

  private static final ClusterLayout LAYOUT =
      ClusterLayout.builder()
          .node(ClusterNode.of("manager", NodeType.MANAGER, "127.0.0.1", 1))
          .node(ClusterNode.of("logger-1", NodeType.LOGGER, "127.0.0.1", 2))
          .build();

  @Test
  void defaultsAreThoseOfTheFramework() {
    ClusterOptions options = ClusterOptions.builder().build();

    assertThat(options.node()).isEmpty();
    assertThat(options.nodes()).isEqualTo(ClusterLayout.empty());
    assertThat(options.isEnabled()).isFalse();
    assertThat(options.localNodeType()).isEqualTo(NodeType.NONE);
    assertThat(options.managerIsLogger()).isTrue();
    assertThat(options.topics()).isEqualTo(ClusterTopics.bro());
    assertThat(options.retryInterval()).isEqualTo(Duration.ofMinutes(1));
    assertThat(options.enableRoundRobinLogging()).isTrue();
    assertThat(options.defaultBackend()).isEqualTo(BackendType.MEMORY);
    assertThat(options.defaultPersistentBackend()).isEqualTo(BackendType.SQLITE);
    assertThat(options.defaultMasterNode()).isEmpty();
    assertThat(options.defaultStoreDir()).isEmpty();
    assertThat(options.stores()).isEmpty();
    assertThat(options.store("any").cloneOptions()).isEqualTo(CloneOptions.DEFAULT);
    assertThat(options.loggerPoolSpec())
        .isEqualTo(PoolSpec.of("bro/cluster/pool/logger", NodeType.LOGGER));
    assertThat(options.proxyPoolSpec())
        .isEqualTo(PoolSpec.of("bro/cluster/pool/proxy", NodeType.PROXY));
    assertThat(options.workerPoolSpec())
        .isEqualTo(PoolSpec.of("bro/cluster/pool/worker", NodeType.WORKER));
  }

  @Test
  void presetsOfTopicsDifferInTheirFirstPart() {
    ClusterTopics bro = ClusterTopics.bro();

    assertThat(bro.loggerTopic()).isEqualTo("bro/cluster/logger");
    assertThat(bro.managerTopic()).isEqualTo("bro/cluster/manager");
    assertThat(bro.proxyTopic()).isEqualTo("bro/cluster/proxy");
    assertThat(bro.workerTopic()).isEqualTo("bro/cluster/worker");
    assertThat(bro.timeMachineTopic()).isEqualTo("bro/cluster/time_machine");
    assertThat(bro.nodeTopicPrefix()).isEqualTo("bro/cluster/node/");
    assertThat(bro.nodeidTopicPrefix()).isEqualTo("bro/cluster/nodeid/");
    assertThat(bro.logTopic("Conn::LOG")).isEqualTo("bro/logs/Conn::LOG");
    assertThat(bro.startedTopic()).isEqualTo("bro/cluster/experimental/started");
    assertThat(ClusterTopics.zeek().toString().replace("zeek/", "bro/")).isEqualTo(bro.toString());
    assertThat(ClusterTopics.zeek().proxyPoolTopic()).isEqualTo("zeek/cluster/pool/proxy");
  }

  @Test
  void poolsFollowThePresetUnlessSet() {
    PoolSpec own = PoolSpec.of("my/pool", NodeType.PROXY).withMaxNodes(2);
    ClusterOptions options =
        ClusterOptions.builder().topics(ClusterTopics.zeek()).proxyPoolSpec(own).build();

    assertThat(options.proxyPoolSpec()).isEqualTo(own);
    assertThat(options.workerPoolSpec().topic()).isEqualTo("zeek/cluster/pool/worker");
  }

  @Test
  void topicOfANodeIsNoPrefixOfAnothers() {
    ClusterTopics topics = ClusterTopics.bro();

    assertThat(topics.nodeTopic("worker-1")).isEqualTo("bro/cluster/node/worker-1/");
    assertThat(topics.nodeidTopic("ab")).isEqualTo("bro/cluster/nodeid/ab/");
    assertThat(
            Topic.of(topics.nodeTopic("worker-1"))
                .prefixOf(Topic.of(topics.nodeTopic("worker-10"))))
        .isFalse();
  }

  @Test
  void everyTypeButTwoHasATopic() {
    ClusterTopics topics = ClusterTopics.bro();

    assertThat(topics.ofType(NodeType.TIME_MACHINE)).contains("bro/cluster/time_machine");
    assertThat(topics.ofType(NodeType.LOGGER)).contains("bro/cluster/logger");
    assertThat(topics.ofType(NodeType.MANAGER)).contains("bro/cluster/manager");
    assertThat(topics.ofType(NodeType.PROXY)).contains("bro/cluster/proxy");
    assertThat(topics.ofType(NodeType.WORKER)).contains("bro/cluster/worker");
    assertThat(topics.ofType(NodeType.NONE)).isEmpty();
    assertThat(topics.ofType(NodeType.CONTROL)).isEmpty();
  }

  @Test
  void eachTopicCanBeChanged() {
    ClusterTopics topics =
        ClusterTopics.bro().toBuilder()
            .loggerTopic("1")
            .managerTopic("2")
            .proxyTopic("3")
            .workerTopic("4")
            .timeMachineTopic("5")
            .nodeTopicPrefix("6/")
            .nodeidTopicPrefix("7/")
            .logTopicPrefix("8/")
            .build();

    assertThat(topics.toString())
        .contains("loggerTopic=1", "managerTopic=2", "proxyTopic=3", "workerTopic=4")
        .contains("timeMachineTopic=5", "nodeTopicPrefix=6/", "nodeidTopicPrefix=7/")
        .contains("logTopicPrefix=8/");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> topics.toBuilder().proxyTopic("").build())
        .withMessage("proxyTopic is not empty");
  }

  @Test
  void managerIsLoggerFollowsTheLayoutUnlessSet() {
    assertThat(ClusterOptions.builder().nodes(LAYOUT).build().managerIsLogger()).isFalse();
    assertThat(
            ClusterOptions.builder().nodes(LAYOUT).managerIsLogger(true).build().managerIsLogger())
        .isTrue();
  }

  @Test
  void localNodeIsLookedUpInTheLayout() {
    ClusterOptions options = ClusterOptions.builder().nodes(LAYOUT).node("logger-1").build();

    assertThat(options.isEnabled()).isTrue();
    assertThat(options.localNodeType()).isEqualTo(NodeType.LOGGER);
  }

  @Test
  void environmentNamesTheNodeAndOverridesTheRetryInterval() {
    ClusterOptions options =
        ClusterOptions.builder()
            .nodes(LAYOUT)
            .retryInterval(Duration.ofSeconds(3))
            .environment(Map.of("CLUSTER_NODE", "manager", "BRO_DEFAULT_CONNECT_RETRY", "7"))
            .build();
    ClusterOptions unset =
        ClusterOptions.builder()
            .nodes(LAYOUT)
            .node("manager")
            .retryInterval(Duration.ofSeconds(3))
            .environment(Map.of("CLUSTER_NODE", "", "BRO_DEFAULT_CONNECT_RETRY", ""))
            .build();

    assertThat(options.node()).isEqualTo("manager");
    assertThat(options.retryInterval()).isEqualTo(Duration.ofSeconds(7));
    assertThat(unset.node()).isEqualTo("manager");
    assertThat(unset.retryInterval()).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void zeeksNameOfTheRetryIntervalCountsWhereTheOtherIsNotSet() {
    Map<String, String> zeeks = Map.of("ZEEK_DEFAULT_CONNECT_RETRY", "5");
    Map<String, String> both =
        Map.of("ZEEK_DEFAULT_CONNECT_RETRY", "5", "BRO_DEFAULT_CONNECT_RETRY", "6");

    assertThat(ClusterOptions.builder().environment(zeeks).build().retryInterval())
        .isEqualTo(Duration.ofSeconds(5));
    assertThat(ClusterOptions.builder().environment(both).build().retryInterval())
        .isEqualTo(Duration.ofSeconds(6));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> ClusterOptions.builder().environment(Map.of("ZEEK_DEFAULT_CONNECT_RETRY", "no")))
        .withMessageStartingWith("ZEEK_DEFAULT_CONNECT_RETRY is");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1.5", "x", "99999999999"})
  void refusesAnEnvironmentThatIsNoInterval(String value) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                ClusterOptions.builder().environment(Map.of(ClusterOptions.RETRY_VARIABLE, value)))
        .withMessage(
            "BRO_DEFAULT_CONNECT_RETRY is a positive number of seconds, not '" + value + "'");
  }

  @Test
  void refusesOptionsThatDoNotFitTheLayout() {
    ClusterStoreOptions store = ClusterStoreOptions.DEFAULT.withMasterNode("nobody");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClusterOptions.builder().nodes(LAYOUT).node("loger-1").build())
        .withMessage(
            "node: no node of the layout has the name 'loger-1'; the nearest is 'logger-1'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClusterOptions.builder().defaultMasterNode("m").build())
        .withMessage("defaultMasterNode: no node of the layout has the name 'm'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClusterOptions.builder().store("s", store).build())
        .withMessageStartingWith("store s: no node");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClusterOptions.builder().retryInterval(Duration.ZERO));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClusterOptions.builder().defaultPersistentBackend(BackendType.MEMORY));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> ClusterOptions.builder().workerPoolSpec(PoolSpec.of("p", NodeType.PROXY)).build())
        .withMessage("the pool p is of PROXY, not WORKER");
  }

  @Test
  void storesHaveOptionsOfTheirOwn() {
    ClusterStoreOptions own =
        ClusterStoreOptions.DEFAULT
            .withMasterNode("logger-1")
            .withBackend(BackendType.SQLITE)
            .withPath("x.sqlite")
            .withCloneOptions(CloneOptions.DEFAULT.withStaleInterval(Duration.ofSeconds(1)));
    ClusterOptions options =
        ClusterOptions.builder()
            .nodes(LAYOUT)
            .defaultMasterNode("manager")
            .defaultStoreDir("dir")
            .defaultBackend(BackendType.SQLITE)
            .defaultPersistentBackend(BackendType.SQLITE)
            .enableRoundRobinLogging(false)
            .store("s", own)
            .build();

    assertThat(options.store("s")).isEqualTo(own);
    assertThat(options.store("t")).isEqualTo(ClusterStoreOptions.DEFAULT);
    assertThat(options.defaultStoreDir()).isEqualTo("dir");
    assertThat(options.enableRoundRobinLogging()).isFalse();
  }

  @Test
  void refusesPoolsThatZeekRefuses() {
    PoolSpec proxies = PoolSpec.of("p", NodeType.PROXY);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PoolSpec("p", NodeType.PROXY, proxies.maxNodes(), true))
        .withMessage("the pool p is exclusive, so it needs maxNodes");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PoolSpec.of("p", NodeType.MANAGER))
        .withMessage("the pool p is of loggers, proxies or workers, not of MANAGER");
    assertThatIllegalArgumentException().isThrownBy(() -> proxies.withMaxNodes(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> PoolSpec.of("", NodeType.PROXY));
    assertThat(proxies.withExclusive(2).exclusive()).isTrue();
  }

  @Test
  void typesHaveZeeksNames() {
    assertThat(NodeType.values()).extracting(NodeType::text).contains("time_machine", "worker");
    assertThat(NodeType.TIME_MACHINE.zeekName()).isEqualTo("Cluster::TIME_MACHINE");
    assertThat(NodeType.parse("Cluster::PROXY")).contains(NodeType.PROXY);
    assertThat(NodeType.parse("proxies")).isEmpty();
  }
}
