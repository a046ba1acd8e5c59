package org.jbroker.cluster;

import java.nio.charset.StandardCharsets;
import org.jbroker.data.Address;
import org.jbroker.data.Bool;
import org.jbroker.data.Count;
import org.jbroker.data.Data;
import org.jbroker.data.EnumValue;
import org.jbroker.data.Int;
import org.jbroker.data.Port;
import org.jbroker.data.Real;
import org.jbroker.data.Str;
import org.jbroker.data.Subnet;
import org.jbroker.data.Timespan;
import org.jbroker.data.Timestamp;

/**
 * Zeek's {@code fnv1a32} of a value: the 32-bit FNV-1a digest of its binary description.
 *
 * <p>A string is its bytes. Any other kind is the number of its type as int32, then:
 *
 * <pre>
 *  1 bool       int64             5 time      float64, seconds since 1970
 *  2 int        int64             6 interval  for each unit: float64, name, NUL; plural: s, NUL
 *  3 count      uint64           10 port      uint32, '/', NUL, protocol
 *  4 double     float64          11 addr      text, NUL
 *  9 enum       name of the type, name of the constant, NUL
 * 12 subnet     text, NUL
 * </pre>
 *
 * <p>Numbers are little-endian; "name of the type" and "protocol" have no NUL. The tests hold the
 * digests that Zeek 8.2 printed. They have two intervals and two IPv6 addresses; the rest of those
 * two forms is as Zeek's public source prints them. The bytes are digested as they are made and
 * never stored: for a {@link Data} nothing is allocated.
 */
final class KeyDigest {

  private static final int OFFSET_BASIS = 0x811C9DC5;
  private static final int PRIME = 0x01000193;
  private static final double NANOS_PER_SECOND = 1e9;

  /** What two numbers may differ by to be printed alike. */
  private static final double TOLERANCE = 1e-6;

  private static final double[] UNIT_SECONDS = {86_400, 3600, 60, 1, 1e-3, 1e-6};
  private static final String[] UNIT_NAMES = {"day", "hr", "min", "sec", "msec", "usec"};

  private static final int ADDRESS_GROUPS = 8;

  private KeyDigest() {}

  /**
   * The digest of a key.
   *
   * @throws IllegalArgumentException if it is of a kind that Zeek digests with names that the value
   *     does not hold
   */
  static int of(Data key) {
    if (key instanceof Str s) {
      int h = OFFSET_BASIS;
      for (int i = 0; i < s.length(); i++) {
        h = add(h, s.byteAt(i));
      }
      return h;
    } else if (key instanceof Count c) {
      return add64(typed(3), c.bits());
    } else if (key instanceof Address a) {
      return add(address(typed(11), a), 0);
    } else if (key instanceof Int i) {
      return add64(typed(2), i.value());
    } else if (key instanceof Port p) {
      return port(p);
    } else if (key instanceof Bool b) {
      return add64(typed(1), b.value() ? 1 : 0);
    } else if (key instanceof Real r) {
      return addDouble(typed(4), r.value());
    } else if (key instanceof Timestamp t) {
      return addDouble(typed(5), t.nanos() / NANOS_PER_SECOND);
    } else if (key instanceof Timespan t) {
      return interval(t.nanos() / NANOS_PER_SECOND);
    } else if (key instanceof Subnet s) {
      int h = add(address(typed(12), s.network()), '/');
      return add(addDecimal(h, s.length()), 0);
    }
    throw refused(key);
  }

  private static IllegalArgumentException refused(Data key) {
    if (key instanceof EnumValue) {
      return new IllegalArgumentException(
          "Zeek digests the name of an enum's type, too, which "
              + key
              + " does not hold: give it with hrwTopic(type, value)");
    }
    return new IllegalArgumentException(
        "a key is a bool, count, int, real, string, address, subnet, port, timestamp, timespan or"
            + " enum value, not a "
            + key.type()
            + ": Zeek digests names of types and fields there that a value does not hold");
  }

  /**
   * The digest of an enum's constant.
   *
   * @param type the name of its type in Zeek with its module, if that is not the global one: {@code
   *     Notice::Type}
   */
  static int of(String type, EnumValue value) {
    int h = addText(typed(9), type.getBytes(StandardCharsets.UTF_8));
    for (int i = 0; i < value.length(); i++) {
      h = add(h, value.byteAt(i));
    }
    return add(h, 0);
  }

  /** The digest of a text's bytes. */
  static int of(String text) {
    return addText(OFFSET_BASIS, text.getBytes(StandardCharsets.UTF_8));
  }

  private static int addText(int digest, byte[] bytes) {
    int h = digest;
    for (byte b : bytes) {
      h = add(h, b);
    }
    return h;
  }

  private static int typed(int type) {
    return add32(OFFSET_BASIS, type);
  }

  private static int add(int digest, int octet) {
    return (digest ^ octet & 0xFF) * PRIME;
  }

