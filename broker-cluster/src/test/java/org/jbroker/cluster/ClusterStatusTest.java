package org.jbroker.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.jbroker.cluster.TestCluster.HOST;
import static org.jbroker.cluster.TestCluster.SOON;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jbroker.BrokerException;
import org.jbroker.Endpoint;
import org.jbroker.EndpointId;
import org.jbroker.EndpointOptions;
import org.jbroker.ErrorCode;
import org.jbroker.Message;
import org.jbroker.Subscription;
import org.jbroker.Topic;
import org.jbroker.data.Data;
import org.jbroker.data.Vector;
import org.jbroker.testkit.junit.NoLeaks;
import org.jbroker.zeek.ZeekEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What nodes tell those who ask, without making them members. */
@NoLeaks(ignoreThreads = TestCluster.NETTY_SHARED)
class ClusterStatusTest {

  private static ClusterStatusClient client(int version) {
    return ClusterStatusClient.open(
        EndpointOptions.builder()
            .name("asker")
            .ignoreBrokerConf(true)
            .maxProtocolVersion(version)
            .build(),
        ClusterTopics.bro());
  }

  private static TestCluster cluster() {
    return new TestCluster()
        .node("manager", NodeType.MANAGER)
        .node("proxy-1", NodeType.PROXY)
        .node("worker-1", NodeType.WORKER)
        .startAll();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 64})
  void runningNodeTellsWhatItKnows(int version) throws Exception {
    try (TestCluster nodes = cluster();
        ClusterStatusClient client = client(version)) {
      Cluster manager = nodes.cluster("manager");
      assertThat(manager.awaitStarted(SOON)).isTrue();
      nodes.eventsUntil("manager", new ClusterEvent.ClusterStarted());

      ClusterStatus status = client.ask(HOST, nodes.port("manager"), SOON);

      assertThat(status).isEqualTo(manager.status());
      assertThat(status.name()).isEqualTo("manager");
      assertThat(status.id()).isEqualTo(manager.endpoint().id());
      assertThat(status.type()).isEqualTo(NodeType.MANAGER);
      assertThat(status.started()).isTrue();
      assertThat(status.members())
          .extracting(ClusterMember::name)
          .containsExactlyInAnyOrder("proxy-1", "worker-1");
      assertThat(status.pools())
          .filteredOn(pool -> pool.topic().equals("bro/cluster/pool/proxy"))
          .singleElement()
          .satisfies(pool -> assertThat(pool.nodes()).singleElement().matches(PoolNode::alive));
      // Asking again, of others, at the same time: nobody noticed.
      List<CompletableFuture<ClusterStatus>> all =
          List.of(
              client.askAsync(HOST, nodes.port("proxy-1"), SOON),
              client.askAsync(HOST, nodes.port("manager"), SOON));
      assertThat(all.get(0).join().name()).isEqualTo("proxy-1");
      assertThat(all.get(1).join().name()).isEqualTo("manager");
      assertThat(nodes.memberNames("manager")).containsExactly("proxy-1", "worker-1");
    }
  }

  @Test
  void askingNobodyFails() throws Exception {
    try (ClusterStatusClient client = client(64);
        Endpoint gone = Endpoint.open(EndpointOptions.builder().ignoreBrokerConf(true).build())) {
      int port = gone.listen(HOST, 0);
      // An endpoint, but no node.
      assertThatExceptionOfType(BrokerException.class)
          .isThrownBy(() -> client.ask(HOST, port, Duration.ofMillis(300)))
          .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.REQUEST_TIMEOUT))
          .withMessageContaining(HOST + ":" + port);
    }
  }

  @Test
  void nodeThatAnswersNonsenseFailsItsOwnRequestOnly() throws Exception {
    EndpointOptions options = EndpointOptions.builder().ignoreBrokerConf(true).build();
    try (TestCluster nodes = cluster();
        ClusterStatusClient client = client(64);
        Endpoint liar = Endpoint.open(options);
        Subscription requests =
            liar.subscribe(
                List.of(Topic.of("bro/cluster/nodeid/" + liar.id() + "/")),
                message -> answerNonsense(liar, message),
                error -> {})) {
      int port = liar.listen(HOST, 0);
      CompletableFuture<ClusterStatus> honest = client.askAsync(HOST, nodes.port("manager"), SOON);

      assertThatExceptionOfType(BrokerException.class)
          .isThrownBy(() -> client.ask(HOST, port, SOON))
          .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_DATA))
          .withMessageContaining("a status is a vector of 8 fields");
      assertThat(honest.join().name()).isEqualTo("manager");
      assertThat(requests.dropped()).isZero();
    }
  }

  private static void answerNonsense(Endpoint liar, Message message) {
    Vector args = ZeekEvent.from(message.data()).args();
    String topic = "bro/cluster/nodeid/" + args.get(1).as(String.class) + "/";
    liar.publish(topic, new ZeekEvent("Cluster::hello", "nonsense"));
    liar.publish(topic, new ZeekEvent("JBroker::cluster_status", Data.count(-1), "nonsense"));
    liar.publish(topic, new ZeekEvent("JBroker::cluster_status", args.get(0), "nonsense"));
  }

  @Test
  void askingWhereNobodyListensFails() throws Exception {
    int port;
    try (Endpoint gone = Endpoint.open(EndpointOptions.builder().ignoreBrokerConf(true).build())) {
      port = gone.listen(HOST, 0);
    }
    try (ClusterStatusClient client = client(64)) {
      assertThatExceptionOfType(BrokerException.class)
          .isThrownBy(() -> client.ask(HOST, port, SOON))
          .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.PEER_UNAVAILABLE));
    }
  }

  @Test
  void closingFailsWhatIsAsked() {
    ClusterStatusClient client = client(64);
    CompletableFuture<ClusterStatus> asked;
    try (Endpoint silent =
        Endpoint.open(EndpointOptions.builder().ignoreBrokerConf(true).build())) {
      asked = client.askAsync(HOST, silent.listen(HOST, 0), SOON);
      client.close();
    }

    assertThat(asked)
        .failsWithin(SOON)
        .withThrowableThat()
        .havingCause()
        .isInstanceOfSatisfying(
            BrokerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SHUTTING_DOWN));
  }

  @Test
  void withoutAClusterThereIsAStatus() {
    try (Cluster none =
        Cluster.builder()
            .endpointOptions(EndpointOptions.builder().ignoreBrokerConf(true).build())
            .join()) {
      assertThat(none.status().name()).isEmpty();
      assertThat(none.status().type()).isEqualTo(NodeType.NONE);
      assertThat(none.status().members()).isEmpty();
      assertThat(none.status().pools()).hasSize(3);
    }
  }

  @Test
  void answersEachPeerTenTimesASecond() {
    StatusAnswers answers = new StatusAnswers();
    EndpointId peer = new EndpointId(1, 1);
    long start = Long.MAX_VALUE - StatusAnswers.PAUSE_NANOS;

    long answered =
        IntStream.range(0, 1000)
            .filter(i -> answers.mayAnswer(peer, start + i * StatusAnswers.PAUSE_NANOS / 100))
            .count();
    assertThat(answered).isEqualTo(10);
    assertThat(answers.mayAnswer(new EndpointId(1, 2), start)).isTrue();
    answers.peerLost(peer);
    assertThat(answers.mayAnswer(peer, start)).isTrue();
  }

  @Test
  void fieldsOfLaterVersionsAreSkipped() {
    try (Cluster none =
        Cluster.builder()
            .endpointOptions(EndpointOptions.builder().ignoreBrokerConf(true).build())
            .join()) {
      Vector.Builder longer = Vector.builder();
      Vector now = (Vector) StatusCodec.encode(none.status());
      now.forEach(longer::add);

      assertThat(StatusCodec.decode(longer.add(Data.of("more")).build())).isEqualTo(none.status());
    }
  }
}
