package org.jbroker.runtime.peering;

import java.util.List;
import java.util.Optional;
import org.jbroker.BrokerError;
import org.jbroker.EndpointId;
import org.jbroker.EndpointInfo;
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

/**
 * The handshake of one connection as a pure state machine: frames in, frames out.
 *
 * <p>The connecting side says hello at once. The endpoint with the smaller id leads, as
 * <em>originator</em>, whoever connected: it chooses the version and sends its filter first.
 *
 * <pre>
 *            hello, peer's id is larger        grant
 * AWAIT_HELLO ────────────────► MAY_ORIGINATE ───────► AWAIT_SYN_ACK ──► DONE
 *      │  │ version_select
 *      │  └──────────────────────┐
 *      │ hello, smaller          ▼  syn             grant
 *      └────► AWAIT_SELECT ► AWAIT_SYN ► MAY_RESPOND ──► AWAIT_ACK ──► DONE
 *
 *   any but DONE ── drop_conn, bad frame, refuse ──► FAILED
 * </pre>
 *
 * <p>In the two MAY states it waits for {@link #grant} or {@link #refuse}: there the endpoint
 * decides whether this connection is the one to keep. Confined to the control loop; reads no clock.
 */
final class Handshake {

  /** Where a handshake is. */
  enum State {
    AWAIT_HELLO,
    AWAIT_SELECT,
    AWAIT_SYN,
    AWAIT_SYN_ACK,
    AWAIT_ACK,
    MAY_ORIGINATE,
    MAY_RESPOND,
    DONE,
    FAILED
  }

  /** Versions that this library speaks, the best first. */
  private static final int[] VERSIONS = {64, 1};

  private static final int MIN_VERSION = 1;

  private final EndpointId self;
  private final boolean connector;
  private final int maxVersion;

  private State state = State.AWAIT_HELLO;
  private EndpointId peer = EndpointId.NIL;
  private int version;
  private List<Topic> peerFilter = List.of();
  private BrokerError failure;

  /**
   * A handshake that has not begun.
   *
   * @param connector whether this side made the connection
   * @param maxVersion the highest version to offer
   */
  Handshake(EndpointId self, boolean connector, int maxVersion) {
    this.self = self;
    this.connector = connector;
    this.maxVersion = maxVersion;
  }

  /** What this side says first: hello if it connected, else a probe. */
  HandshakeFrame opening() {
    return connector ? hello() : new Probe();
  }

  /** Takes a frame of the other side and returns the answer, which may be nothing. */
  List<HandshakeFrame> receive(HandshakeFrame frame) {
    if (isOver()) {
      return List.of();
    }
    if (frame instanceof Probe) {
      return List.of(); // It exists only to provoke an error from what is no Broker.
    }
    if (frame instanceof DropConn drop) {
      return dropped(drop);
    }
    if (frame instanceof Hello hello && state == State.AWAIT_HELLO) {
      return greeted(hello);
    }
    if (frame instanceof VersionSelect select && awaitsSelect()) {
      return selected(select);
    }
    if (frame instanceof OriginatorSyn syn && state == State.AWAIT_SYN) {
      peerFilter = syn.filter();
      state = State.MAY_RESPOND;
      return List.of();
    }
    if (frame instanceof ResponderSynAck ack && state == State.AWAIT_SYN_ACK) {
      peerFilter = ack.filter();
      state = State.DONE;
      return List.of(new OriginatorAck());
    }
    if (frame instanceof OriginatorAck && state == State.AWAIT_ACK) {
      state = State.DONE;
      return List.of();
    }
    return fail(
        frame instanceof Hello && !peer.isNil()
            ? ErrorCode.REPEATED_PEERING_HANDSHAKE_REQUEST
            : ErrorCode.UNEXPECTED_HANDSHAKE_MESSAGE,
        frame.getClass().getSimpleName() + " came in state " + state);
  }

  /** Goes on from a MAY state, with the filter that this side announces. */
  List<HandshakeFrame> grant(List<Topic> filter) {
    if (state == State.MAY_ORIGINATE) {
      state = State.AWAIT_SYN_ACK;
      return List.of(new VersionSelect(self, version), new OriginatorSyn(filter));
    }
    if (state == State.MAY_RESPOND) {
      state = State.AWAIT_ACK;
      return List.of(new ResponderSynAck(filter));
    }
    throw new IllegalStateException("nothing to grant in state " + state);
  }

  /** Ends the handshake from this side; the answer tells the other one why. */
  List<HandshakeFrame> refuse(ErrorCode code, String why) {
    return isOver() ? List.of() : fail(code, why);
  }

