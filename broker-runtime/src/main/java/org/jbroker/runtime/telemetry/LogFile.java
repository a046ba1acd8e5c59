package org.jbroker.runtime.telemetry;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/**
 * The log file: one line per event, with time (UTC), component, level, thread, class, event id and
 * message, separated by spaces.
 *
 * <p>It is opened for appending at the first line. Each line goes out in a write of its own, so
 * that endpoints and processes that share a file never mix up the inside of lines. The first
 * failure is reported to standard error, and nothing is written after it.
 */
final class LogFile implements LineSink {

  private static final DateTimeFormatter FILE_TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter LINE_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final String name;
  private final PrintStream complaints;
  private FileChannel channel;
  private boolean ended;

  LogFile(String name, PrintStream complaints) {
    this.name = name;
    this.complaints = complaints;
  }

  /** The name with {@code [PID]} and {@code [TIMESTAMP]} (UTC, milliseconds) filled in. */
  static String fillIn(String name, long pid, Instant time) {
    return name.replace("[PID]", Long.toString(pid)).replace("[TIMESTAMP]", FILE_TIME.format(time));
  }

  @Override
  public void write(List<LogLine> lines) {
    if (ended) {
      return;
    }
    try {
      if (channel == null) {
        channel =
            FileChannel.open(
                Path.of(name),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.APPEND);
      }
      for (LogLine line : lines) {
        ByteBuffer bytes = ByteBuffer.wrap(format(line).getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
      }
    } catch (IOException | InvalidPathException e) {
      complaints.println(
          LogText.oneLine(
              "broker: cannot write the log file " + name + ", no more is tried: " + e));
      close();
    }
  }

  private static String format(LogLine line) {
    return LINE_TIME.format(line.time())
        + ' '
        + line.component()
        + ' '
        + line.level()
        + ' '
        + line.thread()
        + ' '
        + line.location()
        + ' '
        + line.event()
        + ' '
        + line.message()
        + '\n';
  }

  @Override
  public void close() {
    ended = true;
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        complaints.println(LogText.oneLine("broker: cannot close the log file " + name + ": " + e));
      }
      channel = null;
    }
  }
}
