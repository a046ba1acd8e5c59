package org.jbroker.websocket.msgpack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.jbroker.data.Address;
import org.jbroker.data.Bool;
import org.jbroker.data.Count;
import org.jbroker.data.Data;
import org.jbroker.data.DataType;
import org.jbroker.data.EnumValue;
import org.jbroker.data.Int;
import org.jbroker.data.None;
import org.jbroker.data.Port;
import org.jbroker.data.Real;
import org.jbroker.data.SetData;
import org.jbroker.data.Str;
import org.jbroker.data.Subnet;
import org.jbroker.data.Table;
import org.jbroker.data.Timespan;
import org.jbroker.data.Timestamp;
import org.jbroker.data.Vector;
import org.jbroker.data.Visitor;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePacker;

/** Writes values as {@link MsgPackApi} tells. Not thread-safe. */
final class ValuePacker implements Visitor<Void> {

  private final MessagePacker out;

  ValuePacker(MessagePacker out) {
    this.out = out;
  }

  void pack(Data value) throws IOException {
    try {
      value.accept(this);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Writes text as str, and bytes that are no text as bin. */
  void text(byte[] bytes) throws IOException {
    if (Str.of(bytes).isUtf8()) {
      out.packRawStringHeader(bytes.length);
    } else {
      out.packBinaryHeader(bytes.length);
    }
    out.addPayload(bytes);
  }

  /** A step that writes. */
  private interface Write {
    void run() throws IOException;
  }

  private static Void put(Write write) {
    try {
      write.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return null;
  }

  private Void extension(DataType type, byte[] payload) {
    return put(
        () -> {
          out.packExtensionTypeHeader((byte) type.tag(), payload.length);
          out.addPayload(payload);
        });
  }

  @Override
  public Void visit(None value) {
    return put(out::packNil);
  }

  @Override
  public Void visit(Bool value) {
    return put(() -> out.packBoolean(value.value()));
  }

  @Override
  public Void visit(Count value) {
    return extension(DataType.COUNT, number(value.bits()));
  }

  private static byte[] number(long bits) {
    return ByteBuffer.allocate(Long.BYTES).putLong(bits).array();
  }

  @Override
  public Void visit(Int value) {
    return put(() -> out.packLong(value.value()));
  }

  @Override
  public Void visit(Real value) {
    return put(() -> out.packDouble(value.value()));
  }

  @Override
  public Void visit(Str value) {
    return put(() -> text(value.toBytes()));
  }

  @Override
  public Void visit(Address value) {
    return extension(DataType.ADDRESS, value.toBytes());
  }

  @Override
  public Void visit(Subnet value) {
    byte[] network = value.network().toBytes();
    byte[] payload = new byte[network.length + 1];
    System.arraycopy(network, 0, payload, 0, network.length);
    payload[network.length] = (byte) value.length();
    return extension(DataType.SUBNET, payload);
  }

  @Override
  public Void visit(Port value) {
    return extension(
        DataType.PORT,
        new byte[] {
          (byte) (value.number() >> 8), (byte) value.number(), (byte) value.protocol().number()
        });
  }

  @Override
  public Void visit(Timestamp value) {
    return put(() -> out.packTimestamp(value.toInstant()));
  }

  @Override
  public Void visit(Timespan value) {
    return extension(DataType.TIMESPAN, number(value.nanos()));
  }

  @Override
  public Void visit(EnumValue value) {
    return extension(DataType.ENUM_VALUE, value.toBytes());
  }

  @Override
  public Void visit(SetData value) {
    // The length stands before the elements: they are written aside first.
    return put(
        () -> {
          try (MessageBufferPacker aside = MessagePack.newDefaultBufferPacker()) {
            ValuePacker elements = new ValuePacker(aside);
            aside.packArrayHeader(value.size());
            for (Data element : value) {
              element.accept(elements);
            }
            byte[] payload = aside.toByteArray();
            out.packExtensionTypeHeader((byte) DataType.SET.tag(), payload.length);
            out.addPayload(payload);
          }
        });
  }

  @Override
  public Void visit(Table value) {
    return put(
        () -> {
          out.packMapHeader(value.size());
          for (int i = 0; i < value.size(); i++) {
            value.keyAt(i).accept(this);
            value.valueAt(i).accept(this);
          }
        });
  }

  @Override
  public Void visit(Vector value) {
    return put(
        () -> {
          out.packArrayHeader(value.size());
          for (Data element : value) {
            element.accept(this);
          }
        });
  }
}
