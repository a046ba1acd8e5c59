package org.jbroker.store.engine.master;

/**
 * How fast contents are read for a clone that joins: at a steady rate, so that a handover takes a
 * small share of the processors from whatever else the master's process does, and does not fill a
 * machine that both sides share.
 *
 * <p>An entry costs the master about 0.35 us of processor time and a clone that begins just now
 * about 1.5 us, the compiler and the collector included (small keys and values, November 2026). At
 * 125,000 entries a second for each processor of the machine that is a twentieth of the master's
 * processors, and a fifth more if the clone is on the same ones. The first entries, and those that
 * come late because the clone was slow, are not held back.
 *
 * <p>Reads no clock. Not thread-safe.
 */
final class HandoverPace {

  private static final long ENTRIES_PER_SECOND_AND_PROCESSOR = 125_000;
  private static final long SECOND_NANOS = 1_000_000_000;

  /** What is late by more than this is not made up for; so much is free at the beginning, too. */
  private static final long SLACK_NANOS = SECOND_NANOS / 20;

  private final double nanosPerEntry;
  private long nextNanos;

  HandoverPace(int processors, long nowNanos) {
    nanosPerEntry = (double) SECOND_NANOS / (ENTRIES_PER_SECOND_AND_PROCESSOR * processors);
    nextNanos = nowNanos - SLACK_NANOS;
  }

  /** So many entries were read. */
  void read(int entries, long nowNanos) {
    long from = Math.max(nextNanos - nowNanos, -SLACK_NANOS) + nowNanos;
    nextNanos = from + (long) (entries * nanosPerEntry);
  }

  /** How long to wait before the next ones are read; 0 if not at all. */
  long restNanos(long nowNanos) {
    return Math.max(0, nextNanos - nowNanos);
  }
}
