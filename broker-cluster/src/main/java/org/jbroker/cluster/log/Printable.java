package org.jbroker.cluster.log;

/** Text from elsewhere as it may stand in an error message. */
final class Printable {

  private static final int MAX_LENGTH = 80;

  private Printable() {}

  /** In quotes, other characters than printable ASCII as {@code ?}, cut where it is long. */
  static String text(String text) {
    StringBuilder out = new StringBuilder("'");
    for (int i = 0; i < text.length() && i < MAX_LENGTH; i++) {
      char c = text.charAt(i);
      out.append(c >= ' ' && c < 0x7f ? c : '?');
    }
    return out.append(text.length() > MAX_LENGTH ? "...'" : "'").toString();
  }
}
