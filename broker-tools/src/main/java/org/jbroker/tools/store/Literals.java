package org.jbroker.tools.store;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jbroker.data.Data;

/**
 * Keys and values as they are typed and printed.
 *
 * <pre>
 *   5  -5        int        T  F          bool
 *   5c           count      "5" or word   string; in quotes, \" \\ \n \t are escapes
 *   1.5  2e9     real
 * </pre>
 */
final class Literals {

  private static final Pattern INTEGER = Pattern.compile("[+-]?\\d+");
  private static final Pattern COUNT = Pattern.compile("(\\d+)c");
  private static final Pattern REAL =
      Pattern.compile("[+-]?(\\d+\\.\\d*|\\.\\d+|\\d+(?=[eE]))([eE][+-]?\\d+)?");

  private Literals() {}

  /**
   * The value that a text means.
   *
   * @throws IllegalArgumentException if a number is out of range or a quote is not closed
   */
  static Data parse(String text) {
    if (text.startsWith("\"")) {
      return Data.string(unquoted(text));
    }
    Matcher count = COUNT.matcher(text);
    try {
      if (INTEGER.matcher(text).matches()) {
        return Data.integer(Long.parseLong(text));
      } else if (count.matches()) {
        return Data.count(Long.parseUnsignedLong(count.group(1)));
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("\"" + text + "\" does not fit into 64 bits", e);
    }
    if (REAL.matcher(text).matches()) {
      return Data.real(Double.parseDouble(text));
    }
    return switch (text) {
      case "T" -> Data.bool(true);
      case "F" -> Data.bool(false);
      default -> Data.string(text);
    };
  }

  /**
   * Text from bytes.
   *
   * @throws IllegalArgumentException if they are not UTF-8
   */
  static String decode(byte[] utf8) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("the text is not UTF-8; JSON can say such bytes", e);
    }
  }

  private static String unquoted(String text) {
    StringBuilder out = new StringBuilder(text.length());
    int last = text.length() - 1;
    for (int i = 1; i < last; i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < last) {
        c = escaped(text.charAt(++i), text);
      } else if (c == '"' || c == '\\') {
        throw new IllegalArgumentException(
            "cannot read " + text + ": a quote is in the wrong place");
      }
      out.append(c);
    }
    if (last == 0 || text.charAt(last) != '"') {
      throw new IllegalArgumentException("cannot read " + text + ": a quote is not closed");
    }
    return out.toString();
  }

  private static char escaped(char letter, String text) {
    return switch (letter) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case '"', '\\' -> letter;
      default ->
          throw new IllegalArgumentException("cannot read " + text + ": no escape \\" + letter);
    };
  }
}
