package org.jbroker.benchmarks.harness;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Texts under keys, in the order of their arrival under each key. One end of a conversation between
 * a role and its starter.
 *
 * <p>Thread-safe; {@code lock} guards everything, and nothing else happens under it.
 */
final class Mail {

  private final Object lock = new Object();
  private final Map<String, Deque<String>> texts = new HashMap<>();
  private String end;

  void put(String key, String text) {
    synchronized (lock) {
      texts.computeIfAbsent(key, unused -> new ArrayDeque<>()).add(text);
      lock.notifyAll();
    }
  }

  /** Says that nothing more comes, and why. The first reason counts. */
  void end(String reason) {
    synchronized (lock) {
      if (end == null) {
        end = reason;
      }
      lock.notifyAll();
    }
  }

  /**
   * The next text under a key.
   *
   * @throws BenchmarkException if nothing more comes, or none came in time
   */
  String take(String key, long timeoutNanos) throws InterruptedException {
    long startNanos = System.nanoTime();
    synchronized (lock) {
      while (true) {
        Deque<String> waiting = texts.get(key);
        if (waiting != null && !waiting.isEmpty()) {
          return waiting.remove();
        }
        if (end != null) {
          throw new BenchmarkException("no '" + key + "': " + end);
        }
        long leftNanos = timeoutNanos - (System.nanoTime() - startNanos);
        if (leftNanos <= 0) {
          throw new BenchmarkException(
              "no '" + key + "' within " + TimeUnit.NANOSECONDS.toSeconds(timeoutNanos) + " s");
        }
        TimeUnit.NANOSECONDS.timedWait(lock, leftNanos + 999_999);
      }
    }
  }
}
