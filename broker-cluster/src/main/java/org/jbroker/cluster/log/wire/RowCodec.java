package org.jbroker.cluster.log.wire;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jbroker.cluster.log.LogSchema;
import org.jbroker.cluster.log.LogType;
import org.jbroker.cluster.log.LogType.Kind;
import org.jbroker.data.Address;
import org.jbroker.data.Bool;
import org.jbroker.data.Count;
import org.jbroker.data.Data;
import org.jbroker.data.EnumValue;
import org.jbroker.data.Int;
import org.jbroker.data.None;
import org.jbroker.data.Port;
import org.jbroker.data.Real;
import org.jbroker.data.SetData;
import org.jbroker.data.Str;
import org.jbroker.data.Subnet;
import org.jbroker.data.Timespan;
import org.jbroker.data.Timestamp;
import org.jbroker.data.Vector;

/**
 * The bytes of a row: what Zeek puts into the serial data of a {@code LogWrite}. All numbers are
 * big-endian.
 *
 * <pre>
 *   row                            int32 number of values, then the values
 *   value                          int32 type, int32 0, byte 1 if it is set; if it is set, then
 *     bool, int                      int64
 *     count                          uint64
 *     double, time, interval         float64; the last two are seconds
 *     string, enum, func, file       uint32 length, bytes
 *     port                           uint64 number, int32 protocol: 0 unknown, 1 tcp, 2 udp, 3 icmp
 *     addr                           byte 4 or 6, then 4 or 16 bytes
 *     subnet                         byte length, of 128 bits also for IPv4: 104 for 10.0.0.0/8;
 *                                    byte 4 or 6, then 4 or 16 bytes
 *     set, vector                    int64 number of values, then the values
 * </pre>
 *
 * <p>The types are numbered as {@link Kind#number()} says. Zeek has no page about this; it stands
 * in its public sources ({@code threading/SerialTypes.cc} and {@code SerializationFormat.cc}) and
 * has been so at least since 2018. The second number has room for the type of elements; Zeek leaves
 * it 0 and does not look at it.
 *
 * <p>Stateless. Decoding compares every length with the bytes that are there before it allocates,
 * and containers hold no containers, so nothing recurses.
 */
public final class RowCodec {

  /** Before a value's content: two types and whether it is set. */
  private static final int VALUE_HEADER_BYTES = 9;

  private static final int NUMBER_BYTES = 8;
  private static final byte IPV4 = 4;
  private static final byte IPV6 = 6;
  private static final int V4_PREFIX_BITS = 96;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final int NO_TYPE = 0;

  private RowCodec() {}

  /** How many bytes {@link #encode} makes of a row of that schema. */
  public static int encodedBytes(List<Data> row) {
    int bytes = Integer.BYTES;
    for (Data value : row) {
      bytes += valueBytes(value);
    }
    return bytes;
  }

  private static int valueBytes(Data value) {
    int bytes = VALUE_HEADER_BYTES;
    if (value instanceof None) {
      return bytes;
    } else if (value instanceof Str text) {
      return bytes + Integer.BYTES + text.length();
    } else if (value instanceof EnumValue constant) {
      return bytes + Integer.BYTES + constant.length();
    } else if (value instanceof Port) {
      return bytes + NUMBER_BYTES + Integer.BYTES;
    } else if (value instanceof Address address) {
      return bytes + 1 + addressBytes(address);
    } else if (value instanceof Subnet subnet) {
      return bytes + 2 + addressBytes(subnet.network());
    } else if (value instanceof SetData set) {
      return containerBytes(set);
    } else if (value instanceof Vector vector) {
      return containerBytes(vector);
    }
    return bytes + NUMBER_BYTES;
  }

  private static int containerBytes(Iterable<Data> elements) {
    int bytes = VALUE_HEADER_BYTES + NUMBER_BYTES;
    for (Data element : elements) {
      bytes += valueBytes(element);
    }
    return bytes;
  }

  private static int addressBytes(Address address) {
    return address.isV4() ? 4 : 16;
  }

  /** The bytes of a row that {@link LogSchema#row} made for that schema. */
  public static byte[] encode(LogSchema schema, List<Data> row) {
    ByteBuffer out = ByteBuffer.allocate(encodedBytes(row));
    out.putInt(row.size());
    for (int i = 0; i < row.size(); i++) {
      LogType type = schema.columns().get(i).type();
      put(out, type.kind(), type.element(), row.get(i));
    }
    return out.array();
  }

  private static void put(ByteBuffer out, Kind kind, Optional<Kind> element, Data value) {
    out.putInt(kind.number()).putInt(NO_TYPE).put((byte) (value instanceof None ? 0 : 1));
    if (value instanceof Bool truth) {
      out.putLong(truth.value() ? 1 : 0);
    } else if (value instanceof Int number) {
      out.putLong(number.value());
    } else if (value instanceof Count number) {
      out.putLong(number.bits());
    } else if (value instanceof Real number) {
      out.putDouble(number.value());
    } else if (value instanceof Timestamp time) {
      out.putDouble(seconds(time.nanos()));
    } else if (value instanceof Timespan span) {
      out.putDouble(seconds(span.nanos()));
    } else if (value instanceof Str text) {
      out.putInt(text.length()).put(text.toBytes());
    } else if (value instanceof EnumValue constant) {
      out.putInt(constant.length()).put(constant.toBytes());
    } else if (value instanceof Port port) {
      out.putLong(port.number()).putInt(port.protocol().number());
    } else if (value instanceof Address address) {
      putAddress(out, address);
    } else if (value instanceof Subnet subnet) {
      out.put((byte) subnet.prefixBits());
      putAddress(out, subnet.network());
    } else if (value instanceof SetData set) {
      putAll(out, element, set.size(), set);
    } else if (value instanceof Vector vector) {
      putAll(out, element, vector.size(), vector);
    }
  }

