package org.jbroker.websocket.json;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jbroker.spi.ByteWriter;
import org.jbroker.websocket.protocol.NotUtf8Exception;

/**
 * Strings of Broker, which are bytes, as strings of JSON, which are text.
 *
 * <p>Bytes that are UTF-8 become the text that they are. A byte that is no part of UTF-8 becomes
 * the escape of one low surrogate, U+DC80 to U+DCFF for the bytes 80 to FF: legal JSON that stands
 * for no text, so nothing else can mean it. Python knows the same rule as {@code surrogateescape}.
 *
 * <p>Stateless.
 */
final class JsonText {

  /** The surrogate that stands for byte 0 would be this one; only 80 to FF occur. */
  private static final int ESCAPE_BASE = 0xDC00;

  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private JsonText() {}

  // --- writing

  /** Writes a JSON string with its quotes. */
  static void write(ByteWriter out, byte[] bytes) {
    out.u8('"');
    int clean = 0;
    int i = 0;
    while (i < bytes.length) {
      int b = bytes[i];
      if (b >= ' ' && b != '"' && b != '\\') {
        i++;
        continue;
      }
      int n = b < 0 ? sequence(bytes, i) : 0;
      if (n > 0) {
        i += n;
        continue;
      }
      out.bytes(bytes, clean, i - clean);
      escape(out, b);
      clean = ++i;
    }
    out.bytes(bytes, clean, bytes.length - clean);
    out.u8('"');
  }

  private static void escape(ByteWriter out, int b) {
    out.u8('\\');
    switch (b) {
      case '"', '\\' -> out.u8(b);
      case '\b' -> out.u8('b');
      case '\f' -> out.u8('f');
      case '\n' -> out.u8('n');
      case '\r' -> out.u8('r');
      case '\t' -> out.u8('t');
      default -> {
        int unit = b < 0 ? ESCAPE_BASE | b & 0xFF : b;
        out.u8('u');
        for (int shift = 12; shift >= 0; shift -= 4) {
          out.u8(HEX[unit >> shift & 0xF]);
        }
      }
    }
  }

  /** How many bytes the UTF-8 sequence at {@code i} has, which is no ASCII; 0 if it is none. */
  private static int sequence(byte[] b, int i) {
    int first = b[i] & 0xFF;
    int second = i + 1 < b.length ? b[i + 1] & 0xFF : 0;
    if (first >= 0xC2 && first <= 0xDF) {
      return isTail(second) ? 2 : 0;
    } else if (first >= 0xE0 && first <= 0xEF) {
      int from = first == 0xE0 ? 0xA0 : 0x80; // Not overlong,
      int to = first == 0xED ? 0x9F : 0xBF; // and no surrogate.
      return second >= from && second <= to && isTail(b, i + 2) ? 3 : 0;
    } else if (first >= 0xF0 && first <= 0xF4) {
      int from = first == 0xF0 ? 0x90 : 0x80; // Not overlong,
      int to = first == 0xF4 ? 0x8F : 0xBF; // nor beyond U+10FFFF.
      return second >= from && second <= to && isTail(b, i + 2) && isTail(b, i + 3) ? 4 : 0;
    }
    return 0;
  }

  private static boolean isTail(byte[] b, int i) {
    return i < b.length && isTail(b[i] & 0xFF);
  }

  private static boolean isTail(int b) {
    return b >= 0x80 && b <= 0xBF;
  }

  // --- reading

  /**
   * The bytes that a JSON string stands for.
   *
   * @throws IllegalArgumentException if a surrogate stands alone that means no byte
   */
  static byte[] bytes(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return bytesWithSurrogates(text);
      }
    }
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] bytesWithSurrogates(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(text.length() + 16);
    int clean = 0;
    for (int i = 0; i < text.length(); i++) {
      int c = text.codePointAt(i);
      if (c > Character.MAX_VALUE) {
        i++;
      } else if (Character.isSurrogate((char) c)) {
        if (c < ESCAPE_BASE + 0x80 || c > ESCAPE_BASE + 0xFF) {
          throw new IllegalArgumentException(
              String.format("the surrogate \\u%04x stands alone", c));
        }
        out.writeBytes(text.substring(clean, i).getBytes(StandardCharsets.UTF_8));
        out.write(c);
        clean = i + 1;
      }
    }
    out.writeBytes(text.substring(clean).getBytes(StandardCharsets.UTF_8));
    return out.toByteArray();
  }

  // --- whole inputs

  /**
   * The characters of an input.
   *
   * @throws NotUtf8Exception if it is not UTF-8
   */
  static char[] strict(byte[] utf8) {
    try {
      CharBuffer chars =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)); // Reports, by default.
      char[] result = new char[chars.remaining()];
      chars.get(result);
      return result;
    } catch (CharacterCodingException e) {
      int i = 0;
      while (i < utf8.length && (utf8[i] >= 0 || sequence(utf8, i) > 0)) {
        i += utf8[i] >= 0 ? 1 : sequence(utf8, i);
      }
      throw new NotUtf8Exception(i);
    }
  }

  /** The characters of an input in which bytes beside UTF-8 become their surrogates. */
  static char[] lenient(byte[] bytes) {
    StringBuilder out = new StringBuilder(bytes.length);
    int clean = 0;
    int i = 0;
    while (i < bytes.length) {
      int n = bytes[i] >= 0 ? 1 : sequence(bytes, i);
      if (n == 0) {
        out.append(new String(bytes, clean, i - clean, StandardCharsets.UTF_8));
        out.append((char) (ESCAPE_BASE | bytes[i] & 0xFF));
        clean = i + 1;
        n = 1;
      }
      i += n;
    }
    out.append(new String(bytes, clean, bytes.length - clean, StandardCharsets.UTF_8));
    char[] result = new char[out.length()];
    out.getChars(0, result.length, result, 0);
    return result;
  }

  /** Where in the bytes a character stands, for messages. */
  static int byteOffset(char[] chars, long index) {
    int bytes = 0;
    for (int i = 0; i < Math.min(index, chars.length); i++) {
      char c = chars[i];
      bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }
    return bytes;
  }
}
