package org.jbroker.tools.cli;

/** Makes text from elsewhere fit on one line of a terminal. */
public final class Lines {

  private Lines() {}

  /**
   * The text with line ends, control characters and marks that change the direction of text written
   * as escapes, so that no peer can forge a line or reprogram a terminal. Tabs stay.
   */
  public static String clean(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isUnsafe(text.charAt(i))) {
        return escape(text, i);
      }
    }
    return text;
  }

  /**
   * The same for a line of JSON, which stays JSON: it has no such characters outside of its
   * strings, where they are written as escapes of JSON.
   */
  public static String cleanJson(String json) {
    StringBuilder out = new StringBuilder(json.length() + 16);
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      out.append(isUnsafe(c) ? String.format("\\u%04x", (int) c) : c);
    }
    return out.length() == json.length() ? json : out.toString();
  }

  private static String escape(String text, int firstUnsafe) {
    StringBuilder out = new StringBuilder(text.length() + 16).append(text, 0, firstUnsafe);
    for (int i = firstUnsafe; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isUnsafe(c)) {
        out.append(c);
      } else if (c == '\n') {
        out.append("\\n");
      } else if (c == '\r') {
        out.append("\\r");
      } else if (c <= 0xFF) {
        out.append(String.format("\\x%02x", (int) c));
      } else {
        out.append(String.format("\\u%04x", (int) c));
      }
    }
    return out.toString();
  }

  private static boolean isUnsafe(char c) {
    if (c < 0x80) {
      return c < ' ' && c != '\t' || c == 0x7F;
    }
    return c <= 0x9F
        || c == 0x2028
        || c == 0x2029
        || c >= 0x202A && c <= 0x202E
        || c >= 0x2066 && c <= 0x2069
        || c == 0x200E
        || c == 0x200F
        || c == 0x061C;
  }
}
