package org.jbroker.supervisor.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** What tests read from files. */
final class TestFiles {

  private TestFiles() {}

  /** The text of a file; empty if there is none. */
  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException none) {
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The pid in a lock file, if there is one. */
  static Optional<Long> pidIn(Path lock) {
    String text = text(lock).strip();
    return text.isEmpty() ? Optional.empty() : Optional.of(Long.parseLong(text));
  }
}
