package org.jbroker.data;

/**
 * A value is of another kind than the one asked for, or does not fit it without loss.
 *
 * <p>The message names the value's kind, the wanted type and, inside a record, the component.
 */
public class TypeClashException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  /** A clash described by {@code message}. */
  public TypeClashException(String message) {
    super(message);
  }

  /** A clash described by {@code message}, found while handling {@code cause}. */
  public TypeClashException(String message, Throwable cause) {
    super(message, cause);
  }
}
