package org.jbroker.websocket.msgpack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.util.Objects;
import org.jbroker.Topic;
import org.jbroker.spi.DecodeLimits;
import org.jbroker.spi.InvalidDataException;
import org.jbroker.websocket.protocol.ApiCodec;
import org.jbroker.websocket.protocol.ApiMessage;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePackException;
import org.msgpack.core.MessageUnpacker;

/**
 * The API's messages as MessagePack. Thread-safe.
 *
 * <p>The first message of a client is an array of topics; all others are maps:
 *
 * <pre>
 *   {"type": "data-message", "topic": topic, "data": value}
 *   {"type": "ack", "endpoint": str, "version": str}
 *   {"type": "error", "code": str, "context": str}
 * </pre>
 *
 * <p>Values are MessagePack's own where it has the kind, else extensions, whose type is Broker's
 * tag:
 *
 * <pre>
 *   none       nil                      address   ext 6: 4 or 16 bytes
 *   boolean    bool                     subnet    ext 7: 4 or 16 bytes, u8 length
 *   count      ext 2: u64               port      ext 8: u16 number, u8 protocol
 *   integer    int                      timespan  ext 10: i64, nanoseconds
 *   real       float 64 (32 is read)    enum      ext 11: bytes of the name
 *   string     str; bin if no UTF-8     set       ext 12: an array
 *   timestamp  timestamp (ext -1)       table     map
 *   vector     array
 * </pre>
 *
 * <p>Numbers are big-endian. Only primitives of msgpack-core are used, under our own limits: every
 * length is compared with the bytes that are left before anything is allocated.
 */
public final class MsgPackApi implements ApiCodec {

  /** Where a server speaks it. */
  public static final String PATH = "/v1/messages/msgpack";

  private final DecodeLimits limits;

  /** A codec that reads values within limits. */
  public MsgPackApi(DecodeLimits limits) {
    this.limits = Objects.requireNonNull(limits);
  }

  @Override
  public String path() {
    return PATH;
  }

  @Override
  public boolean isBinary() {
    return true;
  }

  @Override
  public byte[] encode(ApiMessage message) {
    try (MessageBufferPacker out = MessagePack.newDefaultBufferPacker()) {
      ValuePacker values = new ValuePacker(out);
      if (message instanceof ApiMessage.Publish publish) {
        out.packMapHeader(3);
        out.packString("type").packString("data-message");
        out.packString("topic");
        values.text(publish.message().topic().toBytes());
        out.packString("data");
        values.pack(publish.message().data());
      } else if (message instanceof ApiMessage.Subscribe subscribe) {
        out.packArrayHeader(subscribe.prefixes().size());
        for (Topic prefix : subscribe.prefixes()) {
          values.text(prefix.toBytes());
        }
      } else if (message instanceof ApiMessage.Ack ack) {
        texts(out, "ack", "endpoint", ack.endpoint(), "version", ack.version());
      } else if (message instanceof ApiMessage.Failure failure) {
        texts(out, "error", "code", failure.code(), "context", failure.context());
      }
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // It writes to memory.
    }
  }

  private static void texts(
      MessageBufferPacker out, String type, String a, String x, String b, String y)
      throws IOException {
    out.packMapHeader(3);
    out.packString("type").packString(type);
    out.packString(a).packString(x);
    out.packString(b).packString(y);
  }

  @Override
  public ApiMessage decode(byte[] bytes) {
    try (MessageUnpacker in = MessagePack.newDefaultUnpacker(bytes)) {
      try {
        return new ValueUnpacker(in, bytes.length, limits).message();
      } catch (MessagePackException
          | IllegalArgumentException
          | DateTimeException
          | ArithmeticException e) { // The last two are of timestamps.
        InvalidDataException wrong =
            new InvalidDataException(
                (int) in.getTotalReadBytes(), "malformed MessagePack: " + e.getMessage());
        wrong.initCause(e);
        throw wrong;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // It reads an array.
    }
  }
}
