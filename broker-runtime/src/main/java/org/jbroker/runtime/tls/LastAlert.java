package org.jbroker.runtime.tls;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.Map;
import java.util.Optional;

/**
 * Reads an alert that the JDK cannot: in TLS 1.3 OpenSSL's connecting side refuses a certificate
 * with an alert that is not encrypted yet, while the JDK's listening side decrypts already, and
 * reports no more than that it could not. The alert is the last thing that the peer sends, so it is
 * enough to remember the last few bytes.
 *
 * <p>What it says goes into a message and nowhere else, since anybody could have forged it. Stands
 * next to the socket. Confined to the channel's event loop.
 */
final class LastAlert extends ChannelInboundHandlerAdapter {

  /** Type, two bytes of version, two of length, level, description (RFC 8446, 5.1 and 6). */
  private static final int RECORD_BYTES = 7;

  private static final int ALERT = 0x15;
  private static final int FATAL = 2;

  private static final Map<Integer, String> NAMES =
      Map.of(
          40, "handshake_failure",
          42, "bad_certificate",
          43, "unsupported_certificate",
          44, "certificate_revoked",
          45, "certificate_expired",
          46, "certificate_unknown",
          48, "unknown_ca",
          51, "decrypt_error",
          70, "protocol_version",
          80, "internal_error");

  private final byte[] last = new byte[RECORD_BYTES];

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof ByteBuf in && in.isReadable()) {
      int bytes = Math.min(RECORD_BYTES, in.readableBytes());
      System.arraycopy(last, bytes, last, 0, RECORD_BYTES - bytes);
      in.getBytes(in.writerIndex() - bytes, last, RECORD_BYTES - bytes, bytes);
    }
    ctx.fireChannelRead(message);
  }

  /** The name of the fatal alert that came last, if it came in the clear. */
  Optional<String> name() {
    boolean isAlert =
        last[0] == ALERT && last[1] == 3 && last[3] == 0 && last[4] == 2 && last[5] == FATAL;
    return isAlert ? Optional.ofNullable(NAMES.get(last[6] & 0xFF)) : Optional.empty();
  }
}
