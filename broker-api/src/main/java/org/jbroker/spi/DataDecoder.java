package org.jbroker.spi;

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

/** Reads one value; the layout stands at {@link DataCodec}. Not thread-safe, used once. */
final class DataDecoder {

  private final ByteReader in;
  private final DecodeLimits limits;

  /** Elements that containers announced; never more than the limit. */
  private int announced;

  /** Of those, the ones not begun yet. Each needs at least one of the remaining bytes. */
  private int outstanding;

  DataDecoder(ByteReader in, DecodeLimits limits) {
    this.in = in;
    this.limits = limits;
  }

  /** Reads a value inside which {@code levels} more containers may nest. */
  Data value(int levels) {
    int start = in.position();
    int tag = in.u8();
    return switch (tag) {
      case DataCodec.NONE -> None.NONE;
      case DataCodec.BOOL -> Bool.of(in.u8() != 0);
      case DataCodec.COUNT -> Count.of(in.u64());
      case DataCodec.INT -> Int.of(in.u64());
      case DataCodec.REAL -> Real.of(real(in.u64()));
      case DataCodec.STRING -> string();
      case DataCodec.ADDRESS -> address();
      case DataCodec.SUBNET -> subnet();
      case DataCodec.PORT -> port();
      case DataCodec.TIMESTAMP -> Timestamp.ofNanos(in.u64());
      case DataCodec.TIMESPAN -> Timespan.ofNanos(in.u64());
      case DataCodec.ENUM_VALUE -> enumValue();
      case DataCodec.SET -> set(levels);
      case DataCodec.TABLE -> table(levels);
      case DataCodec.VECTOR -> vector(levels);
      default -> throw in.invalid(start, "no data type has tag " + tag);
    };
  }

  private Data element(int levels) {
    outstanding--;
    return value(levels);
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
    int n = in.length();
    int at = in.skip(n);
    return Str.of(in.storage(), at, n);
  }

  private EnumValue enumValue() {
    int n = in.length();
    int at = in.skip(n);
    return EnumValue.of(in.storage(), at, n);
  }

  private Address address() {
    long high = in.u64();
    return Address.ofBits(high, in.u64());
  }

  private Subnet subnet() {
    Address network = address();
    int at = in.position();
    int prefixBits = in.u8();
    if (prefixBits > Address.BITS) {
      throw in.invalid(at, "a subnet of " + prefixBits + " bits");
    }
    return Subnet.ofPrefixBits(network, prefixBits);
  }

  private Port port() {
    int number = in.u16();
    int at = in.position();
    int protocol = in.u8();
    if (protocol > Port.Protocol.ICMP.number()) {
      throw in.invalid(at, "no transport protocol has number " + protocol);
    }
    return Port.of(number, Port.Protocol.ofNumber(protocol));
  }

  private Vector vector(int levels) {
    int n = open(levels, 1);
    Vector.Builder out = Vector.builder(n);
    for (int i = 0; i < n; i++) {
      out.add(element(levels - 1));
    }
    return out.build();
  }

  private SetData set(int levels) {
    int n = open(levels, 1);
    SetData.Builder out = SetData.builder(n);
    for (int i = 0; i < n; i++) {
      out.add(element(levels - 1));
    }
    return out.build();
  }

  private Table table(int levels) {
    int n = open(levels, 2);
    Table.Builder out = Table.builder(n);
    for (int i = 0; i < n; i++) {
      Data key = element(levels - 1);
      out.put(key, element(levels - 1));
    }
    return out.build();
  }

  /** Reads how many entries a container has and believes it only within all limits. */
  private int open(int levels, int valuesPerEntry) {
    int at = in.position();
    if (levels == 0) {
      throw in.invalid(at, "nested deeper than " + limits.maxDepth());
    }
    int entries = in.varbyte();
    long values = (long) entries * valuesPerEntry;
    if (values > in.remaining() - outstanding) {
      throw in.invalid(at, values + " elements cannot fit the bytes left");
    }
    if (values > limits.maxElements() - announced) {
      throw in.invalid(at, "more than " + limits.maxElements() + " elements");
    }
    announced += (int) values;
    outstanding += (int) values;
    return entries;
  }
}