  private static void putAddress(ByteBuffer out, Address address) {
    out.put(address.isV4() ? IPV4 : IPV6).put(address.toBytes());
  }

  private static void putAll(
      ByteBuffer out, Optional<Kind> element, int size, Iterable<Data> elements) {
    out.putLong(size);
    for (Data value : elements) {
      put(out, element.orElseThrow(), Optional.empty(), value);
    }
  }

  private static double seconds(long nanos) {
    long whole = Math.floorDiv(nanos, NANOS_PER_SECOND);
    return whole + Math.floorMod(nanos, NANOS_PER_SECOND) / (double) NANOS_PER_SECOND;
  }

  /**
   * Reads a row.
   *
   * @throws IllegalArgumentException if the bytes are no row of that schema; the text says where
   */
  public static List<Data> decode(LogSchema schema, byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      int size = in.getInt();
      if (size != schema.columns().size()) {
        throw new IllegalArgumentException(
            size + " values for the " + schema.columns().size() + " columns");
      }
      List<Data> row = new ArrayList<>(size);
      for (int i = 0; i < size; i++) {
        LogType type = schema.columns().get(i).type();
        row.add(value(in, type.kind(), type.element()));
      }
      if (in.hasRemaining()) {
        throw new IllegalArgumentException(in.remaining() + " bytes too many");
      }
      return row;
    } catch (BufferUnderflowException e) {
      throw refused(schema, in, "the bytes end there", e);
    } catch (IllegalArgumentException e) {
      throw refused(schema, in, e.getMessage(), e);
    }
  }

  private static IllegalArgumentException refused(
      LogSchema schema, ByteBuffer in, String problem, RuntimeException cause) {
    return new IllegalArgumentException(
        "no record of " + schema.streamId() + " before byte " + in.position() + ": " + problem,
        cause);
  }

  private static Data value(ByteBuffer in, Kind kind, Optional<Kind> element) {
    int number = in.getInt();
    if (number != kind.number()) {
      throw new IllegalArgumentException("type " + number + " instead of " + kind);
    }
    in.getInt();
    if (in.get() != 1) {
      return Data.none();
    }
    return switch (kind) {
      case BOOL -> Data.bool(in.getLong() != 0);
      case INT -> Data.integer(in.getLong());
      case COUNT -> Data.count(in.getLong());
      case DOUBLE -> Data.real(in.getDouble());
      case TIME -> Data.timestamp(nanos(in.getDouble()));
      case INTERVAL -> Data.timespan(nanos(in.getDouble()));
      case STRING, FUNC, FILE -> Str.of(bytes(in));
      case ENUM -> EnumValue.of(bytes(in));
      case PORT -> port(in);
      case ADDR -> address(in);
      case SUBNET -> {
        int prefixBits = in.get() & 0xff;
        Address address = address(in);
        yield Data.subnet(address, address.isV4() ? prefixBits - V4_PREFIX_BITS : prefixBits);
      }
      case SET -> {
        int size = size(in);
        SetData.Builder set = SetData.builder(size);
        for (int i = 0; i < size; i++) {
          set.add(value(in, element.orElseThrow(), Optional.empty()));
        }
        yield set.build();
      }
      case VECTOR -> {
        int size = size(in);
        Vector.Builder vector = Vector.builder(size);
        for (int i = 0; i < size; i++) {
          vector.add(value(in, element.orElseThrow(), Optional.empty()));
        }
        yield vector.build();
      }
    };
  }

  private static int size(ByteBuffer in) {
    long size = in.getLong();
    if (size < 0 || size > in.remaining() / VALUE_HEADER_BYTES) {
      throw new IllegalArgumentException(
          Long.toUnsignedString(size) + " elements in " + in.remaining() + " bytes");
    }
    return (int) size;
  }

  private static byte[] bytes(ByteBuffer in) {
    int length = in.getInt();
    if (length < 0 || length > in.remaining()) {
      throw new IllegalArgumentException(
          "a string of "
              + Integer.toUnsignedString(length)
              + " bytes in "
              + in.remaining()
              + " bytes");
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  private static Data port(ByteBuffer in) {
    long number = in.getLong();
    if (number < 0 || number > 0xffff) {
      throw new IllegalArgumentException("the port " + Long.toUnsignedString(number));
    }
    return Data.port((int) number, Port.Protocol.ofNumber(in.getInt()));
  }

  private static Address address(ByteBuffer in) {
    byte family = in.get();
    if (family != IPV4 && family != IPV6) {
      throw new IllegalArgumentException("an address of family " + family);
    }
    byte[] bytes = new byte[family == IPV4 ? 4 : 16];
    in.get(bytes);
    return Address.of(bytes);
  }

  private static long nanos(double seconds) {
    // The bounds of a long in nanoseconds, with a second to spare for what is behind the point.
    if (!(Math.abs(seconds) < Long.MAX_VALUE / NANOS_PER_SECOND - 1)) {
      throw new IllegalArgumentException("a time of " + seconds + " s");
    }
    double whole = Math.floor(seconds);
    return (long) whole * NANOS_PER_SECOND + Math.round((seconds - whole) * NANOS_PER_SECOND);
  }
}
