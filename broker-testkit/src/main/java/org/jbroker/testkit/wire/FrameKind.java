package org.jbroker.testkit.wire;

import java.util.Locale;

/** The kinds of frames of protocol version 1, with their type bytes. */
public enum FrameKind {
  /** An encoded value for subscribers. */
  DATA(1),
  /** A command between stores. */
  COMMAND(2),
  /** The sender's new filter. */
  ROUTING_UPDATE(3),
  /** Asks for a pong with the same payload. */
  PING(4),
  /** Answers a ping. */
  PONG(5),
  /** Opens the handshake: who is here, and which versions it speaks. */
  HELLO(6),
  /** Provokes early errors and is ignored. */
  PROBE(7),
  /** The originator's choice of a version. */
  VERSION_SELECT(8),
  /** Refuses the connection, with a reason. */
  DROP_CONN(9),
  /** The originator's filter. */
  ORIGINATOR_SYN(10),
  /** The responder's filter. */
  RESPONDER_SYN_ACK(11),
  /** Ends the handshake. */
  ORIGINATOR_ACK(12);

  private final int typeByte;

  FrameKind(int typeByte) {
    this.typeByte = typeByte;
  }

  /** The byte on the wire. */
  public int typeByte() {
    return typeByte;
  }

  /** Whether such frames belong to the handshake; the others are envelopes. */
  public boolean isHandshake() {
    return typeByte >= HELLO.typeByte;
  }

  /** The name in captures, as in "version_select". */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The kind with this type byte.
   *
   * @throws MalformedFrameException if there is none
   */
  public static FrameKind of(int typeByte) {
    for (FrameKind kind : values()) {
      if (kind.typeByte == typeByte) {
        return kind;
      }
    }
    throw new MalformedFrameException("no kind of frame has the type byte " + typeByte);
  }
}
