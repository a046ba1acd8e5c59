package org.jbroker.benchmarks.message;

import org.jbroker.benchmarks.harness.ResourceUse;
import org.jbroker.benchmarks.harness.RoleContext;

/**
 * Measures a stream of messages at one of its ends: the rate, and what a message costs this
 * process, from the end of the warm-up to the last message. Used by one thread at a time, and its
 * results by any that comes after.
 */
public final class StreamMeter {

  /** The clock is read once for so many messages; a power of two. */
  private static final int CLOCK_EVERY = 256;

  private static final double NANOS_PER_SECOND = 1e9;
  private static final double MICROS_PER_NANO = 1e-3;

  private final SequenceCheck check = new SequenceCheck();
  private final long warmupNanos;
  private long firstNanos;
  private boolean warm;
  private ResourceUse start;
  private long startCount;
  private ResourceUse end;
  private long checksum;

  /**
   * A meter that starts {@code warmupNanos} after the first message; with the first if the stream
   * ends earlier.
   */
  public StreamMeter(long warmupNanos) {
    this.warmupNanos = warmupNanos;
  }

  /** Counts a message. */
  public void accept(long sequence, boolean last) {
    check.accept(sequence);
    if ((check.received() & CLOCK_EVERY - 1) == 1 || last) {
      readClock(last);
    }
  }

  /** Uses what was read of a message, so that the compiler cannot leave the reading out. */
  public void consume(long value) {
    checksum += value;
  }

  private void readClock(boolean last) {
    if (check.received() == 1) {
      start(); // Counts if the stream ends before the warm-up does.
      firstNanos = start.nanoTime();
    } else if (!warm && System.nanoTime() - firstNanos >= warmupNanos) {
      warm = true;
      start();
    }
    if (last) {
      end = ResourceUse.now();
    }
  }

  private void start() {
    start = ResourceUse.now();
    startCount = check.received();
  }

  /** Whether the last message came. */
  public boolean isDone() {
    return end != null;
  }

  /** How many messages came. */
  public long received() {
    return check.received();
  }

  /** Tells the starter: rate, losses, and costs of a message with {@code side} before each name. */
  public void tell(RoleContext context, String side) {
    double messages = Math.max(1, check.received() - startCount);
    context.tell("received", check.received());
    context.tell("checksum", checksum);
    context.tell("lost", check.lost());
    context.tell("reordered", check.reordered());
    context.tell(
        "rate", messages * NANOS_PER_SECOND / Math.max(1, end.nanoTime() - start.nanoTime()));
    context.tell(
        side + " CPU us/msg", (end.cpuNanos() - start.cpuNanos()) * MICROS_PER_NANO / messages);
    context.tell(side + " B/msg", (end.allocatedBytes() - start.allocatedBytes()) / messages);
    context.tell(side + " waits/1000 msg", (end.waits() - start.waits()) * 1000.0 / messages);
  }
}
