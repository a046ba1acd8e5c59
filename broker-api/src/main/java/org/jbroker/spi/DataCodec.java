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

/**
 * The binary form of {@link Data}: the C++ Broker's, version 1. Integers are big-endian; a varbyte
 * has 7 bits a byte, least significant first, the high bit saying that more follow.
 *
 * <pre>
 *   tag  kind        then
 *    0   none        nothing
 *    1   bool        u8, 0 or 1 (anything but 0 is read as true)
 *    2   count       u64
 *    3   int         u64, two's complement
 *    4   real        u64, IEEE 754 with three exceptions, see below
 *    5   string      varbyte length, bytes
 *    6   address     16 bytes, IPv4 as ::ffff:a.b.c.d
 *    7   subnet      16 bytes, u8 prefix length counted on 128 bits
 *    8   port        u16 number, u8 protocol (0 unknown, 1 tcp, 2 udp, 3 icmp)
 *    9   timestamp   u64, nanoseconds since 1970, two's complement
 *   10   timespan    u64, nanoseconds, two's complement
 *   11   enum value  varbyte length, bytes
 *   12   set         varbyte n, n values
 *   13   table       varbyte n, n times key and value
 *   14   vector      varbyte n, n values
 * </pre>
 *
 * <p>Reals, where C++ departs from the standard: positive infinity is {@code fff0...}, negative
 * infinity {@code 7ff0...} (exchanged), and NaN is written as all ones. Every other NaN is
 * accepted. Subnormals, which C++ garbles, are written and read with their true bits.
 *
 * <p>Sets and tables are written in their order. On reading, order is not required, and of equal
 * keys the last counts. (C++ accepts any order and refuses repeated elements.)
 *
 * <p>What reading allocates is bounded by the bytes at hand: a container's announced elements are
 * believed only as far as each can still have a byte of its own, those of all containers around it
 * included. Neither direction recurses deeper than {@link Data#MAX_DEPTH}. Thread-safe.
 */
public final class DataCodec {

  static final int NONE = 0;
  static final int BOOL = 1;
  static final int COUNT = 2;
  static final int INT = 3;
  static final int REAL = 4;
  static final int STRING = 5;
  static final int ADDRESS = 6;
  static final int SUBNET = 7;
  static final int PORT = 8;
  static final int TIMESTAMP = 9;
  static final int TIMESPAN = 10;
  static final int ENUM_VALUE = 11;
  static final int SET = 12;
  static final int TABLE = 13;
  static final int VECTOR = 14;

  static final long POSITIVE_INFINITY_BITS = 0xFFF0_0000_0000_0000L;
  static final long NEGATIVE_INFINITY_BITS = 0x7FF0_0000_0000_0000L;
  static final long NAN_BITS = -1L;

  /** For what is larger, growing and copying cost next to nothing beside the bytes themselves. */
  private static final int LARGE_BYTES = 1 << 20;

  /** What a thread keeps between two values. Enough for a record; more is given back. */
  private static final int SCRATCH_BYTES = 4096;

  /** Where a thread puts a value's bytes together before their number is known. */
  private static final ThreadLocal<ByteWriter> SCRATCH =
      ThreadLocal.withInitial(() -> new ByteWriter(SCRATCH_BYTES));

  private DataCodec() {}

  /**
   * The bytes of a value.
   *
   * @throws IllegalStateException if they are more than an array holds
   */
  public static byte[] encode(Data value) {
    if (value instanceof Str s && s.length() < LARGE_BYTES) {
      ByteWriter exact = new ByteWriter(1 + varbytes(s.length()) + s.length());
      encode(value, exact);
      return exact.take();
    }
    // To find the size of a container takes longer than to copy its bytes.
    ByteWriter out = SCRATCH.get();
    out.reset();
    try {
      encode(value, out);
      return out.toBytes();
    } finally {
      out.shrink(SCRATCH_BYTES);
    }
  }

  private static int varbytes(int value) {
    return Math.max(1, (Integer.SIZE - Integer.numberOfLeadingZeros(value) + 6) / 7);
  }

