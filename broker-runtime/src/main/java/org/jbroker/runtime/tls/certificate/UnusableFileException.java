package org.jbroker.runtime.tls.certificate;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A file of TLS that cannot be used. The message names it, and never shows what is in it. */
final class UnusableFileException extends Exception {

  private static final long serialVersionUID = 1L;

  UnusableFileException(Path path, String why) {
    this(path, why, null);
  }

  UnusableFileException(Path path, String why, Throwable cause) {
    super("TLS cannot use " + path + ": " + why, cause);
  }

  /** The exceptions of files have their path as message, and say in their type what happened. */
  static UnusableFileException of(Path path, IOException failure) {
    String why;
    if (failure instanceof NoSuchFileException) {
      why = "there is no such file";
    } else if (failure instanceof AccessDeniedException) {
      why = "reading it is not permitted";
    } else {
      why = "it cannot be read: " + failure.getMessage();
    }
    return new UnusableFileException(path, why, failure);
  }
}
