package org.jbroker.websocket.json;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jbroker.data.Timespan;
import org.jbroker.data.Timestamp;

/**
 * Points in time and lengths of time as text. Stateless.
 *
 * <p>Written: ISO 8601 without zone, which means UTC, with milliseconds if that is exact, else with
 * micro- or nanoseconds; and a whole number of the largest of s, ms, us, ns that is exact. Read:
 * also without fraction or with up to nine digits, with {@code Z} or an offset; and with min, h and
 * d.
 */
final class TimeText {

  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private static final Pattern ISO =
      Pattern.compile(
          "(\\d{4})-(\\d\\d)-(\\d\\d)T(\\d\\d):(\\d\\d):(\\d\\d)(?:\\.(\\d{1,9}))?"
              + "(Z|[+-]\\d\\d(?::?\\d\\d)?)?");

  private static final Pattern SPAN = Pattern.compile("([+-]?\\d{1,19})(ns|us|ms|s|min|h|d)");

  /** The longest text of either kind; longer ones are not even looked at. */
  private static final int MAX_LENGTH = 40;

  private TimeText() {}

  static String format(Timestamp time) {
    Instant instant = time.toInstant();
    LocalDateTime utc = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
    int nanos = instant.getNano();
    String fraction;
    if (nanos % 1_000_000 == 0) {
      fraction = digits(nanos / 1_000_000, 3);
    } else if (nanos % 1_000 == 0) {
      fraction = digits(nanos / 1_000, 6);
    } else {
      fraction = digits(nanos, 9);
    }
    return digits(utc.getYear(), 4)
        + '-'
        + digits(utc.getMonthValue(), 2)
        + '-'
        + digits(utc.getDayOfMonth(), 2)
        + 'T'
        + digits(utc.getHour(), 2)
        + ':'
        + digits(utc.getMinute(), 2)
        + ':'
        + digits(utc.getSecond(), 2)
        + '.'
        + fraction;
  }

  private static String digits(int value, int width) {
    String text = Integer.toString(value);
    return text.length() >= width ? text : "0".repeat(width - text.length()) + text;
  }

  /** Throws {@link IllegalArgumentException} if the text is no point in time that fits. */
  static Timestamp timestamp(String text) {
    Matcher m = ISO.matcher(text.length() > MAX_LENGTH ? "" : text);
    if (!m.matches()) {
      throw new IllegalArgumentException(
          "a timestamp is written as 2022-04-10T07:00:00.123, not as " + quoted(text));
    }
    try {
      LocalDateTime local =
          LocalDateTime.of(
              number(m, 1), number(m, 2), number(m, 3), number(m, 4), number(m, 5), number(m, 6));
      ZoneOffset zone = m.group(8) == null ? ZoneOffset.UTC : ZoneOffset.of(m.group(8));
      String fraction = m.group(7) == null ? "" : m.group(7);
      int nanos = Integer.parseInt(fraction + "0".repeat(9 - fraction.length()));
      return Timestamp.of(Instant.ofEpochSecond(local.toEpochSecond(zone), nanos));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("there is no such time as " + quoted(text), e);
    }
  }

  private static int number(Matcher m, int group) {
    return Integer.parseInt(m.group(group));
  }

  static String format(Timespan span) {
    long nanos = span.nanos();
    if (nanos % 1_000 != 0) {
      return nanos + "ns";
    } else if (nanos % 1_000_000 != 0) {
      return nanos / 1_000 + "us";
    } else if (nanos % NANOS_PER_SECOND != 0) {
      return nanos / 1_000_000 + "ms";
    }
    return nanos / NANOS_PER_SECOND + "s";
  }

  /** Throws {@link IllegalArgumentException} if the text is no length of time that fits. */
  static Timespan timespan(String text) {
    Matcher m = SPAN.matcher(text.length() > MAX_LENGTH ? "" : text);
    if (!m.matches()) {
      throw new IllegalArgumentException(
          "a timespan is a whole number with ns, us, ms, s, min, h or d, not " + quoted(text));
    }
    long unit =
        switch (m.group(2)) {
          case "ns" -> 1;
          case "us" -> 1_000;
          case "ms" -> 1_000_000;
          case "s" -> NANOS_PER_SECOND;
          case "min" -> 60 * NANOS_PER_SECOND;
          case "h" -> 3_600 * NANOS_PER_SECOND;
          default -> 86_400 * NANOS_PER_SECOND;
        };
    try {
      return Timespan.ofNanos(Math.multiplyExact(Long.parseLong(m.group(1)), unit));
    } catch (ArithmeticException | NumberFormatException e) {
      throw new IllegalArgumentException("longer than 2^63 nanoseconds: " + quoted(text), e);
    }
  }

  /** The beginning of a text from elsewhere, for a message. */
  static String quoted(String text) {
    return '"' + (text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) + "..." : text) + '"';
  }
}
