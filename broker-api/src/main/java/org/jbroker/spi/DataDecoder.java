package org.jbroker.spi;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.function.Supplier;
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
import org.jbroker.data.Table;
import org.jbroker.data.Timespan;
import org.jbroker.data.Timestamp;
import org.jbroker.data.Vector;

/**
 * Reads one value; the layout stands at {@link DataCodec}. Not thread-safe, used once.
 *
 * <p>Works on the array behind a {@link ByteReader}, with one check and one step of the position
 * for each value, where the reader itself would take one for each of its parts.
 */
final class DataDecoder implements Supplier<Data> {

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private static final int NUMBER_BYTES = 1 + Long.BYTES;
  private static final int ADDRESS_BYTES = 1 + 2 * Long.BYTES;
  private static final int SUBNET_BYTES = ADDRESS_BYTES + 1;
  private static final int PORT_BYTES = 4;

  private final ByteReader in;
  private final DecodeLimits limits;
  private final byte[] buffer;
  private final int end;

  /** The next byte, as an index of the buffer. */
  private int at;

  /** How many more containers may nest at this place. */
  private int levels;

  /** Elements that containers announced; never more than the limit. */
  private int announced;

  /** Of those, the ones not begun yet. Each needs at least one of the remaining bytes. */
  private int outstanding;

  DataDecoder(ByteReader in, DecodeLimits limits) {
    this.in = in;
    this.limits = limits;
    buffer = in.storage();
    end = in.end();
    at = in.start() + in.position();
    levels = limits.maxDepth();
  }

  /** Reads the value and moves the reader behind it. */
  Data decode() {
    Data result = value();
    in.moveTo(at);
    return result;
  }

  /** Reads the next element of a container. */
  @Override
  public Data get() {
    outstanding--;
    return value();
  }

  private Data value() {
    int from = at;
    if (from >= end) {
      throw invalid(from, "a value is missing");
    }
    int tag = buffer[from];
    return switch (tag) {
      case DataCodec.NONE -> none();
      case DataCodec.BOOL -> Bool.of(buffer[claim(2) + 1] != 0);
      case DataCodec.COUNT -> Count.of(number());
      case DataCodec.INT -> Int.of(number());
      case DataCodec.REAL -> Real.of(real(number()));
      case DataCodec.STRING -> string();
      case DataCodec.ADDRESS -> address(claim(ADDRESS_BYTES));
      case DataCodec.SUBNET -> subnet();
      case DataCodec.PORT -> port();
      case DataCodec.TIMESTAMP -> Timestamp.ofNanos(number());
      case DataCodec.TIMESPAN -> Timespan.ofNanos(number());
      case DataCodec.ENUM_VALUE -> enumValue();
      case DataCodec.SET -> set();
      case DataCodec.TABLE -> table();
      case DataCodec.VECTOR -> vector();
      default -> throw invalid(from, "no data type has tag " + (tag & 0xFF));
    };
  }

  private InvalidDataException invalid(int index, String reason) {
    return in.invalid(index - in.start(), reason);
  }

  /** Steps over the next {@code bytes}; returns where they begin. */
  private int claim(int bytes) {
    int from = at;
    if (bytes > end - from) {
      throw invalid(from, bytes + " bytes are needed, " + (end - from) + " are left");
    }
    at = from + bytes;
    return from;
  }

  /** Reads a varbyte; {@link ByteReader#varbyte} does so where it is longer than a byte. */
  private int varbyte() {
    int from = at;
    if (from < end && buffer[from] >= 0) {
      at = from + 1;
      return buffer[from];
    }
    in.moveTo(from);
    int value = in.varbyte();
    at = in.start() + in.position();
    return value;
  }

  private None none() {
    at++;
    return None.NONE;
  }

  private long number() {
    return (long) LONG.get(buffer, claim(NUMBER_BYTES) + 1);
  }

  private static double real(long bits) {
    if (bits == DataCodec.POSITIVE_INFINITY_BITS) {
      return Double.POSITIVE_INFINITY;
    }
    if (bits == DataCodec.NEGATIVE_INFINITY_BITS) {
      return Double.NEGATIVE_INFINITY;
    }
    return Double.longBitsToDouble(bits);
  }

  private Str string() {
    int n = length();
    return Str.of(buffer, claim(n), n);
  }

  private EnumValue enumValue() {
    int n = length();
    return EnumValue.of(buffer, claim(n), n);
  }

  /** Steps over a tag and reads a length that the bytes left can have. */
  private int length() {
    int from = ++at;
    int n = varbyte();
    if (n > end - at) {
      throw invalid(from, "a length of " + n + " where " + (end - at) + " bytes are left");
    }
    return n;
  }

  private Address address(int from) {
    long high = (long) LONG.get(buffer, from + 1);
    return Address.ofBits(high, (long) LONG.get(buffer, from + 1 + Long.BYTES));
  }

  private Subnet subnet() {
    int from = claim(SUBNET_BYTES);
    int prefixBits = buffer[from + ADDRESS_BYTES] & 0xFF;
    if (prefixBits > Address.BITS) {
      throw invalid(from + ADDRESS_BYTES, "a subnet of " + prefixBits + " bits");
    }
    return Subnet.ofPrefixBits(address(from), prefixBits);
  }

  private Port port() {
    int from = claim(PORT_BYTES);
    int protocol = buffer[from + 3] & 0xFF;
    if (protocol > Port.Protocol.ICMP.number()) {
      throw invalid(from + 3, "no transport protocol has number " + protocol);
    }
    int number = (buffer[from + 1] & 0xFF) << 8 | buffer[from + 2] & 0xFF;
    return Port.of(number, Port.Protocol.ofNumber(protocol));
  }

  private Vector vector() {
    int n = open(1);
    Vector result = Vector.generate(n, this);
    levels++;
    return result;
  }

  private SetData set() {
    int n = open(1);
    SetData result = SetData.generate(n, this);
    levels++;
    return result;
  }

  private Table table() {
    int n = open(2);
    Table.Builder out = Table.builder(n);
    for (int i = 0; i < n; i++) {
      Data key = get();
      out.put(key, get());
    }
    levels++;
    return out.build();
  }

  /** Reads how many entries a container has and believes it only within all limits. */
  private int open(int valuesPerEntry) {
    int from = ++at;
    if (levels == 0) {
      throw invalid(from, "nested deeper than " + limits.maxDepth());
    }
    int entries = varbyte();
    long values = (long) entries * valuesPerEntry;
    if (values > end - at - outstanding) {
      throw invalid(from, values + " elements cannot fit the bytes left");
    }
    if (values > limits.maxElements() - announced) {
      throw invalid(from, "more than " + limits.maxElements() + " elements");
    }
    levels--;
    announced += (int) values;
    outstanding += (int) values;
    return entries;
  }
}
