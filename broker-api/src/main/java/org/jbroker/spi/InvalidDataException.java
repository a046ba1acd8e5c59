package org.jbroker.spi;

/** Bytes that are no value. (Seam.) */
public class InvalidDataException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says why. */
  public InvalidDataException(String message) {
    super(message);
  }
}
