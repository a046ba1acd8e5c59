package org.jbroker.tools.demo;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jbroker.tools.cli.Console;

/**
 * What the demo tells: aligned lines with the time since the start, what is done, and what has been
 * checked. Used by one thread.
 */
final class Story {

  private static final double MILLIS_PER_SECOND = 1e3;
  private static final String GREEN = "32";
  private static final String RED = "31";
  private static final String BOLD = "1";

  /** A check: returns what was seen, in a few words, or throws {@link DemoFailure}. */
  interface Check {
    String run(Duration timeout) throws InterruptedException;
  }

  private final Console console;
  private final Duration timeout;
  private final long startNanos = System.nanoTime();
  private int checks;

  /**
   * A story that starts now.
   *
   * @param timeout how long each check may take
   */
  Story(Console console, Duration timeout) {
    this.console = console;
    this.timeout = timeout;
  }

  /** A line as it is. */
  void say(String line) {
    console.out(line);
  }

  /** What is done next. */
  void step(String text) {
    line("", BOLD, text);
  }

  /**
   * What must be seen now.
   *
   * @throws DemoFailure if it is not, naming {@code claim}
   */
  void expect(String claim, Check check) throws InterruptedException {
    String seen;
    try {
      seen = check.run(timeout);
    } catch (DemoFailure e) {
      line("FAILED", RED, claim);
      throw new DemoFailure(claim + ": " + e.getMessage());
    }
    checks++;
    line("ok", GREEN, seen.isEmpty() ? claim : claim + ": " + seen);
  }

  /** How many checks have passed. */
  int checks() {
    return checks;
  }

  /** Seconds since the start, with one decimal. */
  String seconds() {
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
    return String.format(Locale.ROOT, "%.1f s", millis / MILLIS_PER_SECOND);
  }

  private void line(String mark, String colour, String text) {
    String padded = String.format(Locale.ROOT, "%-6s", mark);
    if (!console.hasColour()) {
      console.out(String.format(Locale.ROOT, "%7s  %s  %s", seconds(), padded, text));
    } else if (mark.isEmpty()) {
      console.out(
          String.format(Locale.ROOT, "%7s  %s  %s", seconds(), padded, inColour(colour, text)));
    } else {
      console.out(
          String.format(Locale.ROOT, "%7s  %s  %s", seconds(), inColour(colour, padded), text));
    }
  }

  private static String inColour(String colour, String text) {
    return "\u001b[" + colour + "m" + text + "\u001b[0m";
  }
}
