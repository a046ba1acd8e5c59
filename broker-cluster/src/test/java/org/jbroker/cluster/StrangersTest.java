package org.jbroker.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jbroker.cluster.TestCluster.HOST;
import static org.jbroker.cluster.TestCluster.SOON;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jbroker.Endpoint;
import org.jbroker.EndpointId;
import org.jbroker.EndpointOptions;
import org.jbroker.Message;
import org.jbroker.Subscriber;
import org.jbroker.Topic;
import org.jbroker.cluster.ClusterEvent.ClusterStarted;
import org.jbroker.cluster.ClusterEvent.NodeDown;
import org.jbroker.cluster.ClusterEvent.NodeRefused;
import org.jbroker.cluster.ClusterEvent.NodeUp;
import org.jbroker.data.Data;
import org.jbroker.testkit.Await;
import org.jbroker.testkit.junit.NoLeaks;
import org.jbroker.zeek.ZeekEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers that are no nodes of ours, or not the ones that they say; and nodes as Zeek has them. */
@NoLeaks(ignoreThreads = TestCluster.NETTY_SHARED)
class StrangersTest {

  private static Endpoint plain(int version) {
    return Endpoint.open(
        EndpointOptions.builder()
            .name("plain")
            .ignoreBrokerConf(true)
            .maxProtocolVersion(version)
            .build());
  }

  private static String nodeid(EndpointId id) {
    return "bro/cluster/nodeid/" + id + "/";
  }

  private static ZeekEvent hello(String name, Endpoint from) {
    return new ZeekEvent("Cluster::hello", name, from.id().toString());
  }

  private static TestCluster manager() {
    return manager(new TestCluster());
  }