  /** Ends the handshake without a word, since the connection is gone or silent. */
  void abort(ErrorCode code, String why) {
    if (!isOver()) {
      failWith(code, why);
    }
  }

  State state() {
    return state;
  }

  /** Whether it waits for {@link #grant} or {@link #refuse}. */
  boolean needsPermission() {
    return state == State.MAY_ORIGINATE || state == State.MAY_RESPOND;
  }

  boolean isOver() {
    return state == State.DONE || state == State.FAILED;
  }

  /** The other side's id, or {@link EndpointId#NIL} while unknown. */
  EndpointId peer() {
    return peer;
  }

  /** Whether this side leads: it has the smaller id. */
  boolean isOriginator() {
    return !peer.isNil() && self.compareTo(peer) < 0;
  }

  /** The version agreed on; meaningful once a version was selected. */
  int version() {
    return version;
  }

  /** The other side's filter; meaningful when DONE. */
  List<Topic> peerFilter() {
    return peerFilter;
  }

  /** Why it failed; null unless FAILED. */
  BrokerError failure() {
    return failure;
  }

  private HandshakeFrame hello() {
    return new Hello(self, MIN_VERSION, maxVersion);
  }

  private boolean awaitsSelect() {
    // A listener that leads answers our hello with version_select, without a hello of its own.
    return state == State.AWAIT_SELECT || state == State.AWAIT_HELLO && connector;
  }

  private List<HandshakeFrame> greeted(Hello hello) {
    EndpointId sender = hello.sender();
    List<HandshakeFrame> refusal = checkSender(sender);
    if (refusal != null) {
      return refusal;
    }
    version = bestVersion(hello.minVersion(), hello.maxVersion());
    peer = sender;
    if (version == 0) {
      return fail(
          ErrorCode.PEER_INCOMPATIBLE,
          "versions "
              + hello.minVersion()
              + " to "
              + hello.maxVersion()
              + " offered, this side speaks "
              + offer());
    }
    if (self.compareTo(sender) < 0) {
      state = State.MAY_ORIGINATE;
      return List.of();
    }
    state = State.AWAIT_SELECT;
    return connector ? List.of() : List.of(hello());
  }

  private List<HandshakeFrame> selected(VersionSelect select) {
    EndpointId sender = select.sender();
    List<HandshakeFrame> refusal = checkSender(sender);
    if (refusal != null) {
      return refusal;
    }
    if (!peer.isNil() && !peer.equals(sender) || sender.compareTo(self) > 0) {
      return fail(
          ErrorCode.INVALID_HANDSHAKE_STATE, "version_select from " + sender + ", who cannot lead");
    }
    peer = sender;
    version = bestVersion(select.version(), select.version());
    if (version == 0) {
      return fail(
          ErrorCode.PEER_INCOMPATIBLE,
          "version " + select.version() + " selected, this side speaks " + offer());
    }
    state = State.AWAIT_SYN;
    return List.of();
  }

  private List<HandshakeFrame> checkSender(EndpointId sender) {
    if (sender.equals(self)) {
      return fail(
          ErrorCode.INVALID_PEERING_REQUEST, "the other side has this endpoint's id " + self);
    }
    if (sender.isNil()) {
      return fail(ErrorCode.INVALID_HANDSHAKE_STATE, "the other side's id is all zero");
    }
    return null;
  }

  private int bestVersion(int min, int max) {
    for (int candidate : VERSIONS) {
      if (candidate <= maxVersion && candidate >= min && candidate <= max) {
        return candidate;
      }
    }
    return 0;
  }

  private String offer() {
    return maxVersion == MIN_VERSION ? "1" : "1 and " + maxVersion;
  }

  private List<HandshakeFrame> dropped(DropConn drop) {
    if (peer.isNil() && !drop.sender().equals(self)) {
      peer = drop.sender();
    }
    ErrorCode code = ErrorCode.of(drop.code());
    failWith(
        code == ErrorCode.NONE ? ErrorCode.UNSPECIFIED : code, // A refusal is never no error.
        "refused by the other side"
            + (drop.description().isEmpty() ? "" : ": " + drop.description()));
    return List.of();
  }

  private List<HandshakeFrame> fail(ErrorCode code, String why) {
    failWith(code, why);
    return List.of(new DropConn(self, code.number(), why));
  }

  private void failWith(ErrorCode code, String why) {
    state = State.FAILED;
    failure =
        peer.isNil()
            ? BrokerError.of(code, why)
            : new BrokerError(code, Optional.of(EndpointInfo.of(peer)), why);
  }
}