  /**
   * Appends the bytes of a value.
   *
   * @throws IllegalStateException if they are more than an array holds
   */
  public static void encode(Data value, ByteWriter out) {
    // A chain of exact class tests, frequent kinds first: cheaper than a call through the
    // interface. In two methods, so that the compiler finds this one small enough for the loops
    // over elements.
    if (value instanceof Str s) {
      string(s, out);
    } else if (value instanceof Count c) {
      out.tagged(COUNT, c.bits());
    } else if (value instanceof Vector v) {
      vector(v, out);
    } else if (value instanceof Address a) {
      out.tagged(ADDRESS, a.highBits(), a.lowBits());
    } else if (value instanceof Port p) {
      port(p, out);
    } else if (value instanceof Timestamp t) {
      out.tagged(TIMESTAMP, t.nanos());
    } else if (value instanceof Timespan t) {
      out.tagged(TIMESPAN, t.nanos());
    } else if (value instanceof Bool b) {
      out.u16(BOOL << 8 | (b.value() ? 1 : 0));
    } else if (value instanceof EnumValue e) {
      enumValue(e, out);
    } else {
      encodeLessFrequent(value, out);
    }
  }

  private static void encodeLessFrequent(Data value, ByteWriter out) {
    if (value instanceof None) {
      out.u8(NONE);
    } else if (value instanceof Int i) {
      out.tagged(INT, i.value());
    } else if (value instanceof Real r) {
      out.tagged(REAL, realBits(r.value()));
    } else if (value instanceof SetData s) {
      set(s, out);
    } else if (value instanceof Table t) {
      table(t, out);
    } else {
      subnet((Subnet) value, out);
    }
  }

  private static void string(Str s, ByteWriter out) {
    int n = s.length();
    int at = out.tagged(STRING, n, n);
    s.copyTo(out.storage(), at);
  }

  private static void enumValue(EnumValue e, ByteWriter out) {
    int n = e.length();
    int at = out.tagged(ENUM_VALUE, n, n);
    e.copyTo(out.storage(), at);
  }

  private static void subnet(Subnet s, ByteWriter out) {
    out.tagged(SUBNET, s.network().highBits(), s.network().lowBits());
    out.u8(s.prefixBits());
  }

  private static void port(Port p, ByteWriter out) {
    out.u32(PORT << 24 | p.number() << 8 | p.protocol().number());
  }

  private static void vector(Vector v, ByteWriter out) {
    int n = v.size();
    out.tagged(VECTOR, n, 0);
    for (int i = 0; i < n; i++) {
      encode(v.get(i), out);
    }
  }

  private static void set(SetData s, ByteWriter out) {
    int n = s.size();
    out.tagged(SET, n, 0);
    for (int i = 0; i < n; i++) {
      encode(s.get(i), out);
    }
  }

  private static void table(Table t, ByteWriter out) {
    int n = t.size();
    out.tagged(TABLE, n, 0);
    for (int i = 0; i < n; i++) {
      encode(t.keyAt(i), out);
      encode(t.valueAt(i), out);
    }
  }

  private static long realBits(double value) {
    if (Double.isNaN(value)) {
      return NAN_BITS;
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? POSITIVE_INFINITY_BITS : NEGATIVE_INFINITY_BITS;
    }
    return Double.doubleToRawLongBits(value);
  }

  /**
   * Reads one value that must take up all of {@code buffer}, under {@link DecodeLimits#DEFAULT}.
   *
   * @throws InvalidDataException if the bytes are anything else or exceed a limit
   */
  public static Data decode(byte[] buffer) {
    return decode(buffer, 0, buffer.length, DecodeLimits.DEFAULT);
  }

  /**
   * Reads one value that must take up exactly {@code length} bytes from {@code offset}.
   *
   * @throws InvalidDataException if the bytes are anything else or exceed a limit; its offset
   *     counts from {@code offset}
   */
  public static Data decode(byte[] buffer, int offset, int length, DecodeLimits limits) {
    ByteReader in = new ByteReader(buffer, offset, length);
    Data result = decode(in, limits);
    in.expectEnd();
    return result;
  }

  /**
   * Reads the next value, and leaves {@code in} behind it. The limits hold for this value alone.
   *
   * @throws InvalidDataException if there is none or it exceeds a limit; {@code in} is of no use
   *     then
   */
  public static Data decode(ByteReader in, DecodeLimits limits) {
    return new DataDecoder(in, limits).decode();
  }
}
