package org.jbroker.testkit.wire;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiPredicate;
import org.jbroker.testkit.Bytes;

/**
 * A session captured between two C++ endpoints (or Zeek), of which one side can be played against
 * an endpoint under test.
 *
 * <pre>
 *   SessionReplay session = SessionReplay.load("pubsub-connector-smaller-id");
 *   // an endpoint with the id session.endpointId(Side.LISTENING) and the topics
 *   // session.topics(Side.LISTENING), which answers as the captured application did, then:
 *   session.connectTo("127.0.0.1", port).requireMatch();
 * </pre>
 *
 * <p>The replay drives the captured side only; what the application does (answer "ping" with
 * "pong", leave politely) is for the test to do through the endpoint under test. What may differ
 * from the capture stands in {@link FrameComparison} and {@link ReplayReport#extras}; a pong that
 * the replay sends carries the token of the ping that it answers.
 *
 * <p>Each side's own order is kept. A frame of the played side waits for what caused it: in the
 * handshake for the frame that it answers, afterwards for all that the capture has before it.
 *
 * <p>Immutable; a replay runs on the calling thread and starts no other.
 */
public final class SessionReplay {

  /** The captures that come with the test kit. */
  public static final List<String> NAMES =
      List.of("pubsub-connector-smaller-id", "pubsub-connector-larger-id", "zeek-ping", "store");

  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

  private final String name;
  private final List<CapturedFrame> frames;
  private final Duration timeout;
  private final BiPredicate<Frame, Frame> tolerated;

  private SessionReplay(
      String name,
      List<CapturedFrame> frames,
      Duration timeout,
      BiPredicate<Frame, Frame> tolerated) {
    this.name = name;
    this.frames = frames;
    this.timeout = timeout;
    this.tolerated = tolerated;
  }

  /**
   * A capture of the test kit.
   *
   * @param name one of {@link #NAMES}
   * @throws UncheckedIOException if there is none of this name
   */
  public static SessionReplay load(String name) {
    String resource = "/org/jbroker/testkit/sessions/zeek-session-" + name + ".json";
    try (InputStream in = SessionReplay.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new FileNotFoundException("no captured session " + name + "; there are " + NAMES);
      }
      return parse(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A capture in the same form: a JSON array of objects with "from", "kind", "length_prefix" and
   * "payload" in hex.
   *
   * @throws IllegalArgumentException if it has another form or contradicts itself
   */
  public static SessionReplay parse(String name, String json) {
    if (!(Json.parse(json) instanceof List<?> entries)) {
      throw new IllegalArgumentException("not an array");
    }
    List<CapturedFrame> frames = new ArrayList<>();
    for (Object entry : entries) {
      if (!(entry instanceof Map<?, ?> members)) {
        throw new IllegalArgumentException("not an object: " + entry);
      }
      frames.add(frame(members));
    }
    return new SessionReplay(name, List.copyOf(frames), DEFAULT_TIMEOUT, (e, a) -> false);
  }

  private static CapturedFrame frame(Map<?, ?> members) {
    String from = String.valueOf(members.get("from"));
    Side side = from.equals(Side.CONNECTING.captureName()) ? Side.CONNECTING : Side.LISTENING;
    if (!from.equals(side.captureName())) {
      throw new IllegalArgumentException("no such side: " + from);
    }
    Bytes payload = Bytes.ofHex(String.valueOf(members.get("payload")));
    String kindName = String.valueOf(members.get("kind"));
    FrameKind kind =
        List.of(FrameKind.values()).stream()
            .filter(k -> k.wireName().equals(kindName))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no such kind: " + kindName));
    Frame frame = kind.isHandshake() ? Frame.parseHandshake(payload) : Frame.parseEnvelope(payload);
    boolean lengthAgrees =
        String.valueOf(members.get("length_prefix")).equals(Integer.toString(payload.length()));
    if (frame.kind() != kind || !lengthAgrees) {
      throw new IllegalArgumentException("kind or length contradict the payload: " + members);
    }
    return new CapturedFrame(side, frame);
  }

  /** This session with another limit for each frame to come; by default 5 s. */
  public SessionReplay timeout(Duration newTimeout) {
    return new SessionReplay(name, frames, newTimeout, tolerated);
  }

  /**
   * This session with a further rule for what may differ.
   *
   * @param rule gets the captured frame and the received one, which are of the same kind; true if
   *     the difference between them does not matter
   */
  public SessionReplay tolerating(BiPredicate<Frame, Frame> rule) {
    Objects.requireNonNull(rule, "rule");
    return new SessionReplay(name, frames, timeout, tolerated.or(rule));
  }

  /** The name of the capture. */
  public String name() {
    return name;
  }

  /** All frames, in the order in which they were captured. */
  public List<CapturedFrame> frames() {
    return frames;
  }

  /** The frames of one side. */
  public List<Frame> frames(Side side) {
    return frames.stream().filter(f -> f.from() == side).map(CapturedFrame::frame).toList();
  }

  /** The endpoint id of one side: give it to the endpoint under test. */
  public Bytes endpointId(Side side) {
    for (Frame frame : frames(side)) {
      if (frame instanceof Frame.Hello hello) {
        return hello.sender();
      } else if (frame instanceof Frame.VersionSelect select) {
        return select.sender();
      }
    }
    throw new IllegalStateException("the capture does not name the " + side.captureName());
  }

  /** The topics that one side wants, from its syn or syn_ack. */
  public List<Bytes> topics(Side side) {
    for (Frame frame : frames(side)) {
      if (frame instanceof Frame.OriginatorSyn syn) {
        return syn.filter();
      } else if (frame instanceof Frame.ResponderSynAck ack) {
        return ack.filter();
      }
    }
    throw new IllegalStateException("the capture has no filter of the " + side.captureName());
  }

  /** Connects to a listening endpoint under test and plays the connecting side. */
  public ReplayReport connectTo(String host, int port) {
    try (ScriptedPeer peer = ScriptedPeer.connect(host, port)) {
      return new ReplayRun(this, Side.CONNECTING, peer, timeout, tolerated).run();
    }
  }

  /**
   * Waits for the endpoint under test to connect and plays the listening side.
   *
   * @throws AssertionError if it does not connect in time
   */
  public ReplayReport acceptOn(ScriptedListener listener) {
    try (ScriptedPeer peer = listener.accept(timeout)) {
      return new ReplayRun(this, Side.LISTENING, peer, timeout, tolerated).run();
    }
  }

  @Override
  public String toString() {
    return "SessionReplay[" + name + ", " + frames.size() + " frames]";
  }
}
