package org.jbroker.cluster.log.file;

/** Finds characters in bytes that may or may not be UTF-8. */
final class Utf8 {

  private Utf8() {}

  /**
   * How many bytes the character has that begins at {@code at}: 1 to 4; 0 if none does (RFC 3629:
   * no surrogates, nothing overlong, nothing beyond U+10FFFF).
   */
  static int length(byte[] bytes, int at) {
    int first = bytes[at] & 0xff;
    if (first < 0x80) {
      return 1;
    }
    int length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || at + length > bytes.length) {
      return 0;
    }
    for (int i = 1; i < length; i++) {
      if ((bytes[at + i] & 0xc0) != 0x80) {
        return 0;
      }
    }
    int second = bytes[at + 1] & 0xff;
    boolean outside =
        first == 0xe0 && second < 0xa0
            || first == 0xed && second > 0x9f
            || first == 0xf0 && second < 0x90
            || first == 0xf4 && second > 0x8f;
    return outside ? 0 : length;
  }
}
