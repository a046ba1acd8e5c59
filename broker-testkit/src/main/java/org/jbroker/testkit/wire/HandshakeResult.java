package org.jbroker.testkit.wire;

import java.util.List;
import org.jbroker.testkit.Bytes;

/**
 * What a {@link ScriptedPeer} learnt in a handshake.
 *
 * @param peer the other side's endpoint id
 * @param version the protocol version selected
 * @param peerFilter the topics that the other side wants
 * @param originator whether the scripted peer was the originator
 */
public record HandshakeResult(
    Bytes peer, int version, List<Bytes> peerFilter, boolean originator) {}
