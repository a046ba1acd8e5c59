package org.jbroker.data;

import java.math.BigInteger;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Function;

/**
 * The part of {@link ToJava} for values without elements: never loses a digit or a byte silently.
 */
final class ScalarsToJava {

  private static final Map<Class<?>, Function<Data, Object>> CONVERTERS =
      Map.ofEntries(
          Map.entry(Boolean.class, ScalarsToJava::bool),
          Map.entry(Byte.class, d -> (byte) integral(d, Byte.MIN_VALUE, Byte.MAX_VALUE, "byte")),
          Map.entry(
              Short.class, d -> (short) integral(d, Short.MIN_VALUE, Short.MAX_VALUE, "short")),
          Map.entry(
              Integer.class, d -> (int) integral(d, Integer.MIN_VALUE, Integer.MAX_VALUE, "int")),
          Map.entry(Long.class, d -> integral(d, Long.MIN_VALUE, Long.MAX_VALUE, "long")),
          Map.entry(BigInteger.class, ScalarsToJava::bigInteger),
          Map.entry(Double.class, d -> real(d, double.class)),
          Map.entry(Float.class, ScalarsToJava::exactFloat),
          Map.entry(String.class, ScalarsToJava::string),
          Map.entry(CharSequence.class, ScalarsToJava::string),
          Map.entry(byte[].class, ScalarsToJava::bytes),
          Map.entry(Instant.class, ScalarsToJava::instant),
          Map.entry(Duration.class, ScalarsToJava::duration));

  private ScalarsToJava() {}

  /** The converter to a (boxed) class, or null if it is none of those here. */
  static Function<Data, Object> converter(Class<?> boxed) {
    return CONVERTERS.get(boxed);
  }

  private static Object bool(Data data) {
    if (data instanceof Bool b) {
      return b.value();
    }
    throw ToJava.clash(data, boolean.class);
  }

  private static long integral(Data data, long min, long max, String name) {
    long value;
    if (data instanceof Int i) {
      value = i.value();
    } else if (data instanceof Count c) {
      if (c.bits() < 0) {
        throw outOfRange(data, name);
      }
      value = c.bits();
    } else {
      throw new TypeClashException("a value of type " + data.type() + " is no " + name);
    }
    if (value < min || value > max) {
      throw outOfRange(data, name);
    }
    return value;
  }

  private static TypeClashException outOfRange(Data data, String name) {
    return new TypeClashException(data + " is out of the range of " + name);
  }

  private static Object bigInteger(Data data) {
    if (data instanceof Count c) {
      return c.toBigInteger();
    }
    if (data instanceof Int i) {
      return BigInteger.valueOf(i.value());
    }
    throw ToJava.clash(data, BigInteger.class);
  }

  private static double real(Data data, Class<?> target) {
    if (data instanceof Real r) {
      return r.value();
    }
    throw ToJava.clash(data, target);
  }

  private static Object exactFloat(Data data) {
    double value = real(data, float.class);
    float narrowed = (float) value;
    if (Double.compare(narrowed, value) != 0) {
      throw new TypeClashException(value + " is no float without loss");
    }
    return narrowed;
  }

  private static Object string(Data data) {
    if (data instanceof Str s) {
      if (!s.isUtf8()) {
        throw new TypeClashException(
            "the string is not UTF-8, take it as byte[] or Str: " + s.text());
      }
      return s.text();
    }
    throw ToJava.clash(data, String.class);
  }

  private static Object bytes(Data data) {
    if (data instanceof Str s) {
      return s.toBytes();
    }
    throw ToJava.clash(data, byte[].class);
  }

  private static Object instant(Data data) {
    if (data instanceof Timestamp t) {
      return t.toInstant();
    }
    throw ToJava.clash(data, Instant.class);
  }

  private static Object duration(Data data) {
    if (data instanceof Timespan t) {
      return t.toDuration();
    }
    throw ToJava.clash(data, Duration.class);
  }

  static Object inetAddress(Data data, Class<?> target) {
    if (data instanceof Address a) {
      InetAddress result = a.toInetAddress();
      if (target.isInstance(result)) {
        return result;
      }
      throw new TypeClashException(a + " is no " + target.getSimpleName());
    }
    throw ToJava.clash(data, target);
  }

  static Object constant(Data data, Class<?> target) {
    if (data instanceof EnumValue e) {
      for (Object constant : target.getEnumConstants()) {
        if (((Enum<?>) constant).name().equals(e.name())) {
          return constant;
        }
      }
      throw new TypeClashException(target.getSimpleName() + " has no constant " + e.name());
    }
    throw ToJava.clash(data, target);
  }
}
