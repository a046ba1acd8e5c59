package org.jbroker.runtime.wire.v1;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jbroker.EndpointId;
import org.jbroker.Topic;
import org.jbroker.runtime.routing.Envelope;
import org.jbroker.runtime.routing.MessageKind;
import org.jbroker.runtime.routing.Payload;
import org.jbroker.runtime.topology.LinkState;
import org.jbroker.runtime.wire.FilterCodec;
import org.jbroker.runtime.wire.FrameCutter;
import org.jbroker.runtime.wire.FrameHandler;
import org.jbroker.runtime.wire.FrameReader;
import org.jbroker.runtime.wire.ProtocolLimits;
import org.jbroker.runtime.wire.TopicWriter;
import org.jbroker.runtime.wire.WireException;
import org.jbroker.runtime.wire.WireFormat;

/**
 * The envelopes of the C++ Broker (libbroker/broker/envelope.cc):
 *
 * <pre>
 *  bytes  field
 *  16     sender: the last hop
 *  16     receiver: zero means everybody
 *  1      type: 1 data, 2 command, 3 routing_update, 4 ping, 5 pong
 *  2      TTL
 *  2      length of the topic
 *  ...    topic
 *  ...    payload, to the end of the frame
 * </pre>
 *
 * <p>Three facts of the C++ side decide how the control frames (types 3 to 5, topic {@code <$>})
 * are addressed: it takes a routing_update for the filter of the endpoint that is named as its
 * sender; it answers every ping, to the ping's sender and in the name of the ping's receiver; and
 * it drops that answer, if forwarding is off and that name is a third endpoint's. So sender and
 * receiver are always the two ends of the link. A received sender field is not looked at: the link
 * says who it is.
 */
public final class WireFormatV1 implements WireFormat {

  /** The number that the handshake agrees on for this format. */
  public static final int VERSION = 1;

  /** The TTL of control frames, which no endpoint looks at: what the C++ Broker 2.8 writes. */
  private static final int CONTROL_TTL = 16;

  /** Sender, receiver, type, TTL and length of the topic. */
  private static final int HEAD_BYTES = 16 + 16 + 1 + 2 + 2;

  private static final int DATA = 1;
  private static final int COMMAND = 2;
  private static final int ROUTING_UPDATE = 3;
  private static final int PING = 4;
  private static final int PONG = 5;

  private static final Topic CONTROL_TOPIC = Topic.of(Topic.RESERVED);

  /** Differs in length from the farewell token of the C++ Broker, which has 11 bytes. */
  private static final byte[] HEARTBEAT_TOKEN = "ALIVE".getBytes(StandardCharsets.US_ASCII);

  private final EndpointId self;
  private final EndpointId peer;
  private final ProtocolLimits limits;
  private final FrameReader reader = new FrameReader();
  private final TopicWriter topics = new TopicWriter();

  /** The format of the link from {@code self} to {@code peer}. */
  public WireFormatV1(EndpointId self, EndpointId peer, ProtocolLimits limits) {
    this.self = Objects.requireNonNull(self);
    this.peer = Objects.requireNonNull(peer);
    this.limits = Objects.requireNonNull(limits);
  }

  @Override
  public int version() {
    return VERSION;
  }

  @Override
  public void decode(ByteBuf in, int length, FrameHandler handler) throws WireException {
    reader.begin(in, length);
    reader.skip(EndpointId.BYTES, "the sender's id");
    EndpointId receiver = reader.readId("the receiver's id");
    int type = reader.readU8("the type");
    int ttl = reader.readU16("the TTL");
    int topicLength = reader.readU16("the length of the topic");
    Topic topic = reader.readTopic(topicLength, "the topic");
    switch (type) {
      case DATA -> handler.onMessage(message(MessageKind.DATA, topic, ttl, receiver));
      case COMMAND -> handler.onMessage(message(MessageKind.COMMAND, topic, ttl, receiver));
      case ROUTING_UPDATE -> {
        List<Topic> filter = FilterCodec.read(reader, limits.maxElements());
        reader.expectEnd("the filter");
        handler.onFilter(filter);
      }
      case PING -> handler.onPing(readToken());
      case PONG -> handler.onPong(readToken());
      default -> throw reader.error("the type is " + type + ", those of envelopes are 1 to 5");
    }
  }

  @Override
  public void encodeMessage(Envelope envelope, ByteBuf out) {
    byte[] payload = envelope.payload().bytes();
    int type = envelope.kind() == MessageKind.DATA ? DATA : COMMAND;
    writeHead(type, envelope.receiver(), envelope.ttl(), envelope.topic(), payload.length, out);
    out.writeBytes(payload);
  }

  @Override
  public int frameBytes(Envelope envelope) {
    long bytes =
        (long) FrameCutter.PREFIX_BYTES
            + HEAD_BYTES
            + envelope.topic().length()
            + envelope.payload().bytes().length;
    return (int) Math.min(bytes, Integer.MAX_VALUE);
  }

  @Override
  public void encodeFilter(List<Topic> filter, ByteBuf out) {
    int prefix = out.writerIndex();
    writeHead(ROUTING_UPDATE, peer, CONTROL_TTL, CONTROL_TOPIC, 0, out);
    FilterCodec.write(filter, topics, out);
    out.setInt(prefix, out.writerIndex() - prefix - FrameCutter.PREFIX_BYTES);
  }

  @Override
  public void encodePing(byte[] token, ByteBuf out) {
    writeControl(PING, token, out);
  }

  @Override
  public void encodePong(byte[] token, ByteBuf out) {
    writeControl(PONG, token, out);
  }

  @Override
  public void encodeRoutes(List<LinkState> announcements, ByteBuf out) {
    // Version 1 has no frame for them.
  }

  @Override
  public void encodeHeartbeat(ByteBuf out) {
    writeControl(PING, HEARTBEAT_TOKEN, out);
  }

  private Envelope message(MessageKind kind, Topic topic, int ttl, EndpointId receiver)
      throws WireException {
    byte[] payload = reader.readBytes(reader.remaining(), "the payload");
    return Envelope.unstamped(kind, topic, Payload.ofBytes(payload), ttl, receiver);
  }

  private byte[] readToken() throws WireException {
    int length = reader.remaining();
    if (length > limits.maxTokenBytes()) {
      throw reader.error(
          "a token of " + length + " bytes, at most " + limits.maxTokenBytes() + " are allowed");
    }
    return reader.readBytes(length, "the token");
  }

  private void writeControl(int type, byte[] token, ByteBuf out) {
    writeHead(type, peer, CONTROL_TTL, CONTROL_TOPIC, token.length, out);
    out.writeBytes(token);
  }

  private void writeHead(
      int type, EndpointId receiver, int ttl, Topic topic, int payloadBytes, ByteBuf out) {
    out.writeInt(HEAD_BYTES + topic.length() + payloadBytes);
    out.writeLong(self.high()).writeLong(self.low());
    out.writeLong(receiver.high()).writeLong(receiver.low());
    out.writeByte(type).writeShort(ttl).writeShort(topic.length());
    topics.write(topic, out);
  }
}
