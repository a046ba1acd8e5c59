package org.jbroker.runtime.wire;

import java.util.List;
import org.jbroker.EndpointId;
import org.jbroker.Topic;

/** The frames of the handshake, the same whatever version it agrees on. */
public sealed interface HandshakeFrame {

  /** Who I am, and the versions that I speak. */
  record Hello(EndpointId sender, int minVersion, int maxVersion) implements HandshakeFrame {}

  /** Sent by a listener at once, to provoke an early error from what is no Broker. */
  record Probe() implements HandshakeFrame {}

  /** The originator's choice of a version. */
  record VersionSelect(EndpointId sender, int version) implements HandshakeFrame {}

  /** The end of a connection, and why: the number of an {@link org.jbroker.ErrorCode}. */
  record DropConn(EndpointId sender, int code, String description) implements HandshakeFrame {}

  /** The originator's filter. */
  record OriginatorSyn(List<Topic> filter) implements HandshakeFrame {}

  /** The responder's filter. */
  record ResponderSynAck(List<Topic> filter) implements HandshakeFrame {}

  /** The end of the handshake. */
  record OriginatorAck() implements HandshakeFrame {}
}