  private static int add32(int digest, int value) {
    int h = digest;
    for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
      h = add(h, value >>> shift);
    }
    return h;
  }

  private static int add64(int digest, long value) {
    return add32(add32(digest, (int) value), (int) (value >>> Integer.SIZE));
  }

  private static int addDouble(int digest, double value) {
    return add64(digest, Double.doubleToRawLongBits(value));
  }

  /** ASCII only. */
  private static int addAscii(int digest, String text) {
    int h = digest;
    for (int i = 0; i < text.length(); i++) {
      h = add(h, text.charAt(i));
    }
    return h;
  }

  /** Of 0 to 255. */
  private static int addDecimal(int digest, int value) {
    int h = digest;
    if (value >= 100) {
      h = add(h, '0' + value / 100);
    }
    if (value >= 10) {
      h = add(h, '0' + value / 10 % 10);
    }
    return add(h, '0' + value % 10);
  }

  private static int port(Port port) {
    int h = add(add(add32(typed(10), port.number()), '/'), 0);
    return addAscii(
        h, port.protocol() == Port.Protocol.UNKNOWN ? "unknown" : port.protocol().toString());
  }

  /** As Zeek prints it: the largest unit first, whole numbers of each but the smallest. */
  private static int interval(double seconds) {
    int h = typed(6);
    double rest = seconds;
    boolean any = false;
    int last = UNIT_SECONDS.length - 1;
    for (int i = 0; i <= last; i++) {
      double amount = rest / UNIT_SECONDS[i];
      if (i < last) {
        if (Math.abs(rest) < UNIT_SECONDS[i]) {
          continue;
        }
        amount = amount < 0 ? Math.ceil(amount) : Math.floor(amount);
        rest -= amount * UNIT_SECONDS[i];
      } else if (Math.abs(amount) < TOLERANCE) {
        break;
      }
      h = add(addAscii(addDouble(h, amount), UNIT_NAMES[i]), 0);
      if (Math.abs(Math.abs(amount) - 1) >= TOLERANCE) {
        h = add(add(h, 's'), 0);
      }
      any = true;
    }
    return any ? h : add(addAscii(h, "0 secs"), 0);
  }

  /** As Zeek's own {@code inet_ntop} prints it, which is not always as {@link Address} does. */
  private static int address(int digest, Address address) {
    if (address.isV4()) {
      return dotted(digest, address);
    }
    long gap = longestGap(address);
    int gapAt = (int) (gap >>> Integer.SIZE);
    int gapLength = (int) gap;
    boolean embedded = gapAt == 0 && embedsV4(address, gapLength);
    int h = digest;
    for (int i = 0; i < ADDRESS_GROUPS; i++) {
      if (gapLength > 0 && i == gapAt) {
        h = add(h, ':');
        i += gapLength - 1;
        if (i == ADDRESS_GROUPS - 1) {
          h = add(h, ':');
        }
        continue;
      }
      if (i != 0) {
        h = add(h, ':');
      }
      if (embedded && i == ADDRESS_GROUPS - 2) {
        return dotted(h, address);
      }
      h = addHex(h, group(address, i));
    }
    return h;
  }

  /** Which addresses with a gap at their beginning end in dotted form. */
  private static boolean embedsV4(Address address, int gapLength) {
    return switch (gapLength) {
      case 6 -> true;
      case 4 -> group(address, 4) == 0xFFFF && group(address, 5) == 0;
      default -> false;
    };
  }

  private static int dotted(int digest, Address address) {
    int v4 = (int) address.lowBits();
    int h = add(addDecimal(digest, v4 >>> 24), '.');
    h = add(addDecimal(h, v4 >>> 16 & 0xFF), '.');
    h = add(addDecimal(h, v4 >>> 8 & 0xFF), '.');
    return addDecimal(h, v4 & 0xFF);
  }

  private static int group(Address address, int index) {
    long half = index < 4 ? address.highBits() : address.lowBits();
    return (int) (half >>> 48 - 16 * (index & 3)) & 0xFFFF;
  }

  /** The first of the longest runs of zeros: where in the upper half, its length in the lower. */
  private static long longestGap(Address address) {
    int at = 0;
    int length = 0;
    int run = 0;
    for (int i = 0; i < ADDRESS_GROUPS; i++) {
      run = group(address, i) == 0 ? run + 1 : 0;
      if (run > length) {
        length = run;
        at = i - run + 1;
      }
    }
    return length < 2 ? 0 : (long) at << Integer.SIZE | length;
  }

  /** Without leading zeros. */
  private static int addHex(int digest, int value) {
    int h = digest;
    boolean begun = false;
    for (int shift = 12; shift >= 0; shift -= 4) {
      int nibble = value >>> shift & 0xF;
      begun |= nibble != 0 || shift == 0;
      if (begun) {
        h = add(h, nibble < 10 ? '0' + nibble : 'a' + nibble - 10);
      }
    }
    return h;
  }
}
