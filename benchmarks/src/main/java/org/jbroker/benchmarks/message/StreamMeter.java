package org.jbroker.benchmarks.message;

import org.jbroker.benchmarks.harness.ResourceUse;
import org.jbroker.benchmarks.harness.RoleContext;

/**
 * Measures a stream of messages at one of its ends: the rate, and what a message costs this
 * process, from the moment that it is told to until the last message.
 *
 * <p>Before that, both ends warm up. How far a JVM has come with compiling depends on the processor
 * time that it got, which on a busy machine is less than what the clock shows; so that is what is
 * counted.
 *
 * <p>Used by one thread at a time, and its results by any that comes after; {@link #measure} may be
 * called by another thread.
 */
public final class StreamMeter {

  /** The clock is read once for so many messages; a power of two. */
  private static final int CLOCK_EVERY = 256;

  private static final double NANOS_PER_SECOND = 1e9;
  private static final double MICROS_PER_NANO = 1e-3;

  private final SequenceCheck check = new SequenceCheck();
  private final long warmAtCpuNanos;
  private final Runnable onWarm;
  private boolean warm;
  private volatile boolean wanted;
  private ResourceUse start;
  private long startCount;
  private ResourceUse end;
  private long checksum;

  /**
   * A meter.
   *
   * @param warmupNanos the processor time of this process that warms it up
   * @param onWarm called when it has had that
   */
  public StreamMeter(long warmupNanos, Runnable onWarm) {
    warmAtCpuNanos = ResourceUse.processCpuNanos() + warmupNanos;
    this.onWarm = onWarm;
  }

  /** Begins to measure with one of the next messages. */
  public void measure() {
    wanted = true;
  }

  /** Counts a message. */
  public void accept(long sequence, boolean last) {
    check.accept(sequence);
    if ((check.received() & CLOCK_EVERY - 1) == 1 || last) {
      readClock(last);
    }
  }

  private void readClock(boolean last) {
    if (!warm && (last || ResourceUse.processCpuNanos() >= warmAtCpuNanos)) {
      warm = true;
      onWarm.run();
    }
    if (start == null && (wanted || last)) {
      start = ResourceUse.now();
      startCount = check.received();
    }
    if (last) {
      end = ResourceUse.now();
    }
  }

  /** Uses what was read of a message, so that the compiler cannot leave the reading out. */
  public void consume(long value) {
    checksum += value;
  }

  /** Whether it has begun to measure. */
  public boolean isMeasuring() {
    return start != null;
  }

  /** How long it has measured so far, while {@link #isMeasuring}. */
  public long measuredNanos() {
    return System.nanoTime() - start.nanoTime();
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
