package org.jbroker.runtime.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;

/** Bytes as lower-case hexadecimal text. */
public final class Hex {

  private Hex() {}

  /** The bytes of {@code hex}. */
  public static byte[] parse(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  /** A buffer with the bytes of {@code hex}. */
  public static ByteBuf buffer(String hex) {
    return Unpooled.wrappedBuffer(parse(hex));
  }

  /** The text of all readable bytes. */
  public static String of(ByteBuf bytes) {
    return ByteBufUtil.hexDump(bytes);
  }

  /** The text of {@code bytes}. */
  public static String of(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
