package org.jbroker.runtime.telemetry;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Lets each key through once per period, and a bounded number of keys in all, so that a flood of
 * bad connections, from one address or from many, cannot fill a disk. Thread-safe; the lock is held
 * for a look-up.
 */
final class LogLimiter {

  private final long periodNanos;
  private final int maxKeys;

  /**
   * When each key was let through; oldest first, since a key is only added when it is let through.
   */
  private final Map<Object, Long> admittedNanos = new LinkedHashMap<>();

  private long suppressed;

  LogLimiter(long periodNanos, int maxKeys) {
    this.periodNanos = periodNanos;
    this.maxKeys = maxKeys;
  }

  /** Whether this one is let through at that time of a monotonic clock. */
  synchronized boolean admit(Object key, long nowNanos) {
    Objects.requireNonNull(key, "key");
    Iterator<Long> oldest = admittedNanos.values().iterator();
    while (oldest.hasNext() && nowNanos - oldest.next() >= periodNanos) {
      oldest.remove();
    }
    if (admittedNanos.containsKey(key) || admittedNanos.size() >= maxKeys) {
      suppressed++;
      return false;
    }
    admittedNanos.put(key, nowNanos);
    return true;
  }

  /** How many were not let through, and takes them off the count. */
  synchronized long takeSuppressed() {
    long count = suppressed;
    suppressed = 0;
    return count;
  }
}
