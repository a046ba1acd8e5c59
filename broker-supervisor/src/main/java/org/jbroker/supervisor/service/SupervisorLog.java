package org.jbroker.supervisor.service;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.temporal.ChronoUnit;

/**
 * The supervisor's own log: lines of time, level and text, appended to a file, so that it can be
 * rotated like those of the workers. Control characters are escaped: a line cannot be forged.
 *
 * <p>A log that cannot be written ends no supervisor: the line goes to stderr instead.
 *
 * <p>Thread-safe; its own lock is held while a line is written.
 */
final class SupervisorLog implements AutoCloseable {

  private final OutputStream out;
  private final Clock clock;

  SupervisorLog(Path file, Clock clock) throws IOException {
    this.clock = clock;
    out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  void info(String text) {
    write("INFO", text);
  }

  void warn(String text) {
    write("WARN", text);
  }

  void error(String text, Throwable cause) {
    StackTraceElement[] trace = cause.getStackTrace();
    write("ERROR", text + ": " + cause + (trace.length == 0 ? "" : " at " + trace[0]));
  }

  private synchronized void write(String level, String text) {
    String line =
        clock.instant().truncatedTo(ChronoUnit.MILLIS) + " " + level + " " + escape(text) + "\n";
    try {
      out.write(line.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      System.err.print(line);
    }
  }

  private static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      escaped.append(Character.isISOControl(c) ? String.format("\\u%04x", (int) c) : c);
    }
    return escaped.toString();
  }

  @Override
  public synchronized void close() throws IOException {
    out.close();
  }
}
