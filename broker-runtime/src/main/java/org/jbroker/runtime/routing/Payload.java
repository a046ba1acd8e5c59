package org.jbroker.runtime.routing;

import java.util.Objects;
import org.jbroker.data.Data;
import org.jbroker.spi.DataCodec;
import org.jbroker.spi.DecodeLimits;

/**
 * What a message carries: a value, or its bytes, or both. Shared by every hop and sink of a message
 * in this process, so it is encoded once however many peers get it, and decoded once, and only if
 * somebody looks.
 *
 * <p>Thread-safe: both forms are immutable, and two threads that make the same form at the same
 * time make equal ones. Bytes that came from the network belong to the payload alone.
 */
public final class Payload {

  private volatile Data data;
  private volatile byte[] bytes;

  private Payload(Data data, byte[] bytes) {
    this.data = data;
    this.bytes = bytes;
  }

  /** A payload that will be encoded when the first peer needs it. */
  public static Payload of(Data data) {
    return new Payload(Objects.requireNonNull(data), null);
  }

  /** A payload in the version-1 binary form, which is not checked here. Takes the array over. */
  public static Payload ofBytes(byte[] bytes) {
    return new Payload(null, Objects.requireNonNull(bytes));
  }

  /**
   * The value.
   *
   * @throws org.jbroker.spi.InvalidDataException if the bytes are none, or exceed {@code limits}
   */
  public Data data(DecodeLimits limits) {
    Data d = data;
    if (d == null) {
      byte[] b = bytes;
      d = DataCodec.decode(b, 0, b.length, limits);
      data = d;
    }
    return d;
  }

  /** The bytes. Not to be changed by anybody. */
  public byte[] bytes() {
    byte[] b = bytes;
    if (b == null) {
      b = DataCodec.encode(data);
      bytes = b;
    }
    return b;
  }

  /** The number of bytes if they are known already, else an estimate that never encodes. */
  public int sizeHint() {
    byte[] b = bytes;
    return b != null ? b.length : 64;
  }

  /** Whether the value exists: it was published here, or somebody has looked. */
  public boolean isDecoded() {
    return data != null;
  }

  /** The value if {@link #isDecoded()}; else null. */
  public Data decoded() {
    return data;
  }
}
