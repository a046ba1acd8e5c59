package org.jbroker.runtime.peering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jbroker.EndpointId;
import org.jbroker.ErrorCode;
import org.jbroker.Topic;
import org.jbroker.runtime.wire.HandshakeFrame;
import org.jbroker.runtime.wire.HandshakeFrame.DropConn;
import org.jbroker.runtime.wire.HandshakeFrame.Hello;
import org.jbroker.runtime.wire.HandshakeFrame.OriginatorAck;
import org.jbroker.runtime.wire.HandshakeFrame.OriginatorSyn;
import org.jbroker.runtime.wire.HandshakeFrame.Probe;
import org.jbroker.runtime.wire.HandshakeFrame.ResponderSynAck;
import org.jbroker.runtime.wire.HandshakeFrame.VersionSelect;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class HandshakeTest {

  private static final EndpointId SMALLER = new EndpointId(1, 1);
  private static final EndpointId SELF = new EndpointId(2, 2);
  private static final EndpointId LARGER = new EndpointId(3, 3);
  private static final List<Topic> OURS = List.of(Topic.of("/ours"));
  private static final List<Topic> THEIRS = List.of(Topic.of("/theirs"));

  /** One frame of each kind, from an endpoint with this id. */
  private static Map<String, HandshakeFrame> frames(EndpointId peer) {
    Map<String, HandshakeFrame> frames = new LinkedHashMap<>();
    frames.put("hello", new Hello(peer, 1, 64));
    frames.put("probe", new Probe());
    frames.put("select", new VersionSelect(peer, 1));
    frames.put("drop", new DropConn(peer, 6, "late"));
    frames.put("syn", new OriginatorSyn(THEIRS));
    frames.put("synack", new ResponderSynAck(THEIRS));
    frames.put("ack", new OriginatorAck());
    return frames;
  }

  /**
   * What each frame does in each state, written down from the protocol's description and not from
   * the code: side, ids, state, then for hello, probe, select, drop, syn, synack, ack the next
   * state (- for the same one), or the code of the drop_conn that is answered.
   */
  private static final String TABLE =
      """
      listener  peer-larger   AWAIT_HELLO    MAY_ORIGINATE - 31 FAILED 31 31 31
      listener  peer-larger   MAY_ORIGINATE  30 - 31 FAILED 31 31 31
      listener  peer-larger   AWAIT_SYN_ACK  30 - 31 FAILED 31 DONE 31
      listener  peer-larger   DONE           - - - - - - -
      listener  peer-larger   FAILED         - - - - - - -
      listener  peer-smaller  AWAIT_HELLO    AWAIT_SELECT - 31 FAILED 31 31 31
      listener  peer-smaller  AWAIT_SELECT   30 - AWAIT_SYN FAILED 31 31 31
      listener  peer-smaller  AWAIT_SYN      30 - 31 FAILED MAY_RESPOND 31 31
      listener  peer-smaller  MAY_RESPOND    30 - 31 FAILED 31 31 31
      listener  peer-smaller  AWAIT_ACK      30 - 31 FAILED 31 31 DONE
      listener  peer-smaller  DONE           - - - - - - -
      listener  peer-smaller  FAILED         - - - - - - -
      connector peer-larger   AWAIT_HELLO    MAY_ORIGINATE - 32 FAILED 31 31 31
      connector peer-larger   MAY_ORIGINATE  30 - 31 FAILED 31 31 31
      connector peer-larger   AWAIT_SYN_ACK  30 - 31 FAILED 31 DONE 31
      connector peer-larger   DONE           - - - - - - -
      connector peer-larger   FAILED         - - - - - - -
      connector peer-smaller  AWAIT_HELLO    AWAIT_SELECT - AWAIT_SYN FAILED 31 31 31
      connector peer-smaller  AWAIT_SELECT   30 - AWAIT_SYN FAILED 31 31 31
      connector peer-smaller  AWAIT_SYN      30 - 31 FAILED MAY_RESPOND 31 31
      connector peer-smaller  MAY_RESPOND    30 - 31 FAILED 31 31 31
      connector peer-smaller  AWAIT_ACK      30 - 31 FAILED 31 31 DONE
      connector peer-smaller  DONE           - - - - - - -
      connector peer-smaller  FAILED         - - - - - - -
      """;

  @TestFactory
  List<DynamicTest> doesInEachStateWithEachFrameWhatTheTableSays() {
    List<DynamicTest> tests = new ArrayList<>();
    for (String line : TABLE.lines().toList()) {
      String[] cells = line.split("\\s+");
      boolean connector = cells[0].equals("connector");
      EndpointId peer = cells[1].equals("peer-larger") ? LARGER : SMALLER;
      Handshake.State from = Handshake.State.valueOf(cells[2]);
      int column = 3;
      for (Map.Entry<String, HandshakeFrame> frame : frames(peer).entrySet()) {
        String wanted = cells[column++];
        String name = cells[0] + ", " + cells[1] + ", " + from + ", " + frame.getKey();
        tests.add(DynamicTest.dynamicTest(name, () -> check(connector, peer, from, frame, wanted)));
      }
    }
    return tests;
  }

  private static void check(
      boolean connector,
      EndpointId peer,
      Handshake.State from,
      Map.Entry<String, HandshakeFrame> frame,
      String wanted) {
    Handshake handshake = inState(from, connector, peer);
    assertThat(handshake.state()).isEqualTo(from);
    List<HandshakeFrame> answer = handshake.receive(frame.getValue());
    if (wanted.equals("-")) {
      assertThat(handshake.state()).isEqualTo(from);
      assertThat(answer).isEmpty();
    } else if (Character.isDigit(wanted.charAt(0))) {
      assertThat(handshake.state()).isEqualTo(Handshake.State.FAILED);
      assertThat(answer).hasSize(1);
      assertThat(answer.get(0)).isInstanceOf(DropConn.class);
      DropConn drop = (DropConn) answer.get(0);
      assertThat(drop.code()).isEqualTo(Integer.parseInt(wanted));
      assertThat(drop.sender()).isEqualTo(SELF);
      assertThat(handshake.failure().code().number()).isEqualTo(drop.code());
    } else {
      assertThat(handshake.state()).isEqualTo(Handshake.State.valueOf(wanted));
      assertThat(answer).noneMatch(DropConn.class::isInstance);
    }
  }

  /** A handshake that came to a state on the straight way. */
  private static Handshake inState(Handshake.State state, boolean connector, EndpointId peer) {
    Handshake handshake = new Handshake(SELF, connector, 64);
    if (state == Handshake.State.FAILED) {
      handshake.abort(ErrorCode.PEER_TIMEOUT, "late");
      return handshake;
    }
    Map<String, HandshakeFrame> frames = frames(peer);
    List<Runnable> way =
        peer.equals(LARGER)
            ? List.of(
                () -> handshake.receive(frames.get("hello")),
                () -> handshake.grant(OURS),
                () -> handshake.receive(frames.get("synack")))
            : List.of(
                () -> handshake.receive(frames.get("hello")),
                () -> handshake.receive(frames.get("select")),
                () -> handshake.receive(frames.get("syn")),
                () -> handshake.grant(OURS),
                () -> handshake.receive(frames.get("ack")));
    for (Runnable step : way) {
      if (handshake.state() != state) {
        step.run();
      }
    }
    return handshake;
  }

  /** Two handshakes talk until both are silent; both grant at once. */
  private static void converse(Handshake connector, Handshake listener) {
    List<HandshakeFrame> toListener = new ArrayList<>(List.of(connector.opening()));
    List<HandshakeFrame> toConnector = new ArrayList<>(List.of(listener.opening()));
    while (!toListener.isEmpty() || !toConnector.isEmpty()) {
      toConnector.addAll(hear(listener, toListener));
      toListener.addAll(hear(connector, toConnector));
    }
  }

  private static List<HandshakeFrame> hear(Handshake side, List<HandshakeFrame> frames) {
    List<HandshakeFrame> answers = new ArrayList<>();
    for (HandshakeFrame frame : frames) {
      answers.addAll(side.receive(frame));
      if (side.needsPermission()) {
        answers.addAll(side.grant(List.of(Topic.of("/" + side.isOriginator()))));
      }
    }
    frames.clear();
    return answers;
  }

  @ParameterizedTest
  @CsvSource({"64, 64, 64", "64, 1, 1", "1, 64, 1", "1, 1, 1"})
  void twoSidesAgreeOnTheBestVersionInBothOrdersOfTheirIds(int ours, int theirs, int agreed) {
    for (EndpointId peer : List.of(SMALLER, LARGER)) {
      Handshake connector = new Handshake(SELF, true, ours);
      Handshake listener = new Handshake(peer, false, theirs);
      converse(connector, listener);
      assertThat(connector.state()).isEqualTo(Handshake.State.DONE);
      assertThat(listener.state()).isEqualTo(Handshake.State.DONE);
      assertThat(connector.version()).isEqualTo(agreed);
      assertThat(listener.version()).isEqualTo(agreed);
      assertThat(connector.isOriginator()).isEqualTo(peer.equals(LARGER));
      assertThat(listener.isOriginator()).isEqualTo(peer.equals(SMALLER));
      assertThat(connector.peerFilter()).containsExactly(Topic.of("/" + listener.isOriginator()));
      assertThat(listener.peerFilter()).containsExactly(Topic.of("/" + connector.isOriginator()));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "64, 1, 1, 1",
    "64, 2, 63, 0",
    "64, 64, 64, 64",
    "64, 0, 255, 64",
    "64, 0, 0, 0",
    "64, 65, 255, 0",
    "64, 64, 1, 0",
    "64, 255, 0, 0",
    "1, 1, 1, 1",
    "1, 2, 63, 0",
    "1, 64, 64, 0",
    "1, 0, 255, 1",
    "1, 64, 1, 0"
  })
  void selectsTheBestVersionOfAnOffer(int maxVersion, int min, int max, int selected) {
    Handshake handshake = new Handshake(SELF, false, maxVersion);
    List<HandshakeFrame> answer = handshake.receive(new Hello(LARGER, min, max));
    if (selected == 0) {
      assertThat(handshake.failure().code()).isEqualTo(ErrorCode.PEER_INCOMPATIBLE);
      assertThat(handshake.failure().endpoint().orElseThrow().node()).isEqualTo(LARGER);
      assertThat(((DropConn) answer.get(0)).code()).isEqualTo(2);
    } else {
      assertThat(handshake.grant(OURS))
          .containsExactly(new VersionSelect(SELF, selected), new OriginatorSyn(OURS));
      assertThat(handshake.version()).isEqualTo(selected);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "64, 1, true",
    "64, 64, true",
    "64, 0, false",
    "64, 2, false",
    "64, 63, false",
    "64, 255, false",
    "1, 1, true",
    "1, 64, false"
  })
  void acceptsOnlyTheSelectionOfAVersionThatItSpeaks(int maxVersion, int version, boolean fine) {
    Handshake handshake = new Handshake(SELF, true, maxVersion);
    assertThat(handshake.opening()).isEqualTo(new Hello(SELF, 1, maxVersion));
    handshake.receive(new VersionSelect(SMALLER, version));
    assertThat(handshake.state())
        .isEqualTo(fine ? Handshake.State.AWAIT_SYN : Handshake.State.FAILED);
    if (!fine) {
      assertThat(handshake.failure().code()).isEqualTo(ErrorCode.PEER_INCOMPATIBLE);
    }
  }

  @Test
  void refusesItsOwnIdAndTheNilId() {
    for (boolean connector : new boolean[] {true, false}) {
      Handshake own = new Handshake(SELF, connector, 64);
      own.receive(new Hello(SELF, 1, 64));
      assertThat(own.failure().code()).isEqualTo(ErrorCode.INVALID_PEERING_REQUEST);
      Handshake nil = new Handshake(SELF, connector, 64);
      nil.receive(new Hello(EndpointId.NIL, 1, 64));
      assertThat(nil.failure().code()).isEqualTo(ErrorCode.INVALID_HANDSHAKE_STATE);
    }
    Handshake selected = new Handshake(SELF, true, 64);
    selected.receive(new VersionSelect(SELF, 1));
    assertThat(selected.failure().code()).isEqualTo(ErrorCode.INVALID_PEERING_REQUEST);
  }

  @Test
  void refusesASelectionOfSomebodyElse() {
    Handshake handshake = new Handshake(SELF, false, 64);
    handshake.receive(new Hello(SMALLER, 1, 64));
    handshake.receive(new VersionSelect(new EndpointId(1, 7), 64));
    assertThat(handshake.failure().code()).isEqualTo(ErrorCode.INVALID_HANDSHAKE_STATE);
  }

  @ParameterizedTest
  @EnumSource(Handshake.State.class)
  void refusesAndAbortsInEveryStateButTheLast(Handshake.State state) {
    EndpointId peer =
        state == Handshake.State.MAY_ORIGINATE || state == Handshake.State.AWAIT_SYN_ACK
            ? LARGER
            : SMALLER;
    boolean over = state == Handshake.State.DONE || state == Handshake.State.FAILED;
    Handshake refused = inState(state, false, peer);
    List<HandshakeFrame> words = refused.refuse(ErrorCode.REDUNDANT_CONNECTION, "redundant");
    assertThat(words).isEqualTo(over ? List.of() : List.of(new DropConn(SELF, 39, "redundant")));
    Handshake aborted = inState(state, false, peer);
    aborted.abort(ErrorCode.PEER_TIMEOUT, "silent");
    assertThat(aborted.state()).isEqualTo(over ? state : Handshake.State.FAILED);
    assertThat(aborted.isOver()).isTrue();
  }

  @Test
  void grantsOnlyWhereItWaitsForIt() {
    for (Handshake.State state : Handshake.State.values()) {
      for (EndpointId peer : List.of(SMALLER, LARGER)) {
        Handshake handshake = inState(state, true, peer);
        if (handshake.state() == state && !handshake.needsPermission()) {
          assertThatThrownBy(() -> handshake.grant(OURS)).isInstanceOf(IllegalStateException.class);
        }
      }
    }
  }

  @Test
  void aRefusalNamesItsSenderAndItsReason() {
    Handshake handshake = new Handshake(SELF, true, 64);
    assertThat(handshake.receive(new DropConn(LARGER, 39, "redundant connection"))).isEmpty();
    assertThat(handshake.failure().code()).isEqualTo(ErrorCode.REDUNDANT_CONNECTION);
    assertThat(handshake.failure().message()).contains("redundant connection");
    assertThat(handshake.peer()).isEqualTo(LARGER);
  }

  @Test
  void aRefusalIsAnErrorWhateverNumberItCarries() {
    for (int code = 0; code <= 255; code++) {
      Handshake handshake = new Handshake(SELF, true, 64);
      handshake.receive(new DropConn(LARGER, code, ""));
      assertThat(handshake.failure().code())
          .isNotEqualTo(ErrorCode.NONE)
          .isEqualTo(code == 0 ? ErrorCode.UNSPECIFIED : ErrorCode.of(code));
    }
  }
}
