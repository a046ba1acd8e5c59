package org.jbroker.tools.cli;

import java.io.IOException;

/** Standard output was closed by whoever read it, as {@code head} does. */
public final class OutputClosedException extends RuntimeException {

  private static final long serialVersionUID = 1;

  OutputClosedException(IOException cause) {
    super("standard output is closed", cause);
  }
}
