package org.jbroker.websocket.msgpack;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jbroker.Message;
import org.jbroker.Topic;
import org.jbroker.data.Address;
import org.jbroker.data.Data;
import org.jbroker.data.DataType;
import org.jbroker.data.EnumValue;
import org.jbroker.data.Port;
import org.jbroker.data.SetData;
import org.jbroker.data.Str;
import org.jbroker.data.Subnet;
import org.jbroker.data.Table;
import org.jbroker.data.Vector;
import org.jbroker.spi.DecodeLimits;
import org.jbroker.spi.InvalidDataException;
import org.jbroker.websocket.protocol.ApiMessage;
import org.msgpack.core.ExtensionTypeHeader;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.ValueType;

/**
 * Reads one message as {@link MsgPackApi} tells. Not thread-safe, used once.
 *
 * <p>No length is believed before it fits the bytes left, and each element needs at least one of
 * them. Recursion is as deep as containers may nest.
 */
final class ValueUnpacker {

  private static final int V4_BYTES = 4;
  private static final int V6_BYTES = 16;

  private final MessageUnpacker in;
  private final int length;
  private final DecodeLimits limits;
  private int levels;
  private int elements;

  ValueUnpacker(MessageUnpacker in, int length, DecodeLimits limits) {
    this.in = in;
    this.length = length;
    this.limits = limits;
  }

  ApiMessage message() throws IOException {
    require(in.hasNext(), "the message is empty");
    ApiMessage result =
        in.getNextFormat().getValueType() == ValueType.ARRAY
            ? new ApiMessage.Subscribe(prefixes())
            : mapped();
    require(remaining() == 0, remaining() + " bytes too many");
    return result;
  }

  private List<Topic> prefixes() throws IOException {
    int n = in.unpackArrayHeader();
    countElements(n, 1);
    List<Topic> result = new ArrayList<>(n);
    for (int i = 0; i < n; i++) {
      result.add(Topic.of(text()));
    }
    return result;
  }

  private ApiMessage mapped() throws IOException {
    int n = in.unpackMapHeader();
    Map<String, byte[]> texts = new HashMap<>();
    Data data = null;
    countElements(n, 2);
    for (int i = 0; i < n; i++) {
      String name = new String(text(), StandardCharsets.UTF_8);
      if (name.equals("data")) {
        require(data == null, "the member \"data\" stands twice");
        data = value();
      } else if (isText()) {
        require(texts.put(name, text()) == null, "a member stands twice");
      } else {
        value(); // Unknown, and skipped within all limits.
      }
    }
    String type = string(texts, "type");
    return switch (type) {
      case "data-message" -> {
        require(data != null, "the member \"data\" is missing");
        yield new ApiMessage.Publish(new Message(Topic.of(bytes(texts, "topic")), data));
      }
      case "ack" -> new ApiMessage.Ack(string(texts, "endpoint"), string(texts, "version"));
      case "error" -> new ApiMessage.Failure(string(texts, "code"), string(texts, "context"));
      default -> throw wrong("no message has this type");
    };
  }

  private String string(Map<String, byte[]> texts, String name) {
    return new String(bytes(texts, name), StandardCharsets.UTF_8);
  }

  private byte[] bytes(Map<String, byte[]> texts, String name) {
    byte[] result = texts.get(name);
    require(result != null, "the member \"" + name + "\" is missing or no text");
    return result;
  }

  private boolean isText() throws IOException {
    return in.hasNext() && in.getNextFormat().getValueType().isRawType();
  }

  /** Reads str or bin. */
  private byte[] text() throws IOException {
    require(isText(), "expected a string");
    return in.getNextFormat().getValueType() == ValueType.STRING
        ? payload(in.unpackRawStringHeader())
        : payload(in.unpackBinaryHeader());
  }

