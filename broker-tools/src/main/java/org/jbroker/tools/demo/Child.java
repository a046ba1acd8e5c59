package org.jbroker.tools.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jbroker.tools.cli.OwnProcess;
import org.jbroker.tools.cli.ToolException;

/**
 * A process of the demo: this program again, with other arguments, in a JVM of its own.
 *
 * <p>It cannot outlive the demo: it ends by itself when its standard input does, which the demo
 * holds. Thread-safe: the monitor guards the lines, which a daemon thread reads and which waiting
 * threads are notified of.
 */
final class Child implements AutoCloseable {

  private static final int HEAP_MEBIBYTES = 64;
  private static final int MAX_LINES = 1000;
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final String name;
  private final Process process;
  private final Thread reader;
  private final List<String> lines = new ArrayList<>();
  private boolean ended;

  /**
   * Starts a process.
   *
   * @param directory its working directory, which should have no broker.conf
   */
  Child(String name, Path directory, String... arguments) {
    this.name = name;
    ProcessBuilder builder =
        OwnProcess.builder(HEAP_MEBIBYTES, List.of(arguments))
            .directory(directory.toFile())
            .redirectErrorStream(true);
    builder.environment().keySet().removeIf(variable -> variable.startsWith("BROKER_"));
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new ToolException("cannot start a process: " + e.getMessage());
    }
    reader = new Thread(this::read, "demo-" + name);
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line;
      while ((line = in.readLine()) != null) {
        add(line);
      }
    } catch (IOException e) {
      add("(its output broke off: " + e.getMessage() + ")");
    }
    synchronized (this) {
      ended = true;
      notifyAll();
    }
  }

  private synchronized void add(String line) {
    if (lines.size() < MAX_LINES) {
      lines.add(line);
      notifyAll();
    }
  }

  /** How many lines it has printed so far. */
  synchronized int printed() {
    return lines.size();
  }

  /** The lines so far that begin with this, without the first lines. */
  synchronized List<String> lines(int ignored, String prefix) {
    return lines.stream().skip(ignored).filter(line -> line.startsWith(prefix)).toList();
  }

  String name() {
    return name;
  }

  long pid() {
    return process.pid();
  }

  /**
   * Waits for a line that matches, also one of those printed already.
   *
   * @return the match
   */
  Matcher awaitLine(String pattern, Duration timeout) throws InterruptedException {
    return awaitLine(0, pattern, timeout);
  }

  /** As {@link #awaitLine(String, Duration)}, ignoring the first lines. */
  synchronized Matcher awaitLine(int ignored, String pattern, Duration timeout)
      throws InterruptedException {
    Pattern wanted = Pattern.compile(pattern);
    long deadlineNanos = System.nanoTime() + timeout.toNanos();
    int next = ignored;
    while (true) {
      while (next < lines.size()) {
        Matcher match = wanted.matcher(lines.get(next++));
        if (match.matches()) {
          return match;
        }
      }
      long leftNanos = deadlineNanos - System.nanoTime();
      if (ended || leftNanos <= 0) {
        throw new DemoFailure(
            name
                + (ended ? " ended" : " printed nothing")
                + " like \""
                + pattern
                + "\"; it said\n"
                + String.join("\n", lines));
      }
      TimeUnit.NANOSECONDS.timedWait(this, leftNanos);
    }
  }

  /** SIGKILL: no chance to say goodbye. */
  void kill() throws InterruptedException {
    process.toHandle().destroyForcibly();
    process.waitFor();
  }

  /** SIGTERM, and waits for the end. */
  void terminate(Duration timeout) throws InterruptedException {
    process.toHandle().destroy();
    if (!process.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new DemoFailure(name + " did not end within " + timeout.toSeconds() + " s");
    }
  }

  /** Ends it at once, if it has not ended, and waits until it has. */
  @Override
  public void close() {
    process.toHandle().destroyForcibly();
    try {
      process.waitFor(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      reader.join(CLOSE_TIMEOUT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
