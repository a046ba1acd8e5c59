package org.jbroker.runtime.wire;

import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jbroker.Topic;
import org.jbroker.runtime.routing.Envelope;
import org.jbroker.runtime.topology.LinkState;

/**
 * The bytes of the frames on an established link. One instance for each link, confined to its event
 * loop; it may remember what it saw, such as the last topics.
 *
 * <p>Encoders append a whole frame, its length prefix included. Decoders consume exactly the bytes
 * of one frame, copy what outlives the call to the heap, and check lengths and counts before they
 * allocate.
 */
public interface WireFormat {

  /** The protocol version: 1 or 64. */
  int version();

  /**
   * Decodes the {@code length} bytes of one frame, whose length prefix was read already.
   *
   * @throws WireException if they are no frame of this version; the reader index is undefined then
   */
  void decode(ByteBuf in, int length, FrameHandler handler) throws WireException;

  /** Appends a message. */
  void encodeMessage(Envelope envelope, ByteBuf out);

  /** An upper bound for the size of the frame of a message, length prefix included. */
  int frameBytes(Envelope envelope);

  /** Appends a filter update. */
  void encodeFilter(List<Topic> filter, ByteBuf out);

  /** Appends a ping. */
  void encodePing(byte[] token, ByteBuf out);

  /** Appends a pong. */
  void encodePong(byte[] token, ByteBuf out);

  /** Appends route announcements; nothing on version 1. */
  void encodeRoutes(List<LinkState> announcements, ByteBuf out);

  /** Appends a sign of life, to which version 1 expects an answer (it is a ping there). */
  void encodeHeartbeat(ByteBuf out);
}
