package org.jbroker.tools.store;

import org.jbroker.data.Data;
import org.jbroker.spi.DecodeLimits;
import org.jbroker.spi.InvalidDataException;
import org.jbroker.tools.cli.Lines;
import org.jbroker.websocket.JsonCodec;

/**
 * Keys and values as text without tabs and line ends: read as {@link Literals} or as JSON, which
 * begins with a brace; printed as Broker's text, for people, or as JSON, which keeps everything.
 * Immutable.
 */
final class Fields {

  private final JsonCodec codec;
  private final boolean json;

  /**
   * Reads and prints.
   *
   * @param limits what JSON may hold
   * @param json whether to print JSON
   */
  Fields(DecodeLimits limits, boolean json) {
    this.codec = JsonCodec.create(limits);
    this.json = json;
  }

  /**
   * The value that a text means.
   *
   * @throws IllegalArgumentException if it means none
   */
  Data parse(byte[] utf8) {
    if (utf8.length == 0 || utf8[0] != '{') {
      return Literals.parse(Literals.decode(utf8));
    }
    try {
      return codec.readData(utf8);
    } catch (InvalidDataException e) {
      throw new IllegalArgumentException(
          "not a value as JSON, {\"@data-type\":...,\"data\":...}, at byte "
              + e.byteOffset()
              + ": "
              + e.reason(),
          e);
    }
  }

  /** One line, without a tab, so that programs can take lines apart. */
  String print(Data value) {
    String text = json ? Lines.cleanJson(codec.write(value)) : Lines.clean(value.toString());
    return text.replace("\t", "\\t");
  }
}
