package org.jbroker.spi;

/**
 * Bytes are not what they should be, or exceed a limit.
 *
 * <p>The only exception that reading bytes throws, whatever the bytes.
 */
public class InvalidDataException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int byteOffset;
  private final String reason;

  /**
   * Says where and why.
   *
   * @param byteOffset where in the input the offending bytes begin; 0 is its first byte
   * @param reason what is wrong, for a person
   */
  public InvalidDataException(int byteOffset, String reason) {
    super("invalid data at byte " + byteOffset + ": " + reason);
    this.byteOffset = byteOffset;
    this.reason = reason;
  }

  /** Where in the input the offending bytes begin; 0 is its first byte. */
  public int byteOffset() {
    return byteOffset;
  }

  /** What is wrong, without the place. */
  public String reason() {
    return reason;
  }
}