  private static TestCluster manager(TestCluster empty) {
    TestCluster nodes = empty.node("manager", NodeType.MANAGER).node("worker-1", NodeType.WORKER);
    nodes.start("manager");
    return nodes;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 64})
  void nodeThatSpeaksAsZeekDoesIsAMember(int version) throws Exception {
    try (TestCluster nodes = manager();
        Endpoint zeek = plain(version);
        Subscriber inbox = zeek.subscriber(nodeid(zeek.id()), "bro/cluster/worker")) {
      EndpointId manager = nodes.cluster("manager").endpoint().id();
      zeek.peer(HOST, nodes.port("manager"));

      Message greeting = inbox.get(SOON).orElseThrow();
      assertThat(greeting.topic()).isEqualTo(Topic.of(nodeid(zeek.id())));
      assertThat(greeting.data())
          .isEqualTo(new ZeekEvent("Cluster::hello", "manager", manager.toString()).toData());

      assertThat(zeek.awaitPeer(manager, SOON)).isTrue();
      zeek.publish(nodeid(manager), hello("worker-1", zeek));
      assertThat(nodes.nextUp("manager")).isEqualTo(new NodeUp("worker-1", zeek.id()));
      zeek.publish(
          "bro/cluster/manager",
          new ZeekEvent(
              "Cluster::Experimental::node_fully_connected",
              "worker-1",
              zeek.id().toString(),
              false));
      nodes.eventsUntil("manager", new ClusterStarted());
      // Zeek has no topic for this but those of types.
      Message started = inbox.get(SOON).orElseThrow();
      assertThat(started.topic()).isEqualTo(Topic.of("bro/cluster/worker"));
      assertThat(started.data())
          .isEqualTo(new ZeekEvent("Cluster::Experimental::cluster_started").toData());

      zeek.unpeer(HOST, nodes.port("manager"));
      assertThat(nodes.nextDown("manager")).isEqualTo(new NodeDown("worker-1", zeek.id()));
    }
  }

  @Test
  void strangerIsReportedAndLoggedAndStaysOutside() throws Exception {
    Logger logger = Logger.getLogger(Cluster.class.getName());
    Queue<LogRecord> logged = new ConcurrentLinkedQueue<>();
    Handler handler = recording(logged);
    logger.addHandler(handler);
    try (TestCluster nodes = manager();
        Endpoint stranger = plain(64)) {
      EndpointId manager = nodes.cluster("manager").endpoint().id();
      stranger.peer(HOST, nodes.port("manager"));
      assertThat(stranger.awaitPeer(manager, SOON)).isTrue();
      stranger.publish(nodeid(manager), hello("worker-7", stranger));

      assertThat(nodes.nextOf("manager", NodeRefused.class))
          .isEqualTo(new NodeRefused("worker-7", stranger.id(), RefusalReason.UNKNOWN_NAME));
      assertThat(nodes.cluster("manager").members()).isEmpty();
      Await.until(SOON, () -> !logged.isEmpty());
      assertThat(logged)
          .singleElement()
          .satisfies(r -> assertThat(r.getLevel()).isEqualTo(Level.WARNING))
          .satisfies(r -> assertThat(r.getParameters()).contains(stranger.id(), "worker-7"));
    } finally {
      logger.removeHandler(handler);
    }
  }

  private static Handler recording(Queue<LogRecord> logged) {
    return new Handler() {
      @Override
      public void publish(LogRecord entry) {
        logged.add(entry);
      }

      @Override
      public void flush() {
        // Nothing is held back.
      }

      @Override
      public void close() {
        // Holds nothing.
      }
    };
  }

  @Test
  void whatIsNoHelloIsIgnored() throws Exception {
    try (TestCluster nodes = manager();
        Endpoint stranger = plain(64)) {
      EndpointId manager = nodes.cluster("manager").endpoint().id();
      stranger.peer(HOST, nodes.port("manager"));
      assertThat(stranger.awaitPeer(manager, SOON)).isTrue();
      String self = stranger.id().toString();
      List<Object> nonsense =
          List.of(
              1,
              "hello",
              Data.vector(1, 2, 3),
              new ZeekEvent("Cluster::hello"),
              new ZeekEvent("Cluster::hello", "worker-1"),
              new ZeekEvent("Cluster::hello", 1, 2),
              new ZeekEvent("Cluster::hello", "worker-1", "no id"),
              new ZeekEvent("Cluster::hello", "worker-1", EndpointId.random().toString()),
              new ZeekEvent("Cluster::hello", "", self),
              new ZeekEvent("Cluster::hello", "x".repeat(1000), self),
              new ZeekEvent("Cluster::hello", "a\nb", self),
              new ZeekEvent("Cluster::hello", "worker-1", self, 3),
              new ZeekEvent("Cluster::Experimental::node_fully_connected", "worker-1", self, 1),
              new ZeekEvent("Cluster::Experimental::node_fully_connected", "worker-1", self, true),
              new ZeekEvent("something else"));
      nonsense.forEach(data -> stranger.publish(nodeid(manager), data));
      stranger.publish(nodeid(manager), hello("worker-1", stranger));

      assertThat(nodes.nextUp("manager").id()).isEqualTo(stranger.id());
    }
  }

  @Test
  void helloForANodeBehindAnotherDoesNotCount() throws Exception {
    try (TestCluster nodes = manager();
        Endpoint relay = plain(64);
        Endpoint far = plain(64)) {
      EndpointId manager = nodes.cluster("manager").endpoint().id();
      relay.forward(Topic.of("bro/"));
      relay.peer(HOST, nodes.port("manager"));
      relay.peer(far);
      assertThat(far.awaitPeer(manager, SOON)).isTrue();
      // Reaches the manager, through the relay, and so would a member's.
      far.publish(nodeid(manager), hello("worker-1", far));
      far.publish(nodeid(manager), hello("stranger", relay));

      assertThat(nodes.nextOf("manager", NodeRefused.class).id()).isEqualTo(relay.id());
      assertThat(nodes.cluster("manager").members()).isEmpty();
    }
  }

  @Test
  void secondProcessOfANameIsRefusedWhileTheFirstLivesAndThenTakesOver() throws Exception {
    try (TestCluster nodes = manager(new TestCluster().impatient())) {
      Cluster first = nodes.start("worker-1");
      nodes.nextUp("manager");
      Cluster second = nodes.start("second", "worker-1");

      assertThat(nodes.nextOf("manager", NodeRefused.class))
          .isEqualTo(
              new NodeRefused("worker-1", second.endpoint().id(), RefusalReason.DUPLICATE_NAME));
      assertThat(nodes.cluster("manager").member("worker-1").orElseThrow().id())
          .isEqualTo(first.endpoint().id());

      nodes.stop("worker-1");
      assertThat(nodes.nextDown("manager").id()).isEqualTo(first.endpoint().id());
      assertThat(nodes.nextUp("manager").id()).isEqualTo(second.endpoint().id());
    }
  }

  @Test
  void endpointThatIsConnectedBeforeItJoinsIsAMemberAllTheSame() throws Exception {
    try (TestCluster nodes = manager();
        Endpoint early = plain(64)) {
      early.peer(HOST, nodes.port("manager"));
      EndpointId manager = nodes.cluster("manager").endpoint().id();
      assertThat(early.awaitPeer(manager, SOON)).isTrue();
      Await.until(SOON, () -> nodes.cluster("manager").endpoint().peers().size() == 1);

      try (Cluster late =
          Cluster.builder().node(nodes.layout(), "worker-1").endpoint(early).join()) {
        assertThat(late.awaitMembers(Set.of("manager"), SOON)).isTrue();
        assertThat(nodes.cluster("manager").awaitNode("worker-1", SOON)).isTrue();
        assertThat(late.awaitStarted(Duration.ofSeconds(20))).isTrue();
      }
    }
  }
}
