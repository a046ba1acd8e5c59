package org.jbroker.runtime.wire;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jbroker.EndpointId;
import org.jbroker.ErrorCode;

/**
 * The bytes of the handshake, the C++ Broker's (libbroker/broker/internal/wire_format.hh):
 *
 * <pre>
 *  byte  frame              fields
 *  6     hello              magic u32, sender id 16, lowest version u8, highest version u8
 *  7     probe              magic
 *  8     version_select     magic, sender id 16, version u8
 *  9     drop_conn          magic, sender id 16, error code u8, description
 *  10    originator_syn     filter
 *  11    responder_syn_ack  filter
 *  12    originator_ack
 * </pre>
 *
 * <p>The description is a varbyte length and UTF-8; {@link FilterCodec} has the form of a filter.
 * One for each connection, confined to its event loop.
 */
public final class HandshakeCodec {

  /** "ZEEK". */
  public static final int MAGIC = 0x5A45454B;

  private static final int HELLO = 6;
  private static final int PROBE = 7;
  private static final int VERSION_SELECT = 8;
  private static final int DROP_CONN = 9;
  private static final int ORIGINATOR_SYN = 10;
  private static final int RESPONDER_SYN_ACK = 11;
  private static final int ORIGINATOR_ACK = 12;

  private final ProtocolLimits limits;
  private final FrameReader reader = new FrameReader();
  private final TopicWriter topics = new TopicWriter();

  /** A codec with these limits. */
  public HandshakeCodec(ProtocolLimits limits) {
    this.limits = Objects.requireNonNull(limits);
  }

  /**
   * Decodes the {@code length} bytes of one frame, whose length prefix was read already.
   *
   * @throws WireException with {@link ErrorCode#WRONG_MAGIC_NUMBER} if the magic number is another,
   *     {@link ErrorCode#UNEXPECTED_HANDSHAKE_MESSAGE} if the first byte is that of no handshake
   *     frame, {@link ErrorCode#DESERIALIZATION_FAILED} if anything else is wrong
   */
  public HandshakeFrame decode(ByteBuf in, int length) throws WireException {
    reader.begin(in, length);
    int type = reader.readU8("the type");
    HandshakeFrame frame =
        switch (type) {
          case HELLO -> {
            readMagic("hello");
            yield new HandshakeFrame.Hello(
                readSender(),
                reader.readU8("the lowest version"),
                reader.readU8("the highest version"));
          }
          case PROBE -> {
            readMagic("probe");
            yield new HandshakeFrame.Probe();
          }
          case VERSION_SELECT -> {
            readMagic("version_select");
            yield new HandshakeFrame.VersionSelect(readSender(), reader.readU8("the version"));
          }
          case DROP_CONN -> {
            readMagic("drop_conn");
            yield new HandshakeFrame.DropConn(
                readSender(), reader.readU8("the error code"), readDescription());
          }
          case ORIGINATOR_SYN ->
              new HandshakeFrame.OriginatorSyn(FilterCodec.read(reader, limits.maxElements()));
          case RESPONDER_SYN_ACK ->
              new HandshakeFrame.ResponderSynAck(FilterCodec.read(reader, limits.maxElements()));
          case ORIGINATOR_ACK -> new HandshakeFrame.OriginatorAck();
          default ->
              throw reader.error(
                  ErrorCode.UNEXPECTED_HANDSHAKE_MESSAGE,
                  "the type is " + type + ", those of the handshake are 6 to 12");
        };
    reader.expectEnd("the last field");
    return frame;
  }

  /** Appends a whole frame, its length prefix included. */
  public void encode(HandshakeFrame frame, ByteBuf out) {
    int prefix = out.writerIndex();
    out.writeInt(0);
    if (frame instanceof HandshakeFrame.Hello f) {
      writeHead(HELLO, f.sender(), out);
      out.writeByte(f.minVersion()).writeByte(f.maxVersion());
    } else if (frame instanceof HandshakeFrame.Probe) {
      out.writeByte(PROBE).writeInt(MAGIC);
    } else if (frame instanceof HandshakeFrame.VersionSelect f) {
      writeHead(VERSION_SELECT, f.sender(), out);
      out.writeByte(f.version());
    } else if (frame instanceof HandshakeFrame.DropConn f) {
      writeHead(DROP_CONN, f.sender(), out);
      out.writeByte(f.code());
      writeDescription(f.description(), out);
    } else if (frame instanceof HandshakeFrame.OriginatorSyn f) {
      FilterCodec.write(f.filter(), topics, out.writeByte(ORIGINATOR_SYN));
    } else if (frame instanceof HandshakeFrame.ResponderSynAck f) {
      FilterCodec.write(f.filter(), topics, out.writeByte(RESPONDER_SYN_ACK));
    } else {
      out.writeByte(ORIGINATOR_ACK);
    }
    out.setInt(prefix, out.writerIndex() - prefix - FrameCutter.PREFIX_BYTES);
  }

  private void readMagic(String frame) throws WireException {
    long magic = reader.readU32("the magic number of a " + frame);
    if (magic != MAGIC) {
      throw reader.error(
          ErrorCode.WRONG_MAGIC_NUMBER,
          String.format("the magic number of a %s is 5a45454b, not %08x", frame, magic));
    }
  }

  private EndpointId readSender() throws WireException {
    return reader.readId("the sender's id");
  }

  /** Text that is going to be logged: what would break a line of the log becomes a space. */
  private String readDescription() throws WireException {
    long length = reader.readVarbyte("the length of the description");
    long kept = Math.min(length, limits.maxDescriptionBytes());
    byte[] bytes = reader.readBytes(Math.min(kept, reader.remaining()), "the description");
    reader.skip(length - bytes.length, "the description");
    return new String(bytes, StandardCharsets.UTF_8).replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}]", " ");
  }

  private void writeDescription(String description, ByteBuf out) {
    byte[] bytes = description.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(bytes.length, limits.maxDescriptionBytes());
    while (length < bytes.length && (bytes[length] & 0xC0) == 0x80) {
      length--;
    }
    FilterCodec.writeVarbyte(length, out);
    out.writeBytes(bytes, 0, length);
  }

  private static void writeHead(int type, EndpointId sender, ByteBuf out) {
    out.writeByte(type).writeInt(MAGIC).writeLong(sender.high()).writeLong(sender.low());
  }
}
