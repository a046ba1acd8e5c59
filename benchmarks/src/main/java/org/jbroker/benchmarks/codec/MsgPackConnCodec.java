package org.jbroker.benchmarks.codec;

import java.io.IOException;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;

/**
 * {@link ConnRecord} as an array of MessagePack, by msgpack-core: numbers in their short forms,
 * strings and addresses as binary. Not thread-safe.
 */
public final class MsgPackConnCodec {

  private static final int VALUES = 23;

  private final MessageBufferPacker out = MessagePack.newDefaultBufferPacker();

  /** The bytes of a record. */
  public byte[] encode(ConnRecord r) throws IOException {
    out.clear();
    out.packArrayHeader(VALUES);
    out.packLong(r.ts());
    bytes(r.uid());
    out.packLong(r.origHigh()).packLong(r.origLow()).packInt(r.origPort());
    out.packLong(r.respHigh()).packLong(r.respLow()).packInt(r.respPort());
    bytes(r.proto());
    bytes(r.service());
    out.packLong(r.duration()).packLong(r.origBytes()).packLong(r.respBytes());
    bytes(r.connState());
    out.packBoolean(r.localOrig()).packBoolean(r.localResp()).packLong(r.missedBytes());
    bytes(r.history());
    out.packLong(r.origPkts()).packLong(r.origIpBytes());
    out.packLong(r.respPkts()).packLong(r.respIpBytes());
    out.packArrayHeader(r.tunnelParents().length);
    for (byte[] parent : r.tunnelParents()) {
      bytes(parent);
    }
    return out.toByteArray();
  }

  private void bytes(byte[] bytes) throws IOException {
    out.packBinaryHeader(bytes.length).writePayload(bytes);
  }

  /** Reads a record. */
  public ConnRecord decode(byte[] bytes) throws IOException {
    try (MessageUnpacker in = MessagePack.newDefaultUnpacker(bytes)) {
      if (in.unpackArrayHeader() != VALUES) {
        throw new IOException("not a record");
      }
      return new ConnRecord(
          in.unpackLong(),
          bytes(in),
          in.unpackLong(),
          in.unpackLong(),
          in.unpackInt(),
          in.unpackLong(),
          in.unpackLong(),
          in.unpackInt(),
          bytes(in),
          bytes(in),
          in.unpackLong(),
          in.unpackLong(),
          in.unpackLong(),
          bytes(in),
          in.unpackBoolean(),
          in.unpackBoolean(),
          in.unpackLong(),
          bytes(in),
          in.unpackLong(),
          in.unpackLong(),
          in.unpackLong(),
          in.unpackLong(),
          parents(in));
    }
  }

  private static byte[] bytes(MessageUnpacker in) throws IOException {
    return in.readPayload(in.unpackBinaryHeader());
  }

  private static byte[][] parents(MessageUnpacker in) throws IOException {
    byte[][] parents = new byte[in.unpackArrayHeader()][];
    for (int i = 0; i < parents.length; i++) {
      parents[i] = bytes(in);
    }
    return parents;
  }
}