  private Data value() throws IOException {
    require(in.hasNext(), "a value is missing");
    return switch (in.getNextFormat().getValueType()) {
      case NIL -> {
        in.unpackNil();
        yield Data.none();
      }
      case BOOLEAN -> Data.bool(in.unpackBoolean());
      case INTEGER -> Data.integer(in.unpackLong());
      case FLOAT -> Data.real(in.unpackDouble());
      case STRING, BINARY -> Str.of(text());
      case ARRAY -> vector();
      case MAP -> table();
      case EXTENSION -> extension();
    };
  }

  private Data vector() throws IOException {
    int n = open(in.unpackArrayHeader(), 1);
    Vector.Builder out = Vector.builder(n);
    for (int i = 0; i < n; i++) {
      out.add(value());
    }
    levels--;
    return out.build();
  }

  private Data table() throws IOException {
    int n = open(in.unpackMapHeader(), 2);
    Table.Builder out = Table.builder(n);
    for (int i = 0; i < n; i++) {
      Data key = value();
      out.put(key, value());
    }
    levels--;
    return out.build();
  }

  private Data set(int bytes) throws IOException {
    long end = in.getTotalReadBytes() + bytes;
    int n = open(in.unpackArrayHeader(), 1);
    SetData.Builder out = SetData.builder(n);
    for (int i = 0; i < n; i++) {
      out.add(value());
    }
    levels--;
    require(in.getTotalReadBytes() == end, "a set is not as long as its extension says");
    return out.build();
  }

  private Data extension() throws IOException {
    ExtensionTypeHeader header = in.unpackExtensionTypeHeader();
    int n = header.getLength();
    require(n >= 0 && n <= remaining(), "a length of " + n + " where fewer bytes are left");
    if (header.isTimestampType()) {
      return Data.timestamp(in.unpackTimestamp(header));
    }
    int tag = header.getType();
    if (tag == DataType.SET.tag()) {
      return set(n);
    }
    ByteBuffer payload = ByteBuffer.wrap(payload(n));
    if (tag == DataType.COUNT.tag()) {
      require(n == Long.BYTES, "a count has 8 bytes");
      return Data.count(payload.getLong());
    } else if (tag == DataType.TIMESPAN.tag()) {
      require(n == Long.BYTES, "a timespan has 8 bytes");
      return Data.timespan(payload.getLong());
    } else if (tag == DataType.ADDRESS.tag()) {
      require(n == V4_BYTES || n == V6_BYTES, "an address has 4 or 16 bytes");
      return Address.of(payload.array());
    } else if (tag == DataType.SUBNET.tag()) {
      require(n == V4_BYTES + 1 || n == V6_BYTES + 1, "a subnet has 5 or 17 bytes");
      byte[] network = new byte[n - 1];
      payload.get(network);
      return Subnet.of(Address.of(network), payload.get() & 0xFF);
    } else if (tag == DataType.PORT.tag()) {
      require(n == 3, "a port has 3 bytes");
      return Port.of(payload.getShort() & 0xFFFF, Port.Protocol.ofNumber(payload.get() & 0xFF));
    } else if (tag == DataType.ENUM_VALUE.tag()) {
      return EnumValue.of(payload.array());
    }
    throw wrong("no extension has type " + tag);
  }

  private byte[] payload(int bytes) throws IOException {
    require(
        bytes >= 0 && bytes <= remaining(), "a length of " + bytes + " where fewer bytes are left");
    return in.readPayload(bytes);
  }

  private int open(int entries, int valuesPerEntry) {
    require(levels < limits.maxDepth(), "nested deeper than " + limits.maxDepth());
    levels++;
    countElements(entries, valuesPerEntry);
    return entries;
  }

  private void countElements(int entries, int valuesPerEntry) {
    long values = (long) entries * valuesPerEntry;
    require(values <= remaining(), values + " elements cannot fit the bytes left");
    require(
        values <= limits.maxElements() - elements,
        "more than " + limits.maxElements() + " elements");
    elements += (int) values;
  }

  private long remaining() {
    return length - in.getTotalReadBytes();
  }

  private void require(boolean holds, String otherwise) {
    if (!holds) {
      throw wrong(otherwise);
    }
  }

  private InvalidDataException wrong(String reason) {
    return new InvalidDataException((int) in.getTotalReadBytes(), reason);
  }
}
