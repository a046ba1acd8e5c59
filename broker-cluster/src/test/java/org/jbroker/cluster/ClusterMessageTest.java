package org.jbroker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jbroker.EndpointId;
import org.jbroker.cluster.ClusterEvent.NodeFullyConnected;
import org.jbroker.data.Data;
import org.jbroker.data.Vector;
import org.jbroker.testkit.SeededRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages as they travel, and what is none. */
class ClusterMessageTest {

  private static final EndpointId ID = EndpointId.of("11111111-2222-4333-8444-555555555555");

  private static final ClusterStatus STATUS =
      new ClusterStatus(
          "manager",
          ID,
          NodeType.MANAGER,
          Instant.parse("2026-11-20T12:00:00.123456789Z"),
          true,
          false,
          List.of(new ClusterMember("w", ID, NodeType.WORKER, Instant.EPOCH)),
          List.of(
              new PoolStatus(
                  "p", NodeType.PROXY, List.of(new PoolNode("n", "n.0", 1L << 31, true))),
              new PoolStatus("q", NodeType.LOGGER, List.of())));

  private static final List<ClusterMessage> ALL =
      List.of(
          new ClusterMessage.Hello("worker-1", ID),
          new ClusterMessage.FullyConnected(new NodeFullyConnected("worker-1", ID, true)),
          new ClusterMessage.Started(),
          new ClusterMessage.StatusRequest(-1, ID),
          new ClusterMessage.StatusAnswer(7, StatusCodec.encode(STATUS)));

  @Test
  void areReadAsTheyWereWritten() {
    assertThat(ALL)
        .allSatisfy(
            message ->
                assertThat(ClusterMessage.from(message.toEvent().toData())).contains(message));
  }

  @Test
  void statusIsReadAsItWasWritten() {
    assertThat(StatusCodec.decode(StatusCodec.encode(STATUS))).isEqualTo(STATUS);
  }

  @Test
  void haveTheFormOfZeeksEvents() {
    assertThat(ALL.get(0).toEvent().toString())
        .isEqualTo("(1, 1, (Cluster::hello, (worker-1, 11111111-2222-4333-8444-555555555555)))");
    assertThat(ALL.get(1).toEvent().toString())
        .isEqualTo(
            "(1, 1, (Cluster::Experimental::node_fully_connected, (worker-1,"
                + " 11111111-2222-4333-8444-555555555555, T)))");
    assertThat(ALL.get(2).toEvent().toString())
        .isEqualTo("(1, 1, (Cluster::Experimental::cluster_started, ()))");
  }

  @Test
  void othersAreNoFault() {
    assertThat(ClusterMessage.from(Data.of("x"))).isEmpty();
    assertThat(ClusterMessage.from(new org.jbroker.zeek.ZeekEvent("pong", 1).toData())).isEmpty();
  }

  /** Each element anywhere replaced by another value, left out, or doubled. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void whateverIsChangedNothingIsThrownButIllegalArguments(long seed) {
    SeededRandom random = SeededRandom.of(seed);
    int read = 0;
    for (int round = 0; round < 5000; round++) {
      Data data = ALL.get(random.nextInt(ALL.size())).toEvent().toData();
      for (int changes = random.nextInt(3) + 1; changes > 0; changes--) {
        data = changed(data, random);
      }
      try {
        Optional<ClusterMessage> message = ClusterMessage.from(data);
        read += message.isPresent() ? 1 : 0;
        if (message.isPresent() && message.get() instanceof ClusterMessage.StatusAnswer answer) {
          StatusCodec.decode(answer.status());
        }
      } catch (IllegalArgumentException malformed) {
        assertThat(malformed).as(random.toString()).hasMessageMatching("(?s).+");
      }
    }
    assertThat(read).isPositive();
  }

  private static Data changed(Data data, SeededRandom random) {
    if (!(data instanceof Vector vector) || vector.isEmpty() || random.chance(0.1)) {
      List<Data> others =
          List.of(
              Data.none(),
              Data.of(true),
              Data.count(random.nextLong()),
              Data.integer(-1),
              Data.string("x"),
              Data.string(new byte[] {-1, 0, 10}),
              Data.string("y".repeat(5000)),
              Data.vector(),
              Data.vector(1, 2, 3, 4, 5, 6, 7, 8),
              Data.timestamp(Long.MIN_VALUE));
      return others.get(random.nextInt(others.size()));
    }
    List<Data> elements = new ArrayList<>(vector.asList());
    int index = random.nextInt(elements.size());
    switch (random.nextInt(6)) {
      case 0 -> elements.remove(index);
      case 1 -> elements.add(index, elements.get(index));
      default -> elements.set(index, changed(elements.get(index), random));
    }
    Vector.Builder builder = Vector.builder();
    elements.forEach(builder::add);
    return builder.build();
  }
}
