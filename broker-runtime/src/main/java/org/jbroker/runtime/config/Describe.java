package org.jbroker.runtime.config;

/** Makes text fit for one line of an error message. */
final class Describe {

  /** Longer texts are cut: what is wrong shows at their start. */
  private static final int MAX_CHARS = 60;

  private Describe() {}

  /** The text in single quotes, cut, control characters replaced by question marks. */
  static String quoted(String text) {
    StringBuilder out = new StringBuilder("'");
    int end = Math.min(text.length(), MAX_CHARS);
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      out.append(Character.isISOControl(c) ? '?' : c);
    }
    return out.append(end < text.length() ? "...'" : "'").toString();
  }
}
