package org.jbroker.data;

import java.util.Arrays;

/**
 * Reads and writes the text of addresses (RFC 4291, section 2.2; printed as RFC 5952 recommends).
 *
 * <p>Own code, since {@code InetAddress.getByName} asks a name service for whatever it cannot read.
 */
final class AddressText {

  private static final int GROUPS = 8;

  /** The longest text: six groups of four digits and a dotted IPv4 address. */
  private static final int MAX_LENGTH = 45;

  private AddressText() {}

  static Address parse(String text) {
    if (text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "no address has " + text.length() + " characters, at most " + MAX_LENGTH);
    }
    if (text.indexOf(':') < 0) {
      return Address.ofV4Bits(dotted(text, 0));
    }
    return parseV6(text);
  }

  private static Address parseV6(String text) {
    int[] groups = new int[GROUPS];
    int count = 0;
    int gap = -1;
    int at = 0;
    int end = text.length();
    if (text.startsWith("::")) {
      gap = 0;
      at = 2;
    }
    while (at < end) {
      int stop = at;
      while (stop < end && isHexDigit(text.charAt(stop))) {
        stop++;
      }
      if (stop < end && text.charAt(stop) == '.') {
        if (count > GROUPS - 2) {
          throw bad(text);
        }
        int v4 = dotted(text, at);
        groups[count++] = v4 >>> 16;
        groups[count++] = v4 & 0xFFFF;
        at = end;
        break;
      }
      if (stop == at || stop - at > 4 || count == GROUPS) {
        throw bad(text);
      }
      groups[count++] = hex(text, at, stop);
      at = stop;
      if (at == end) {
        break;
      }
      if (text.charAt(at) != ':') {
        throw bad(text);
      }
      at++;
      if (at < end && text.charAt(at) == ':') {
        if (gap >= 0) {
          throw bad(text);
        }
        gap = count;
        at++;
      } else if (at == end) {
        throw bad(text);
      }
    }
    if (gap < 0 ? count != GROUPS : count == GROUPS) {
      throw bad(text);
    }
    if (gap >= 0) {
      int tail = count - gap;
      System.arraycopy(groups, gap, groups, GROUPS - tail, tail);
      Arrays.fill(groups, gap, GROUPS - tail, 0);
    }
    return Address.ofBits(bits(groups, 0), bits(groups, 4));
  }

  private static long bits(int[] groups, int from) {
    return (long) groups[from] << 48
        | (long) groups[from + 1] << 32
        | (long) groups[from + 2] << 16
        | groups[from + 3];
  }

  private static int hex(String text, int from, int to) {
    int value = 0;
    for (int i = from; i < to; i++) {
      value = value << 4 | Character.digit(text.charAt(i), 16);
    }
    return value;
  }

  /** Reads four octets from {@code from} to the end. */
  private static int dotted(String text, int from) {
    int result = 0;
    int at = from;
    for (int octet = 0; octet < 4; octet++) {
      if (octet > 0) {
        if (at >= text.length() || text.charAt(at) != '.') {
          throw bad(text);
        }
        at++;
      }
      int start = at;
      int value = 0;
      while (at < text.length() && at - start < 3 && isDigit(text.charAt(at))) {
        value = value * 10 + text.charAt(at) - '0';
        at++;
      }
      // A leading zero means octal to some readers and decimal to others: refuse it.
      boolean leadingZero = at - start > 1 && text.charAt(start) == '0';
      if (at == start || value > 255 || leadingZero) {
        throw bad(text);
      }
      result = result << 8 | value;
    }
    if (at != text.length()) {
      throw bad(text);
    }
    return result;
  }

  /** Not {@code Character.digit} alone, which takes digits of other scripts too. */
  private static boolean isHexDigit(char c) {
    return c <= 'f' && Character.digit(c, 16) >= 0;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static IllegalArgumentException bad(String text) {
    return new IllegalArgumentException("neither an IPv4 nor an IPv6 address: '" + text + "'");
  }

  static void append(Address address, StringBuilder out) {
    if (address.isV4()) {
      int v4 = (int) address.lowBits();
      out.append(v4 >>> 24).append('.').append(v4 >>> 16 & 0xFF).append('.');
      out.append(v4 >>> 8 & 0xFF).append('.').append(v4 & 0xFF);
      return;
    }
    int[] groups = new int[GROUPS];
    for (int i = 0; i < 4; i++) {
      groups[i] = (int) (address.highBits() >>> 48 - 16 * i) & 0xFFFF;
      groups[i + 4] = (int) (address.lowBits() >>> 48 - 16 * i) & 0xFFFF;
    }
    int gap = -1;
    int gapLength = 1;
    for (int i = 0; i < GROUPS; i++) {
      int j = i;
      while (j < GROUPS && groups[j] == 0) {
        j++;
      }
      // The first of the longest runs, and a single zero is no run.
      if (j - i > gapLength) {
        gap = i;
        gapLength = j - i;
      }
      i = Math.max(i, j - 1);
    }
    for (int i = 0; i < GROUPS; i++) {
      if (i == gap) {
        out.append("::");
        i += gapLength - 1;
        continue;
      }
      boolean afterGap = gap >= 0 && i == gap + gapLength;
      if (i > 0 && !afterGap) {
        out.append(':');
      }
      out.append(Integer.toHexString(groups[i]));
    }
  }
}
