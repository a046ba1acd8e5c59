package org.jbroker.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.jbroker.Topic;
import org.jbroker.data.Data;
import org.jbroker.data.Table;
import org.jbroker.data.Vector;
import org.jbroker.spi.DataCodec;
import org.jbroker.spi.InvalidDataException;
import org.jbroker.zeek.ZeekEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests, answers, notifications and entries of the store as data. */
class SupervisorEventsTest {

  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00.123456789Z");

  static NodeStatus status() {
    return new NodeStatus(
        NodeConfigTest.full(),
        OptionalLong.of(4711),
        NodeState.BACKING_OFF,
        true,
        3,
        Optional.of(NodeExit.of(137, NOW)),
        NOW,
        "again in 4 s");
  }

  static List<SupervisorRequest> requests() {
    return List.of(
        new SupervisorRequest.Create("r1", NodeConfigTest.full()),
        new SupervisorRequest.OfNode(RequestKind.STATUS, "r2", ""),
        new SupervisorRequest.OfNode(RequestKind.START, "r3", "a"),
        new SupervisorRequest.OfNode(RequestKind.STOP_NODE, "r4", "a"),
        new SupervisorRequest.OfNode(RequestKind.RESTART, "r5", "a"),
        new SupervisorRequest.OfNode(RequestKind.DESTROY, "r6", ""),
        new SupervisorRequest.Ready("r7", "a", "1f"),
        new SupervisorRequest.Shutdown("r8", false),
        new SupervisorRequest.Shutdown("", true));
  }

  static List<SupervisorResponse> responses() {
    return List.of(
        new SupervisorResponse.Outcome(RequestKind.CREATE, "r1", ""),
        new SupervisorResponse.Outcome(RequestKind.CREATE, "r1", "exists"),
        new SupervisorResponse.Outcome(RequestKind.RESTART, "r1", ""),
        new SupervisorResponse.Outcome(RequestKind.DESTROY, "r1", "no node 'x'"),
        new SupervisorResponse.Status("r2", Map.of("a", status()), ""),
        new SupervisorResponse.Status("r2", Map.of(), "no node 'x'"));
  }

  @ParameterizedTest
  @MethodSource("requests")
  void requestsSurviveTheWay(SupervisorRequest request) {
    ZeekEvent event = ZeekEvent.from(request.toEvent().toData());
    assertThat(SupervisorRequest.isRequest(event)).isTrue();
    assertThat(SupervisorRequest.from(event)).isEqualTo(request);
    assertThat(SupervisorRequest.reqidOf(event).orElse("")).isEqualTo(request.reqid());
  }

  @ParameterizedTest
  @MethodSource("responses")
  void answersSurviveTheWay(SupervisorResponse response) {
    ZeekEvent event = ZeekEvent.from(response.toEvent().toData());
    assertThat(SupervisorRequest.isRequest(event)).isFalse();
    assertThat(SupervisorResponse.from(event)).isEqualTo(response);
  }

  @Test
  void answersLookAsZeeks() {
    assertThat(
            (Object)
                new SupervisorResponse.Outcome(RequestKind.DESTROY, "r", "why").toEvent().args())
        .isEqualTo(Data.vector("r", false));
    assertThat(
            (Object)
                new SupervisorResponse.Outcome(RequestKind.CREATE, "r", "why").toEvent().args())
        .isEqualTo(Data.vector("r", "why"));
    assertThat((Object) new SupervisorResponse.Status("r", Map.of(), "").toEvent().args())
        .isEqualTo(Data.vector("r", Vector.of(Table.empty())));
    assertThat((Object) new NodeNotice("a", 7, NodeState.RUNNING).toEvent().args())
        .isEqualTo(Data.vector("a", Data.count(7)));
  }

  @ParameterizedTest
  @EnumSource(NodeState.class)
  void noticesSurviveTheWay(NodeState state) {
    NodeNotice notice = new NodeNotice("a", 0, state);
    assertThat(NodeNotice.from(ZeekEvent.from(notice.toEvent().toData()))).isEqualTo(notice);
  }

  @Test
  void aNoticeOfZeekTellsOfANodeThatRuns() {
    ZeekEvent event = new ZeekEvent("SupervisorControl::node_status", "zeek", Data.count(7));
    assertThat(NodeNotice.from(event)).isEqualTo(new NodeNotice("zeek", 7, NodeState.RUNNING));
  }

  @Test
  void entriesOfTheStoreMakeStatuses() {
    NodeStatus status = status();
    Map<Data, Data> entries =
        Map.of(
            SupervisorStore.configKey(status.name()),
            status.config().toData(),
            SupervisorStore.statusKey(status.name()),
            SupervisorStore.statusValue(status),
            SupervisorStore.configKey("alone"),
            status.config().toData(),
            Data.of("other"),
            Data.of(1));
    assertThat(SupervisorStore.statuses(entries)).containsExactly(Map.entry(status.name(), status));
  }

  @Test
  void topicsAreZeeks() {
    assertThat(SupervisorTopics.zeek().prefix()).isEqualTo(Topic.of("zeek/supervisor"));
    assertThat(SupervisorTopics.bro().response(RequestKind.CREATE, "x1"))
        .isEqualTo(Topic.of("bro/supervisor/create_response/x1"));
    assertThat(SupervisorTopics.of("a/b").nodeStatus()).isEqualTo(Topic.of("a/b/node_status"));
    assertThatThrownBy(() -> SupervisorTopics.of("")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void malformedRequestsAreRefusedWithTheirField() {
    assertRefused(new ZeekEvent("SupervisorControl::create_request"), "reqid");
    assertRefused(new ZeekEvent("SupervisorControl::create_request", "r"), "node");
    assertRefused(new ZeekEvent("SupervisorControl::start_request", "r", 1), "node");
    assertRefused(new ZeekEvent("SupervisorControl::start_request", "r", "a/b"), "name of a node");
    assertRefused(new ZeekEvent("SupervisorControl::start_request", "r r", "a"), "a reqid has");
    assertRefused(new ZeekEvent("SupervisorControl::shutdown_request", "", true), "a reqid has");
    assertRefused(new ZeekEvent("SupervisorControl::shutdown_request", "r"), "stop_workers");
    assertRefused(new ZeekEvent("SupervisorControl::other_request", "r"), "no request");
  }

  private static void assertRefused(ZeekEvent event, String text) {
    assertThatThrownBy(() -> SupervisorRequest.from(event))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(text);
  }

  @Test
  void anyBytesAreReadOrRefused() {
    Random random = new Random(4);
    for (SupervisorRequest request : requests()) {
      byte[] bytes = DataCodec.encode(request.toEvent().toData());
      for (int i = 0; i < 500; i++) {
        byte[] changed = bytes.clone();
        changed[random.nextInt(changed.length)] = (byte) random.nextInt();
        readOrRefuse(changed);
      }
    }
  }

  private static void readOrRefuse(byte[] bytes) {
    ZeekEvent event;
    try {
      event = ZeekEvent.from(DataCodec.decode(bytes));
    } catch (InvalidDataException | IllegalArgumentException noEvent) {
      return; // Not for the supervisor to read.
    }
    try {
      SupervisorRequest request = SupervisorRequest.from(event);
      assertThat(SupervisorRequest.from(request.toEvent())).isEqualTo(request);
    } catch (IllegalArgumentException refused) {
      assertThat(refused).hasMessageNotContaining("null");
    }
  }
}
