package org.jbroker.runtime.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;

/** What the other side speaks, told by the first bytes that it sends. */
enum FirstBytes {
  /** Not enough bytes to tell. */
  TOO_FEW,
  /** A record of TLS. */
  TLS,
  /** A frame of Broker's handshake. */
  BROKER,
  /** Neither. */
  OTHER;

  /** Record types of TLS, from change_cipher_spec to application data (RFC 8446, 5.1). */
  private static final int MIN_RECORD_TYPE = 0x14;

  private static final int MAX_RECORD_TYPE = 0x17;
  private static final int TLS_MAJOR_VERSION = 3;

  /** Length, type and magic of the frames that a connection may begin with. */
  private static final int BROKER_BYTES = 9;

  private static final int MIN_FRAME_TYPE = 6;
  private static final int MAX_FRAME_TYPE = 9;
  private static final int BROKER_MAGIC = 0x5A45454B;

  private static final int SHOWN_BYTES = 8;

  /** Looks at the readable bytes and consumes none. */
  static FirstBytes of(ByteBuf in) {
    if (!in.isReadable()) {
      return TOO_FEW;
    }
    int at = in.readerIndex();
    int first = in.getUnsignedByte(at);
    if (first >= MIN_RECORD_TYPE && first <= MAX_RECORD_TYPE) {
      if (in.readableBytes() < 2) {
        return TOO_FEW;
      }
      return in.getByte(at + 1) == TLS_MAJOR_VERSION ? TLS : OTHER;
    }
    if (first != 0) {
      return OTHER; // The first byte of Broker's first length is zero.
    }
    if (in.readableBytes() < BROKER_BYTES) {
      return TOO_FEW;
    }
    int type = in.getByte(at + 4);
    return type >= MIN_FRAME_TYPE && type <= MAX_FRAME_TYPE && in.getInt(at + 5) == BROKER_MAGIC
        ? BROKER
        : OTHER;
  }

  /** The first few bytes for an error message, as text if they are. */
  static String show(ByteBuf in) {
    int length = Math.min(SHOWN_BYTES, in.readableBytes());
    String text = in.toString(in.readerIndex(), length, StandardCharsets.ISO_8859_1);
    return text.chars().allMatch(c -> c >= ' ' && c < 0x7F || c == '\r' || c == '\n')
        ? "text that begins with \"" + text.strip() + "\""
        : "bytes that begin with " + ByteBufUtil.hexDump(in, in.readerIndex(), length);
  }
}
