package org.jbroker.tools.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.stream.Stream;
import org.jbroker.tools.cli.ToolException;

/**
 * Ends what a part of the demo has begun, the latest first: when it is closed, or when the demo is
 * cut short.
 *
 * <p>Used by the thread of the demo and by a shutdown hook; the monitor is the lock between the
 * two. What begins when everything has ended is ended at once, so that a process that is started
 * while the demo is cut short does not outlive it.
 */
final class CleanUp implements AutoCloseable {

  private final Thread hook;
  private final Deque<Runnable> steps = new ArrayDeque<>();
  private boolean ended;

  /** Nothing has begun. {@code part} names the thread of the shutdown hook. */
  CleanUp(String part) {
    hook = new Thread(this::end, part + "-shutdown");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Something has begun that {@code step} ends. */
  synchronized void add(Runnable step) {
    steps.push(step);
    if (ended) {
      end();
    }
  }

  private synchronized void end() {
    ended = true;
    RuntimeException failure = null;
    while (!steps.isEmpty()) {
      try {
        steps.pop().run();
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /**
   * Ends everything, whatever goes wrong, and throws then what did.
   *
   * @throws ToolException if the demo is being cut short
   */
  @Override
  public void close() {
    try {
      end();
    } finally {
      removeHook();
    }
  }

  private void removeHook() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException shuttingDown) {
      throw new ToolException("interrupted");
    }
  }

  /** Deletes a directory, if there is one, with all that is in it; says so if it cannot. */
  static void delete(Path directory, Story story) {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException | UncheckedIOException e) {
      story.say("left behind: " + directory);
    }
  }
}
