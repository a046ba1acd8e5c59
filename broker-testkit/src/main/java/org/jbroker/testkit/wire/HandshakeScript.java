package org.jbroker.testkit.wire;

import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jbroker.testkit.Bytes;

/**
 * What a {@link ScriptedPeer} says of itself in a handshake. Immutable; the setters return copies.
 *
 * @param id its endpoint id, 16 bytes; the side with the smaller one becomes the originator
 * @param minVersion the lowest protocol version it offers
 * @param maxVersion the highest
 * @param filter the topics it wants
 * @param select the version it selects as the originator, offered or not; if empty, the highest
 *     that both offer
 */
public record HandshakeScript(
    Bytes id, int minVersion, int maxVersion, List<Bytes> filter, OptionalInt select) {

  /** Checks and copies. */
  public HandshakeScript {
    Objects.requireNonNull(id, "id");
    filter = List.copyOf(filter);
    Objects.requireNonNull(select, "select");
  }

  /** As the C++ Broker does it: version 1 only, no topics. */
  public static HandshakeScript as(Bytes id) {
    return new HandshakeScript(id, 1, 1, List.of(), OptionalInt.empty());
  }

  /** With these versions on offer. */
  public HandshakeScript versions(int min, int max) {
    return new HandshakeScript(id, min, max, filter, select);
  }

  /** With these topics. */
  public HandshakeScript topics(String... topics) {
    return new HandshakeScript(
        id, minVersion, maxVersion, Stream.of(topics).map(Bytes::ofUtf8).toList(), select);
  }

  /** Selects this version when it is the originator, right or wrong. */
  public HandshakeScript selecting(int version) {
    return new HandshakeScript(id, minVersion, maxVersion, filter, OptionalInt.of(version));
  }
}
