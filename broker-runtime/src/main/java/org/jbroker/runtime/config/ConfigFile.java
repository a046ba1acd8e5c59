package org.jbroker.runtime.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads a configuration file: UTF-8, of limited size. */
final class ConfigFile {

  /** The largest file that is read, in bytes: 1 MiB. Real ones have a few hundred. */
  static final int MAX_BYTES = 1 << 20;

  private ConfigFile() {}

  /**
   * The settings in a file.
   *
   * @throws IllegalArgumentException if the file cannot be read, is too large, is not UTF-8, or has
   *     a wrong syntax
   */
  static List<Setting> read(Path file) {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot read " + file + ": " + e, e);
    }
    if (bytes.length > MAX_BYTES) {
      throw new IllegalArgumentException(file + " is larger than " + MAX_BYTES + " bytes");
    }
    return ConfigParser.parse(file.toString(), decode(file, bytes));
  }

  private static String decode(Path file, byte[] bytes) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult result = decoder.decode(in, out, true);
    String text = out.flip().toString();
    if (result.isError()) {
      long line = 1 + text.chars().filter(c -> c == '\n').count();
      int column = text.length() - text.lastIndexOf('\n');
      throw new IllegalArgumentException(
          file + ":" + line + ":" + column + ": expected UTF-8 text");
    }
    return text;
  }
}
