package org.jbroker.runtime.telemetry;

import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jbroker.Verbosity;

/**
 * Takes lines from any thread and writes them on one of its own, so that an event loop never waits
 * for a disk or a terminal.
 *
 * <p>The queue is bounded. A line that finds it full is dropped and counted; once there is room
 * again a line in the log says how many are missing. The thread starts with the first line, so that
 * an endpoint that logs nothing has none.
 *
 * <p>{@code lock} guards the queue, the counts and the state; no I/O happens under it. The sinks
 * belong to the thread.
 */
final class LineWriter implements AutoCloseable {

  /** How many lines wait at most: about a second of a busy log. */
  static final int DEFAULT_CAPACITY_LINES = 8192;

  /** How many characters of messages wait at most, whatever their number: some megabytes. */
  private static final int CAPACITY_CHARS = 4 << 20;

  /** How long {@link #close} waits for a disk or a terminal that is stuck. */
  static final long DEFAULT_CLOSE_MILLIS = 2000;

  /** A sink with the level from which on it takes lines. */
  record Route(Verbosity threshold, LineSink sink) {
    boolean takes(Verbosity level) {
      return threshold.compareTo(level) <= 0;
    }
  }

  private final String threadName;
  private final int capacityLines;
  private final long closeMillis;
  private final InstantSource clock;
  private final List<Route> routes;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private ArrayDeque<LogLine> queue = new ArrayDeque<>();
  private int queuedChars;
  private Thread thread;
  private boolean closed;
  private long droppedLines;
  private long reportedLines;

  LineWriter(
      String threadName,
      int capacityLines,
      long closeMillis,
      InstantSource clock,
      List<Route> routes) {
    this.threadName = threadName;
    this.capacityLines = capacityLines;
    this.closeMillis = closeMillis;
    this.clock = clock;
    this.routes = List.copyOf(routes);
  }

  /** Hands a line over, or drops it. After {@link #close} nothing happens. */
  void offer(LogLine line) {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      int chars = line.message().length();
      if (queue.size() >= capacityLines || queuedChars + chars > CAPACITY_CHARS) {
        droppedLines++;
        return;
      }
      queue.add(line);
      queuedChars += chars;
      if (thread == null) {
        thread = new Thread(this::run, threadName);
        thread.setDaemon(true);
        thread.start();
      } else if (queue.size() == 1) {
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** How many lines found the queue full. */
  long droppedLines() {
    lock.lock();
    try {
      return droppedLines;
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      for (List<LogLine> batch = take(); !batch.isEmpty(); batch = take()) {
        for (Route route : routes) {
          List<LogLine> lines = batch.stream().filter(line -> route.takes(line.level())).toList();
          if (!lines.isEmpty()) {
            route.sink().write(lines);
          }
        }
      }
    } finally {
      routes.forEach(route -> route.sink().close());
    }
  }

  /** All lines that wait, or none if there will be no more. Called by the thread only. */
  private List<LogLine> take() {
    lock.lock();
    try {
      while (queue.isEmpty() && reportedLines == droppedLines && !closed) {
        changed.awaitUninterruptibly();
      }
      List<LogLine> batch = new ArrayList<>(queue);
      queue = new ArrayDeque<>();
      queuedChars = 0;
      if (reportedLines != droppedLines) {
        batch.add(missing(droppedLines - reportedLines));
        reportedLines = droppedLines;
      }
      return batch;
    } finally {
      lock.unlock();
    }
  }

  private LogLine missing(long lines) {
    return new LogLine(
        clock.instant(),
        Component.ENDPOINT,
        Verbosity.WARNING,
        LogText.oneWord(threadName),
        LineWriter.class.getName(),
        "log-lines-dropped",
        lines + " lines are missing here: they came faster than they could be written");
  }

  /**
   * Writes what was taken, closes the sinks, ends the thread. Bounded: a thread that is stuck in a
   * write is interrupted, which closes the file, and left to end when the write does.
   */
  @Override
  public void close() {
    Thread running;
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
      running = thread;
    } finally {
      lock.unlock();
    }
    if (running == null) {
      return;
    }
    try {
      TimeUnit.MILLISECONDS.timedJoin(running, closeMillis);
    } catch (InterruptedException e) {
      // The caller is in a hurry. The thread writes what is left and ends without being waited for.
      Thread.currentThread().interrupt();
      return;
    }
    if (running.isAlive()) {
      running.interrupt();
    }
  }
}
