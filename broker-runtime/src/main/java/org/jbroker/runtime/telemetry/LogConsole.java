package org.jbroker.runtime.telemetry;

import java.io.PrintStream;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jbroker.Verbosity;

/**
 * Standard error: {@code [peering/info] 12:00:00.000 message}, with local time, and colour if a
 * person looks. Shorter than the file, as the C++ Broker's.
 */
final class LogConsole implements LineSink {

  private static final String RESET = "\u001B[0m";

  private final PrintStream out;
  private final boolean inColour;
  private final DateTimeFormatter time;

  LogConsole(PrintStream out, boolean inColour, ZoneId zone) {
    this.out = out;
    this.inColour = inColour;
    time = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(zone);
  }

  @Override
  public void write(List<LogLine> lines) {
    for (LogLine line : lines) {
      String text =
          "["
              + line.component()
              + "/"
              + line.level()
              + "] "
              + time.format(line.time())
              + " "
              + line.message();
      // One call per line: a print stream keeps other threads' prints out of it.
      out.println(inColour ? colour(line.level()) + text + RESET : text);
    }
    out.flush();
  }

  private static String colour(Verbosity level) {
    return switch (level) {
      case ERROR -> "\u001B[31m";
      case WARNING -> "\u001B[33m";
      case INFO -> "\u001B[32m";
      default -> "\u001B[36m";
    };
  }

  /** Standard error belongs to the process and stays open. */
  @Override
  public void close() {}
}
