package org.jbroker.testkit.wire;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.jbroker.testkit.Bytes;
import org.jbroker.testkit.wire.Frame.Envelope;

/** One run of a {@link SessionReplay} over one connection. Confined to one thread. */
final class ReplayRun {

  private final SessionReplay session;
  private final Side played;
  private final ScriptedPeer peer;
  private final Duration timeout;
  private final BiPredicate<Frame, Frame> tolerated;
  private final List<Frame> expected;
  private final List<String> mismatches = new ArrayList<>();
  private final List<String> extras = new ArrayList<>();
  private final List<String> log = new ArrayList<>();
  private int received;
  private Optional<Bytes> lastPingToken = Optional.empty();

  /** Thrown when the two sides are no longer at the same place; the mismatch is noted already. */
  private static final class LostStep extends Exception {
    private static final long serialVersionUID = 1;
  }

  ReplayRun(
      SessionReplay session,
      Side played,
      ScriptedPeer peer,
      Duration timeout,
      BiPredicate<Frame, Frame> tolerated) {
    this.session = session;
    this.played = played;
    this.peer = peer;
    this.timeout = timeout;
    this.tolerated = tolerated;
    expected = session.frames(played.other());
  }

  ReplayReport run() {
    try {
      playAll();
    } catch (LostStep noted) {
      log.add("! the rest was not played");
    } catch (UncheckedIOException e) {
      mismatches.add("the connection broke while the replay was sending: " + e.getMessage());
    }
    return new ReplayReport(session.name(), played, mismatches, extras, log);
  }

  private void playAll() throws LostStep {
    int othersBefore = 0;
    for (CapturedFrame captured : session.frames()) {
      if (captured.from() != played) {
        othersBefore++;
        continue;
      }
      int needed = captured.frame().kind().isHandshake() ? cause(captured.frame()) : othersBefore;
      while (received < needed) {
        receiveNext();
      }
      send(captured.frame());
    }
    while (received < expected.size()) {
      receiveNext();
    }
    if (otherLeaves()) {
      awaitEnd();
    }
  }

  /**
   * How many frames of the other side a handshake frame waits for. Not taken from the capture:
   * there the two directions were recorded apart, and an answer can stand before its question.
   */
  private int cause(Frame frame) {
    return switch (frame.kind()) {
      case HELLO -> played == Side.CONNECTING ? 0 : upTo(FrameKind.HELLO);
      case VERSION_SELECT, ORIGINATOR_SYN -> upTo(FrameKind.HELLO);
      case RESPONDER_SYN_ACK -> upTo(FrameKind.ORIGINATOR_SYN);
      case ORIGINATOR_ACK -> upTo(FrameKind.RESPONDER_SYN_ACK);
      default -> 0;
    };
  }

  private int upTo(FrameKind kind) {
    for (int i = 0; i < expected.size(); i++) {
      if (expected.get(i).kind() == kind) {
        return i + 1;
      }
    }
    return 0;
  }

  private void send(Frame captured) {
    Frame frame = captured;
    if (captured instanceof Envelope e && e.kind() == FrameKind.PONG && lastPingToken.isPresent()) {
      frame = e.withPayload(lastPingToken.get());
    }
    peer.send(frame);
    log.add("> " + frame);
  }

  private void receiveNext() throws LostStep {
    Frame wanted = expected.get(received);
    Frame got = receive(wanted);
    log.add("< " + got);
    if (got instanceof Envelope ping && got.kind() == FrameKind.PING) {
      lastPingToken = Optional.of(ping.payload());
    }
    if (got.kind() != wanted.kind()) {
      if (isExtra(got)) {
        return;
      }
      mismatches.add("frame " + received + ": expected " + wanted + ", got " + got);
      throw new LostStep();
    }
    Optional<String> difference = FrameComparison.difference(wanted, got);
    if (difference.isPresent() && !tolerated.test(wanted, got)) {
      mismatches.add(
          "frame " + received + " (" + wanted.kind().wireName() + "): " + difference.get());
    }
    received++;
  }

  private Frame receive(Frame wanted) throws LostStep {
    try {
      Optional<Frame> frame = peer.poll(timeout);
      if (frame.isPresent()) {
        return frame.get();
      }
      mismatches.add("frame " + received + ": nothing within " + timeout + ", expected " + wanted);
    } catch (ConnectionEndedError e) {
      mismatches.add("frame " + received + ": " + e.getMessage() + ", expected " + wanted);
    } catch (MalformedFrameException e) {
      mismatches.add("frame " + received + ": malformed: " + e.getMessage());
    }
    throw new LostStep();
  }

  private boolean isExtra(Frame got) {
    switch (got.kind()) {
      case PING -> {
        Envelope ping = (Envelope) got;
        Envelope pong = Envelope.pong(session.endpointId(played), ping.sender(), ping.payload());
        peer.send(pong);
        log.add("> " + pong + " (not in the capture)");
      }
      case PROBE, ROUTING_UPDATE -> {}
      default -> {
        return false;
      }
    }
    extras.add(got.toString());
    return true;
  }

  /** Leaving politely is a ping, its pong, then the end of the connection. */
  private boolean otherLeaves() {
    return !expected.isEmpty() && expected.get(expected.size() - 1).kind() == FrameKind.PING;
  }

  private void awaitEnd() {
    try {
      log.add("< " + peer.timeout(timeout).awaitEnd());
    } catch (AssertionError stillUp) {
      mismatches.add("after the last pong: " + stillUp.getMessage());
    }
  }
}
