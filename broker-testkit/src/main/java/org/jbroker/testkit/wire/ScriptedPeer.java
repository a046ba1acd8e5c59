package org.jbroker.testkit.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jbroker.testkit.Bytes;
import org.jbroker.testkit.wire.Frame.Envelope;

/**
 * One end of a connection that says what the test tells it to, right or wrong.
 *
 * <pre>
 *   try (ScriptedPeer peer = ScriptedPeer.connect("127.0.0.1", port)) {
 *     peer.handshake(HandshakeScript.as(id).topics("/topic"));
 *     peer.send(Envelope.data(id, "/topic", Bytes.ofHex("0100")));
 *     Envelope pong = peer.expect(FrameKind.PONG);
 * </pre>
 *
 * <p>{@link #receive} and {@link #expect} read frames of protocol version 1 and know from the
 * handshake frames that they have seen whether envelopes are next. After a handshake that selected
 * another version only {@link #sendRawFrame} and {@link #receiveRaw} have a meaning.
 *
 * <p>Waits at most {@link #timeout}, 5 s by default; what does not come in time or is not what was
 * expected is an {@link AssertionError}. Starts no thread. One thread receives; any may send, which
 * blocks while the other side does not read.
 */
public final class ScriptedPeer implements AutoCloseable {

  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);
  private static final int MAX_FRAME_BYTES = 128 * 1024 * 1024;

  private final FrameSocket socket;
  private final boolean connector;
  private Duration timeout = DEFAULT_TIMEOUT;
  private boolean envelopesNext;

  ScriptedPeer(FrameSocket socket, boolean connector) {
    this.socket = socket;
    this.connector = connector;
  }

  /**
   * Connects.
   *
   * @throws UncheckedIOException if nobody listens there
   */
  public static ScriptedPeer connect(String host, int port) {
    Socket socket = new Socket();
    try {
      try {
        socket.connect(new InetSocketAddress(host, port), (int) DEFAULT_TIMEOUT.toMillis());
        return new ScriptedPeer(new FrameSocket(socket), true);
      } catch (IOException e) {
        socket.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Changes how long everything may take. */
  public ScriptedPeer timeout(Duration newTimeout) {
    timeout = Objects.requireNonNull(newTimeout, "newTimeout");
    return this;
  }

  /** How long everything may take. */
  public Duration timeout() {
    return timeout;
  }

  /** Whether this side connected; else it listened. */
  public boolean isConnector() {
    return connector;
  }

  /** Sends bytes as they are, without a length prefix. */
  public void sendRaw(Bytes bytes) {
    socket.send(bytes);
  }

  /** Sends any bytes as one frame, with the length prefix. */
  public void sendRawFrame(Bytes payload) {
    socket.sendFrame(payload);
  }

  /** Sends frames one after another. */
  public void send(Frame... frames) {
    for (Frame frame : frames) {
      sendRawFrame(frame.encode());
    }
  }

  /** The next frame, whatever it is, without its length prefix. */
  public Bytes receiveRaw() {
    return pollRaw(timeout)
        .orElseThrow(() -> new AssertionError("no frame within " + timeout + partOfFrame()));
  }

  /** As {@link #receiveRaw}; empty if nothing complete comes within {@code wait}. */
  public Optional<Bytes> pollRaw(Duration wait) {
    return socket.receive(wait, MAX_FRAME_BYTES);
  }

  /**
   * The next frame of protocol version 1.
   *
   * @throws MalformedFrameException if it is none
   */
  public Frame receive() {
    return parse(receiveRaw());
  }

  /** As {@link #receive}; empty if nothing complete comes within {@code wait}. */
  public Optional<Frame> poll(Duration wait) {
    return pollRaw(wait).map(this::parse);
  }

  private Frame parse(Bytes raw) {
    if (envelopesNext) {
      return Frame.parseEnvelope(raw);
    }
    Frame frame = Frame.parseHandshake(raw);
    // What either role gets last: nothing but envelopes can follow.
    envelopesNext =
        frame.kind() == FrameKind.RESPONDER_SYN_ACK || frame.kind() == FrameKind.ORIGINATOR_ACK;
    return frame;
  }

  /** The next frame, which has to be of this type. */
  public <T extends Frame> T expect(Class<T> type) {
    Frame frame = receive();
    if (!type.isInstance(frame)) {
      throw new AssertionError("expected a " + type.getSimpleName() + ", got " + frame);
    }
    return type.cast(frame);
  }

  /** The next frame, which has to be an envelope of this kind. */
  public Envelope expect(FrameKind kind) {
    Envelope envelope = expect(Envelope.class);
    if (envelope.kind() != kind) {
      throw new AssertionError("expected a " + kind.wireName() + ", got " + envelope);
    }
    return envelope;
  }

  /**
   * The next envelope of this kind; on the way to it pings are answered, other kinds are skipped.
   *
   * @param self the id to answer pings with
   */
  public Envelope awaitEnvelope(FrameKind kind, Bytes self) {
    long startNanos = System.nanoTime();
    while (timeout.toNanos() - (System.nanoTime() - startNanos) > 0) {
      Envelope envelope = expect(Envelope.class);
      if (envelope.kind() == kind) {
        return envelope;
      }
      if (envelope.kind() == FrameKind.PING) {
        send(Envelope.pong(self, envelope.sender(), envelope.payload()));
      }
    }
    throw new AssertionError("no " + kind.wireName() + " within " + timeout);
  }

  /** Fails if a single byte, or the end, comes within {@code wait}. */
  public void expectSilence(Duration wait) {
    int before = socket.bufferedBytes();
    Optional<Bytes> frame = pollRaw(wait);
    if (frame.isPresent() || socket.bufferedBytes() != before) {
      throw new AssertionError(
          "expected silence for " + wait + ", got " + frame.map(Bytes::hex).orElse(partOfFrame()));
    }
  }

  /** Waits for the other side to end the connection; what it still sends is discarded. */
  public ConnectionEnd awaitEnd() {
    return socket
        .discardToEnd(timeout)
        .orElseThrow(() -> new AssertionError("the connection is still up after " + timeout));
  }

  /**
   * Does a whole handshake, in the role that the order of the ids gives.
   *
   * <pre>
   *   connector -- hello ------------------------------&gt; listener
   *             &lt;----------------------------- probe --
   *   then, if the listener's id is the larger one:
   *             &lt;----------------------------- hello --
   *   then originator (smaller id) and responder:
   *   originator -- version_select, originator_syn ----&gt; responder
   *              &lt;----------------- responder_syn_ack --
   *              -- originator_ack --------------------&gt;
   * </pre>
   *
   * @throws AssertionError if the other side refuses, ends the connection, is late or says
   *     something that does not belong here
   */
  public HandshakeResult handshake(HandshakeScript script) {
    return new Handshake(script).run();
  }

  /** Ends this side's stream (FIN) and goes on receiving. */
  public void shutdownOutput() {
    socket.shutdownOutput();
  }

  /** Ends the connection with a reset (RST). */
  public void reset() {
    socket.reset();
  }

  @Override
  public void close() {
    socket.close();
  }

  private String partOfFrame() {
    int n = socket.bufferedBytes();
    return n == 0 ? "" : ", only " + n + " bytes of one";
  }

  /** The state of one handshake, confined to the thread that does it. */
  private final class Handshake {
    private final HandshakeScript script;
    private boolean helloSent;
    private boolean originator;
    private int version;
    private Bytes peer;

    Handshake(HandshakeScript script) {
      this.script = script;
    }

    HandshakeResult run() {
      if (connector) {
        hello();
      } else {
        send(new Frame.Probe());
      }
      while (true) {
        Frame frame = receive();
        if (frame instanceof Frame.Hello hello) {
          onHello(hello);
        } else if (frame instanceof Frame.VersionSelect select) {
          onVersionSelect(select);
        } else if (frame instanceof Frame.OriginatorSyn syn && peer != null && !originator) {
          send(new Frame.ResponderSynAck(script.filter()));
          expect(Frame.OriginatorAck.class);
          return new HandshakeResult(peer, version, syn.filter(), false);
        } else if (frame instanceof Frame.ResponderSynAck ack && originator) {
          send(new Frame.OriginatorAck());
          return new HandshakeResult(peer, version, ack.filter(), true);
        } else if (!(frame instanceof Frame.Probe)) {
          throw new AssertionError("this does not belong into the handshake here: " + frame);
        }
      }
    }

    private void hello() {
      send(new Frame.Hello(script.id(), script.minVersion(), script.maxVersion()));
      helloSent = true;
    }

    private void onHello(Frame.Hello hello) {
      if (peer != null) {
        throw new AssertionError("a second hello: " + hello);
      }
      if (script.id().compareTo(hello.sender()) > 0) {
        if (!helloSent) {
          hello();
        }
        return;
      }
      peer = hello.sender();
      originator = true;
      version = choose(hello);
      send(new Frame.VersionSelect(script.id(), version), new Frame.OriginatorSyn(script.filter()));
    }

    private int choose(Frame.Hello hello) {
      int highest = Math.min(script.maxVersion(), hello.maxVersion());
      if (script.select().isPresent()) {
        return script.select().getAsInt();
      }
      if (highest < Math.max(script.minVersion(), hello.minVersion())) {
        throw new AssertionError("no version in common with " + hello);
      }
      return highest;
    }

    private void onVersionSelect(Frame.VersionSelect select) {
      if (originator || peer != null) {
        throw new AssertionError("not the other side's turn to select: " + select);
      }
      if (select.version() < script.minVersion() || select.version() > script.maxVersion()) {
        throw new AssertionError("a version that was not offered: " + select);
      }
      peer = select.sender();
      version = select.version();
    }
  }
}
