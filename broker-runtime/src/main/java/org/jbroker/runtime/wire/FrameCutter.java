package org.jbroker.runtime.wire;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;
import org.jbroker.ErrorCode;

/**
 * Finds the frames in a stream of bytes: a u32 length, then that many bytes.
 *
 * <p>It only looks: it neither allocates nor copies, and a length is refused as soon as its four
 * bytes are there. Immutable.
 */
public final class FrameCutter {

  /** What a link is waiting for, which decides how long a frame may be. */
  public enum Phase {
    /** Until a version is agreed on: hello, probe, version_select, drop_conn. */
    GREETING,
    /** From then to the end of the handshake: frames with a filter. */
    FILTERS,
    /** After the handshake. */
    ESTABLISHED
  }

  /** The result of {@link #next} if the frame is not complete yet. */
  public static final int NEED_MORE = -1;

  /**
   * The longest frame of the handshake: 4 MiB, so that connections that never become peerings
   * cannot hold much. A longer filter follows after the handshake.
   */
  public static final int MAX_HANDSHAKE_FILTER_BYTES = 4 << 20;

  /** The length of the length. */
  public static final int PREFIX_BYTES = 4;

  private static final Set<String> HTTP_STARTS =
      Set.of(
          "GET ", "POST", "PUT ", "HEAD", "OPTI", "DELE", "CONN", "PATC", "TRAC", "HTTP", "PRI ");

  private final ProtocolLimits limits;

  /** A cutter with these limits. */
  public FrameCutter(ProtocolLimits limits) {
    this.limits = Objects.requireNonNull(limits);
  }

  /**
   * The length of the next frame if all of it is in {@code in}, whose reader index is then at its
   * first byte, behind the length prefix. Otherwise {@link #NEED_MORE}, and the reader index is at
   * the length prefix.
   *
   * <p>A zero length is an error during the handshake, where the C++ Broker closes the connection,
   * too; afterwards it is skipped (docs/wire-protocol.md).
   *
   * @throws WireException if the length is zero during the handshake, or exceeds its limit
   */
  public int next(ByteBuf in, Phase phase) throws WireException {
    while (in.readableBytes() >= PREFIX_BYTES) {
      long length = in.getUnsignedInt(in.readerIndex());
      if (length == 0) {
        if (phase != Phase.ESTABLISHED) {
          throw new WireException(
              ErrorCode.DESERIALIZATION_FAILED, "a frame of length zero during the handshake");
        }
        in.skipBytes(PREFIX_BYTES);
        continue;
      }
      checkLength(in, length, phase);
      if (in.readableBytes() - PREFIX_BYTES < length) {
        return NEED_MORE;
      }
      in.skipBytes(PREFIX_BYTES);
      return (int) length;
    }
    return NEED_MORE;
  }

  private void checkLength(ByteBuf in, long length, Phase phase) throws WireException {
    if (phase == Phase.GREETING) {
      if (length > limits.maxGreetingBytes()) {
        throw new WireException(ErrorCode.WRONG_MAGIC_NUMBER, describeStranger(in, length));
      }
    } else if (phase == Phase.FILTERS && length > MAX_HANDSHAKE_FILTER_BYTES) {
      throw new WireException(
          ErrorCode.DESERIALIZATION_FAILED,
          "a frame of "
              + length
              + " bytes during the handshake: at most "
              + MAX_HANDSHAKE_FILTER_BYTES
              + " are accepted before it is done");
    } else if (length > limits.maxFrameBytes()) {
      throw new WireException(
          ErrorCode.DESERIALIZATION_FAILED,
          "a frame of "
              + length
              + " bytes exceeds the option maxFrameBytes, which is "
              + limits.maxFrameBytes());
    }
  }

  /**
   * What the other side may be. Nothing that begins with letters or a TLS record passes for a short
   * frame: read as a length, its first four bytes are at least 0x14030000.
   */
  private String describeStranger(ByteBuf in, long length) {
    int at = in.readerIndex();
    int first = in.getUnsignedByte(at);
    if (first >= 0x14 && first <= 0x17 && in.getByte(at + 1) == 3) {
      return "looks like TLS: this side speaks plain TCP";
    }
    String text = in.toString(at, PREFIX_BYTES, StandardCharsets.ISO_8859_1);
    if (HTTP_STARTS.contains(text)) {
      return "looks like HTTP: this port speaks Broker's protocol";
    }
    if (text.chars().allMatch(c -> c >= ' ' && c < 0x7F)) {
      return "looks like text, beginning with \"" + text + "\": this port speaks Broker's protocol";
    }
    return "a first frame of "
        + length
        + " bytes is no greeting of Broker: at most "
        + limits.maxGreetingBytes()
        + " are accepted then, and after the handshake what the option maxFrameBytes says";
  }
}
