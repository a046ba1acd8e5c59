package org.jbroker.tools.cli;

/** A failure at run time whose message says to the user all that there is to say. */
public final class ToolException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** A failure with a message for the user. */
  public ToolException(String message) {
    super(message);
  }
}
