package org.jbroker.supervisor.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a worker's script wrote before it became the worker: one line of four words.
 *
 * @param instance which start it was
 * @param main the process
 * @param bootId the kernel's id of this boot, since pids and start times begin anew with the next
 */
record WorkerRecord(String instance, ProcessId main, String bootId) {

  private static final int MAX_BYTES = 512;
  private static final int WORDS = 4;

  /**
   * Reads a record; empty if there is none, or if it is damaged, which is as good as none: then the
   * marks of its processes tell.
   *
   * @throws IOException if it is there and cannot be read
   */
  static Optional<WorkerRecord> read(Path file) throws IOException {
    String text;
    try (InputStream in = Files.newInputStream(file)) {
      text = new String(in.readNBytes(MAX_BYTES), StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    String[] words = text.strip().split(" ");
    if (words.length != WORDS) {
      return Optional.empty();
    }
    try {
      ProcessId main = new ProcessId(Long.parseLong(words[1]), Long.parseLong(words[2]));
      return Optional.of(new WorkerRecord(words[0], main, words[3]));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
