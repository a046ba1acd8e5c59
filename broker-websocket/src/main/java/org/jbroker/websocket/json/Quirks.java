package org.jbroker.websocket.json;

/**
 * What the C++ Broker writes though it is no JSON: the bare words {@code inf}, {@code -inf} and
 * {@code nan} for reals, and the escape {@code \v}. Stateless.
 *
 * <p>The parser refuses them; a text that it refused is rewritten and read once more. So legal
 * texts cost nothing, and none can be read in two ways.
 */
final class Quirks {

  private static final String[] WORDS = {"-inf", "inf", "nan"};

  private Quirks() {}

  /** The text with quotes around the words and {@code \v} in full; the same array if none occur. */
  static char[] repaired(char[] text) {
    StringBuilder out = null;
    int copied = 0;
    boolean quoted = false;
    for (int i = 0; i < text.length; i++) {
      char c = text[i];
      String instead = null;
      int length = 1;
      if (c == '"') {
        quoted = !quoted;
      } else if (quoted && c == '\\') {
        if (i + 1 < text.length && text[i + 1] == 'v') {
          instead = "\\u000b";
          length = 2;
        } else {
          i++; // Whatever is escaped ends no string.
        }
      } else if (!quoted) {
        String word = word(text, i);
        if (word != null) {
          instead = '"' + word + '"';
          length = word.length();
        }
      }
      if (instead != null) {
        out = out == null ? new StringBuilder(text.length + 16) : out;
        out.append(text, copied, i - copied).append(instead);
        copied = i + length;
        i = copied - 1;
      }
    }
    if (out == null) {
      return text;
    }
    out.append(text, copied, text.length - copied);
    char[] result = new char[out.length()];
    out.getChars(0, result.length, result, 0);
    return result;
  }

  /** The word that is the whole of a value at {@code i}, or null. */
  private static String word(char[] text, int i) {
    if (i == 0 || text[i - 1] != ':') {
      return null;
    }
    for (String word : WORDS) {
      int end = i + word.length();
      if (end < text.length && (text[end] == '}' || text[end] == ',') && matches(text, i, word)) {
        return word;
      }
    }
    return null;
  }

  private static boolean matches(char[] text, int at, String word) {
    for (int i = 0; i < word.length(); i++) {
      if (text[at + i] != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
