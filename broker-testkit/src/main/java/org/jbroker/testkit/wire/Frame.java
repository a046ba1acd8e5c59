package org.jbroker.testkit.wire;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jbroker.testkit.Bytes;

/**
 * A frame of protocol version 1, without its length prefix: what the C++ Broker's messages consist
 * of. All integers are big-endian.
 *
 * <pre>
 *   hello              06 magic sender(16) min(1) max(1)
 *   probe              07 magic
 *   version_select     08 magic sender(16) version(1)
 *   drop_conn          09 magic sender(16) code(1) varbyte-length description
 *   originator_syn     0a filter
 *   responder_syn_ack  0b filter
 *   originator_ack     0c
 *   envelope           sender(16) receiver(16) kind(1) ttl(2) topic-length(2) topic payload
 *
 *   magic   5a45454b ("ZEEK")
 *   filter  varbyte count, then for each topic varbyte length and bytes
 * </pre>
 *
 * <p>Records are immutable. The fields are checked for their size only: a test may say wrong things
 * on purpose, and more so with {@link ScriptedPeer#sendRawFrame}.
 */
public sealed interface Frame {

  /** "ZEEK". */
  Bytes MAGIC = Bytes.ofUtf8("ZEEK");

  /** The receiver of an envelope that is for everybody: 16 zero bytes. */
  Bytes EVERYBODY = Bytes.of(new byte[16]);

  /** The topic of routing updates, pings and pongs. */
  Bytes CONTROL_TOPIC = Bytes.ofUtf8("<$>");

  /** The kind. */
  FrameKind kind();

  /** The bytes on the wire, without the length prefix. */
  Bytes encode();

  /** A filter from topics in text form. */
  static List<Bytes> filter(String... topics) {
    return Stream.of(topics).map(Bytes::ofUtf8).toList();
  }

  /**
   * A frame of the handshake.
   *
   * @throws MalformedFrameException if it is none
   */
  static Frame parseHandshake(Bytes bytes) {
    ByteReader in = new ByteReader(bytes);
    FrameKind kind = FrameKind.of(in.u8());
    Frame frame;
    switch (kind) {
      case HELLO -> {
        in.magic();
        frame = new Hello(in.take(16), in.u8(), in.u8());
      }
      case PROBE -> {
        in.magic();
        frame = new Probe();
      }
      case VERSION_SELECT -> {
        in.magic();
        frame = new VersionSelect(in.take(16), in.u8());
      }
      case DROP_CONN -> {
        in.magic();
        frame = new DropConn(in.take(16), in.u8(), in.take(in.varbyte()).utf8());
      }
      case ORIGINATOR_SYN -> frame = new OriginatorSyn(in.filter());
      case RESPONDER_SYN_ACK -> frame = new ResponderSynAck(in.filter());
      case ORIGINATOR_ACK -> frame = new OriginatorAck();
      default -> throw new MalformedFrameException(kind + " is not part of a handshake");
    }
    in.end();
    return frame;
  }

  /**
   * A frame of the time after the handshake.
   *
   * @throws MalformedFrameException if it is none
   */
  static Envelope parseEnvelope(Bytes bytes) {
    ByteReader in = new ByteReader(bytes);
    Bytes sender = in.take(16);
    Bytes receiver = in.take(16);
    FrameKind kind = FrameKind.of(in.u8());
    if (kind.isHandshake()) {
      throw new MalformedFrameException(kind + " is not a kind of envelope");
    }
    int ttl = in.u16();
    Bytes topic = in.take(in.u16());
    return new Envelope(kind, sender, receiver, ttl, topic, in.rest());
  }

  private static void requireId(Bytes id) {
    if (id.length() != 16) {
      throw new IllegalArgumentException("an endpoint id has 16 bytes: " + id);
    }
  }

  /**
   * Opens the handshake.
   *
   * @param sender the endpoint id
   * @param minVersion the lowest protocol version it speaks
   * @param maxVersion the highest
   */
  record Hello(Bytes sender, int minVersion, int maxVersion) implements Frame {
    /** Checks the id. */
    public Hello {
      requireId(sender);
    }

    @Override
    public FrameKind kind() {
      return FrameKind.HELLO;
    }

    @Override
    public Bytes encode() {
      return start(this).bytes(MAGIC).bytes(sender).u8(minVersion).u8(maxVersion).done();
    }
  }

  /** What the listening side says first. */
  record Probe() implements Frame {
    @Override
    public FrameKind kind() {
      return FrameKind.PROBE;
    }

    @Override
    public Bytes encode() {
      return start(this).bytes(MAGIC).done();
    }
  }

  /**
   * The originator's choice.
   *
   * @param sender the originator's endpoint id
   * @param version the protocol version
   */
  record VersionSelect(Bytes sender, int version) implements Frame {
    /** Checks the id. */
    public VersionSelect {
      requireId(sender);
    }

    @Override
    public FrameKind kind() {
      return FrameKind.VERSION_SELECT;
    }

    @Override
    public Bytes encode() {
      return start(this).bytes(MAGIC).bytes(sender).u8(version).done();
    }
  }

  /**
   * Refuses the connection.
   *
   * @param sender the endpoint id of who refuses
   * @param code the number of an error code
   * @param description for people
   */
  record DropConn(Bytes sender, int code, String description) implements Frame {

    /** The ranges of versions do not overlap. */
    public static final int PEER_INCOMPATIBLE = 2;

    /** There is a connection between the two endpoints already. */
    public static final int REDUNDANT_CONNECTION = 39;

    /** What a C++ responder says instead of {@link #REDUNDANT_CONNECTION}. */
    public static final int LOGIC_ERROR = 40;

