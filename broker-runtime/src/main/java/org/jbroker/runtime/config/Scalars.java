package org.jbroker.runtime.config;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads values that stand without quotes: booleans, numbers, durations.
 *
 * <p>The spellings are those that the C++ Broker's configuration reader accepts: {@code 12}, {@code
 * -3}, {@code 0x1F}, {@code 0b101}, {@code 017} (octal), {@code 1.5}, {@code 2e3}; durations are
 * whole numbers with {@code ns us ms s min h} and no space in between.
 */
final class Scalars {

  private static final int MAX_CHARS = 64;
  private static final Pattern WHOLE =
      Pattern.compile("([+-]?)(0[xX][0-9a-fA-F]+|0[bB][01]+|[0-9]+)");
  private static final Pattern REAL =
      Pattern.compile("[+-]?([0-9]+[.][0-9]*|[.][0-9]+|[0-9]+)([eE][+-]?[0-9]+)?");
  private static final Pattern SPAN = Pattern.compile("([+-]?[0-9]+)(ns|us|ms|s|min|h)");
  private static final Pattern FRACTION_SPAN =
      Pattern.compile("[+-]?[0-9]*[.][0-9]*(ns|us|ms|s|min|h)");
  private static final Map<String, ChronoUnit> UNITS =
      Map.of(
          "ns", ChronoUnit.NANOS,
          "us", ChronoUnit.MICROS,
          "ms", ChronoUnit.MILLIS,
          "s", ChronoUnit.SECONDS,
          "min", ChronoUnit.MINUTES,
          "h", ChronoUnit.HOURS);

  private Scalars() {}

  /**
   * The value of an unquoted word.
   *
   * @throws IllegalArgumentException saying what the word should have been
   */
  static ConfigValue parse(String word) {
    if (word.equals("true") || word.equals("false")) {
      return new ConfigValue.Bool(word.equals("true"));
    }
    if (word.length() <= MAX_CHARS) {
      Matcher whole = WHOLE.matcher(word);
      if (whole.matches()) {
        return new ConfigValue.Whole(whole(word, whole.group(1), whole.group(2)));
      }
      Matcher span = SPAN.matcher(word);
      if (span.matches()) {
        return new ConfigValue.Span(span(word, span.group(1), UNITS.get(span.group(2))));
      }
      if (REAL.matcher(word).matches()) {
        return new ConfigValue.Real(Double.parseDouble(word));
      }
      if (FRACTION_SPAN.matcher(word).matches()) {
        throw new IllegalArgumentException(
            "a duration is a whole number with a unit, such as 1500ms, not "
                + Describe.quoted(word));
      }
    }
    throw new IllegalArgumentException(
        "expected true, false, a number, a duration such as 5s, or a string in quotes, not "
            + Describe.quoted(word));
  }

  private static long whole(String word, String sign, String digits) {
    int radix = 10;
    int skip = 0;
    if (digits.startsWith("0x") || digits.startsWith("0X")) {
      radix = 16;
      skip = 2;
    } else if (digits.startsWith("0b") || digits.startsWith("0B")) {
      radix = 2;
      skip = 2;
    } else if (digits.length() > 1 && digits.charAt(0) == '0') {
      radix = 8;
      skip = 1;
    }
    try {
      return Long.parseLong(sign + digits.substring(skip), radix);
    } catch (NumberFormatException e) {
      String reason =
          radix == 8
              ? " is no octal number (it starts with 0), or does not fit 64 bits"
              : " does not fit 64 bits";
      throw new IllegalArgumentException(Describe.quoted(word) + reason, e);
    }
  }

  private static Duration span(String word, String count, ChronoUnit unit) {
    try {
      return Duration.of(Long.parseLong(count), unit);
    } catch (ArithmeticException | NumberFormatException e) {
      throw new IllegalArgumentException(
          Describe.quoted(word) + " is too long for a duration of 64 bits", e);
    }
  }
}
