package org.jbroker.spi;

import org.jbroker.data.Data;

/** The binary form of values. (The seam that the runtime compiles against.) */
public final class DataCodec {
  private DataCodec() {}

  /** Encodes. */
  public static byte[] encode(Data data) {
    throw new InvalidDataException("seam");
  }

  /** Decodes. */
  public static Data decode(byte[] buf, int offset, int length, DecodeLimits limits) {
    throw new InvalidDataException("seam");
  }
}
