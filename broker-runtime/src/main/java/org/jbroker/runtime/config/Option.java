package org.jbroker.runtime.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.ObjIntConsumer;
import java.util.function.ObjLongConsumer;
import java.util.stream.Collectors;
import org.jbroker.EndpointOptions;

/**
 * One key and the setter it calls. Immutable.
 *
 * <p>Quoted text is read as the type that the key takes, as the C++ Broker does ({@code ttl = '4'}
 * is {@code ttl = 4}); that is also how arguments and variables, which are only text, get their
 * type. Ranges are not repeated here: the setter refuses, and its words go into the message.
 *
 * @param key the full key
 * @param isFlag whether the value is a boolean, which an argument may leave out
 * @param setter converts and sets; its exception says what is allowed
 */
record Option(String key, boolean isFlag, BiConsumer<EndpointOptions.Builder, ConfigValue> setter) {

  private static final String TCP = "/tcp";

  /** A key that takes {@code true} or {@code false}. */
  static Option flag(String key, BiConsumer<EndpointOptions.Builder, Boolean> setter) {
    return new Option(key, true, (builder, value) -> setter.accept(builder, bool(value)));
  }

  /** A key that takes a whole number of 32 bits. */
  static Option whole(String key, ObjIntConsumer<EndpointOptions.Builder> setter) {
    return new Option(
        key,
        false,
        (builder, value) -> {
          long wide = whole(value);
          int narrow = (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, wide));
          // The setter knows its range best, so it is asked first even about what does not fit.
          setter.accept(builder, narrow);
          if (narrow != wide) {
            throw new IllegalArgumentException("the largest value is " + Integer.MAX_VALUE);
          }
        });
  }

  /** A key that takes a TCP port: a number, or as the C++ Broker writes it, {@code "9997/tcp"}. */
  static Option port(String key, ObjIntConsumer<EndpointOptions.Builder> setter) {
    Option number = whole(key, setter);
    return new Option(
        key,
        false,
        (builder, value) -> {
          boolean isTcp = value instanceof ConfigValue.Text text && text.value().endsWith(TCP);
          number
              .setter()
              .accept(
                  builder,
                  isTcp ? new ConfigValue.Text(withoutProtocol((ConfigValue.Text) value)) : value);
        });
  }

  private static String withoutProtocol(ConfigValue.Text text) {
    return text.value().substring(0, text.value().length() - TCP.length());
  }

  /** A key that takes a whole number of 64 bits. */
  static Option wide(String key, ObjLongConsumer<EndpointOptions.Builder> setter) {
    return new Option(key, false, (builder, value) -> setter.accept(builder, whole(value)));
  }

  /** A key that takes a duration with a unit. */
  static Option span(String key, BiConsumer<EndpointOptions.Builder, Duration> setter) {
    return new Option(
        key,
        false,
        (builder, value) -> {
          if (!(typed(value) instanceof ConfigValue.Span span)) {
            throw new IllegalArgumentException(
                "expected a duration: a whole number with ns, us, ms, s, min or h, such as 5s");
          }
          setter.accept(builder, span.value());
        });
  }

  /** A key that takes a string, which {@code parse} turns into what the setter takes. */
  static <T> Option text(
      String key, Function<String, T> parse, BiConsumer<EndpointOptions.Builder, T> setter) {
    return new Option(
        key,
        false,
        (builder, value) -> {
          if (!(value instanceof ConfigValue.Text text)) {
            throw new IllegalArgumentException("expected a string in quotes");
          }
          setter.accept(builder, parse.apply(text.value()));
        });
  }

  /** A key that takes one of the names of an enum, in any case, with hyphens or underscores. */
  static <E extends Enum<E>> Option choice(
      String key, Class<E> type, BiConsumer<EndpointOptions.Builder, E> setter) {
    return text(key, name -> constant(type, name), setter);
  }

  /**
   * Sets the value.
   *
   * @throws IllegalArgumentException naming the place, the key, the value and what is allowed
   */
  void apply(EndpointOptions.Builder builder, ConfigValue value, String where) {
    try {
      setter.accept(builder, value);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          where + ": " + key + " = " + value.describe() + ": " + withoutValue(e.getMessage()), e);
    }
  }

  /** The boolean that a value is, or is the text of. */
  static boolean bool(ConfigValue value) {
    if (typed(value) instanceof ConfigValue.Bool bool) {
      return bool.value();
    }
    throw new IllegalArgumentException("expected true or false");
  }

  private static long whole(ConfigValue value) {
    if (typed(value) instanceof ConfigValue.Whole whole) {
      return whole.value();
    }
    throw new IllegalArgumentException("expected a whole number");
  }

  private static ConfigValue typed(ConfigValue value) {
    return value instanceof ConfigValue.Text text ? Scalars.parse(text.value()) : value;
  }

  private static <E extends Enum<E>> E constant(Class<E> type, String name) {
    String constant = name.toUpperCase(Locale.ROOT).replace('-', '_');
    for (E candidate : type.getEnumConstants()) {
      if (candidate.name().equals(constant)) {
        return candidate;
      }
    }
    throw new IllegalArgumentException(
        "expected one of "
            + Arrays.stream(type.getEnumConstants())
                .map(e -> e.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .collect(Collectors.joining(", ")));
  }

  /** Setters end their message with the value, which ours has already named. */
  private static String withoutValue(String message) {
    int end = message.lastIndexOf(", not ");
    return end < 0 ? message : message.substring(0, end);
  }
}