    /** Checks the id. */
    public DropConn {
      requireId(sender);
      Objects.requireNonNull(description, "description");
    }

    @Override
    public FrameKind kind() {
      return FrameKind.DROP_CONN;
    }

    @Override
    public Bytes encode() {
      Bytes text = Bytes.of(description.getBytes(StandardCharsets.UTF_8));
      return start(this)
          .bytes(MAGIC)
          .bytes(sender)
          .u8(code)
          .varbyte(text.length())
          .bytes(text)
          .done();
    }
  }

  /**
   * The originator's filter.
   *
   * @param filter the topics it wants
   */
  record OriginatorSyn(List<Bytes> filter) implements Frame {
    /** Copies the filter. */
    public OriginatorSyn {
      filter = List.copyOf(filter);
    }

    @Override
    public FrameKind kind() {
      return FrameKind.ORIGINATOR_SYN;
    }

    @Override
    public Bytes encode() {
      return start(this).filter(filter).done();
    }
  }

  /**
   * The responder's filter.
   *
   * @param filter the topics it wants
   */
  record ResponderSynAck(List<Bytes> filter) implements Frame {
    /** Copies the filter. */
    public ResponderSynAck {
      filter = List.copyOf(filter);
    }

    @Override
    public FrameKind kind() {
      return FrameKind.RESPONDER_SYN_ACK;
    }

    @Override
    public Bytes encode() {
      return start(this).filter(filter).done();
    }
  }

  /** Ends the handshake. */
  record OriginatorAck() implements Frame {
    @Override
    public FrameKind kind() {
      return FrameKind.ORIGINATOR_ACK;
    }

    @Override
    public Bytes encode() {
      return start(this).done();
    }
  }

  private static ByteWriter start(Frame frame) {
    return new ByteWriter().u8(frame.kind().typeByte());
  }

  /**
   * A frame of the time after the handshake.
   *
   * @param kind any kind that is not part of the handshake
   * @param sender the last hop
   * @param receiver an endpoint id, or {@link #EVERYBODY}
   * @param ttl hops left, 0 to 65,535
   * @param topic the topic's bytes
   * @param payload an encoded value, a command, a filter or a token, depending on the kind
   */
  record Envelope(FrameKind kind, Bytes sender, Bytes receiver, int ttl, Bytes topic, Bytes payload)
      implements Frame {

    /** What an origin stamps that leaves the limit to its receivers. */
    public static final int MAX_TTL = 0xFFFF;

    /** Checks sizes. */
    public Envelope {
      if (kind.isHandshake()) {
        throw new IllegalArgumentException(kind + " is not a kind of envelope");
      }
      requireId(sender);
      requireId(receiver);
      if (ttl < 0 || ttl > MAX_TTL || topic.length() > 0xFFFF) {
        throw new IllegalArgumentException("ttl " + ttl + ", topic bytes " + topic.length());
      }
      Objects.requireNonNull(payload, "payload");
    }

    /** A value for everybody, with the highest TTL. */
    public static Envelope data(Bytes sender, String topic, Bytes value) {
      return new Envelope(FrameKind.DATA, sender, EVERYBODY, MAX_TTL, Bytes.ofUtf8(topic), value);
    }

    /** A store command, with the highest TTL. */
    public static Envelope command(Bytes sender, Bytes receiver, String topic, Bytes command) {
      return new Envelope(
          FrameKind.COMMAND, sender, receiver, MAX_TTL, Bytes.ofUtf8(topic), command);
    }

    /** The sender's new filter. */
    public static Envelope routingUpdate(Bytes sender, Bytes receiver, List<Bytes> filter) {
      return control(
          FrameKind.ROUTING_UPDATE, sender, receiver, new ByteWriter().filter(filter).done());
    }

    /** Asks for a pong with the same token. */
    public static Envelope ping(Bytes sender, Bytes receiver, Bytes token) {
      return control(FrameKind.PING, sender, receiver, token);
    }

    /** Answers a ping with its token. */
    public static Envelope pong(Bytes sender, Bytes receiver, Bytes token) {
      return control(FrameKind.PONG, sender, receiver, token);
    }

    private static Envelope control(FrameKind kind, Bytes sender, Bytes receiver, Bytes payload) {
      return new Envelope(kind, sender, receiver, MAX_TTL, CONTROL_TOPIC, payload);
    }

    /** This one with another TTL. */
    public Envelope withTtl(int newTtl) {
      return new Envelope(kind, sender, receiver, newTtl, topic, payload);
    }

    /** This one with another payload. */
    public Envelope withPayload(Bytes newPayload) {
      return new Envelope(kind, sender, receiver, ttl, topic, newPayload);
    }

    /**
     * The filter in the payload of a routing update.
     *
     * @throws MalformedFrameException if there is none
     */
    public List<Bytes> filter() {
      ByteReader in = new ByteReader(payload);
      List<Bytes> filter = in.filter();
      in.end();
      return filter;
    }

    @Override
    public Bytes encode() {
      return new ByteWriter()
          .bytes(sender)
          .bytes(receiver)
          .u8(kind.typeByte())
          .u16(ttl)
          .u16(topic.length())
          .bytes(topic)
          .bytes(payload)
          .done();
    }

    @Override
    public String toString() {
      return "Envelope["
          + kind.wireName()
          + " "
          + sender
          + " -> "
          + (receiver.equals(EVERYBODY) ? "everybody" : receiver)
          + ", ttl="
          + ttl
          + ", topic="
          + topic.utf8()
          + ", payload="
          + payload
          + "]";
    }
  }
}
