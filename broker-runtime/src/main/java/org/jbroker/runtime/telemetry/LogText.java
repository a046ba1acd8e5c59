package org.jbroker.runtime.telemetry;

/**
 * Makes text from anywhere, the network included, safe for one line of a log: what could end the
 * line, drive a terminal, or reorder what is shown becomes an escape sequence.
 */
final class LogText {

  /** Longer texts are cut, so that one line costs bounded memory and disk. */
  static final int MAX_CHARS = 8192;

  private LogText() {}

  /** The text on one line, at most {@link #MAX_CHARS} of its characters. */
  static String oneLine(String text) {
    int end = Math.min(text.length(), MAX_CHARS);
    int i = 0;
    while (i < end && !isUnsafe(text.charAt(i))) {
      i++;
    }
    if (i == text.length()) {
      return text;
    }
    StringBuilder out = new StringBuilder(end + 32).append(text, 0, i);
    for (; i < end; i++) {
      char c = text.charAt(i);
      if (isUnsafe(c)) {
        escape(out, c);
      } else {
        out.append(c);
      }
    }
    if (end < text.length()) {
      out.append("... (").append(text.length() - end).append(" more)");
    }
    return out.toString();
  }

  /** As {@link #oneLine}, without spaces, so that it stays one column. */
  static String oneWord(String text) {
    String line = oneLine(text).replace(' ', '_');
    return line.isEmpty() ? "-" : line;
  }

  private static boolean isUnsafe(char c) {
    return Character.isISOControl(c)
        // Line and paragraph separators, and the marks that change the direction of text.
        || c == 0x2028
        || c == 0x2029
        || c >= 0x202A && c <= 0x202E
        || c >= 0x2066 && c <= 0x2069;
  }

  private static void escape(StringBuilder out, char c) {
    switch (c) {
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> out.append(String.format("\\u%04x", (int) c));
    }
  }
}
