package org.jbroker.testkit.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * The last lines of both output streams of a process, bounded in lines and in the length of each.
 *
 * <p>Thread-safe. Two reader threads write, any thread waits; {@code lock} guards everything.
 */
final class OutputLog {

  /** A longer line is broken here. */
  static final int MAX_LINE_CHARS = 8 * 1024;

  private final Object lock = new Object();
  private final int maxLines;
  private final ArrayDeque<OutputLine> lines = new ArrayDeque<>();
  private long nextNumber;
  private int openStreams = 2;

  OutputLog(int maxLines) {
    this.maxLines = maxLines;
  }

  /** Reads a stream to its end, on the calling thread. */
  void readAll(InputStream stream, boolean fromError) {
    try (Reader reader =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      StringBuilder line = new StringBuilder();
      int c;
      while ((c = reader.read()) >= 0) {
        if (c == '\n') {
          add(fromError, line);
        } else {
          line.append((char) c);
          if (line.length() == MAX_LINE_CHARS) {
            add(fromError, line);
          }
        }
      }
      if (line.length() > 0) {
        add(fromError, line);
      }
    } catch (IOException closedByKill) {
      // The pipe went with the process: the same as its end.
    } finally {
      synchronized (lock) {
        openStreams--;
        lock.notifyAll();
      }
    }
  }

  private void add(boolean fromError, StringBuilder line) {
    int end = line.length();
    if (end > 0 && line.charAt(end - 1) == '\r') {
      end--;
    }
    synchronized (lock) {
      lines.add(new OutputLine(nextNumber++, fromError, line.substring(0, end)));
      if (lines.size() > maxLines) {
        lines.remove();
      }
      lock.notifyAll();
    }
    line.setLength(0);
  }

  List<OutputLine> lines() {
    synchronized (lock) {
      return new ArrayList<>(lines);
    }
  }

  /** The number that the next line will have. */
  long nextNumber() {
    synchronized (lock) {
      return nextNumber;
    }
  }

  /** The first line from {@code firstNumber} on that matches; empty when late or at the end. */
  Optional<OutputLine> await(long firstNumber, Predicate<String> wanted, Duration timeout)
      throws InterruptedException {
    long startNanos = System.nanoTime();
    long from = firstNumber;
    while (true) {
      List<OutputLine> fresh = new ArrayList<>();
      boolean ended;
      synchronized (lock) {
        for (OutputLine line : lines) {
          if (line.number() >= from) {
            fresh.add(line);
          }
        }
        ended = openStreams == 0;
        from = Math.max(from, nextNumber);
      }
      // Outside the lock: the predicate is the test's code.
      for (OutputLine line : fresh) {
        if (wanted.test(line.text())) {
          return Optional.of(line);
        }
      }
      if (ended) {
        return Optional.empty();
      }
      synchronized (lock) {
        long leftNanos = timeout.toNanos() - (System.nanoTime() - startNanos);
        if (leftNanos <= 0) {
          return Optional.empty();
        }
        if (nextNumber == from && openStreams > 0) {
          TimeUnit.NANOSECONDS.timedWait(lock, leftNanos + 999_999);
        }
      }
    }
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    List<OutputLine> shown = lines();
    if (!shown.isEmpty() && shown.get(0).number() > 0) {
      text.append("  (").append(shown.get(0).number()).append(" earlier lines forgotten)\n");
    }
    for (OutputLine line : shown) {
      text.append(line.fromError() ? "  err| " : "  out| ").append(line.text()).append('\n');
    }
    return text.toString();
  }
}
