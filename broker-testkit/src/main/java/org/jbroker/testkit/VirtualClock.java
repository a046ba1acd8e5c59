package org.jbroker.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Time that moves when the test says so: a wall clock, a ticker and schedulers driven by it.
 *
 * <p>{@link #advance} runs the tasks that become due one after another on the calling thread, by
 * due time and, at the same due time, in the order in which they were scheduled. While a task runs,
 * clock and ticker show its due time; what it schedules within the advanced span runs in the same
 * call. So the same calls always give the same order.
 *
 * <p>Wall clock and ticker move together, except that {@link #stepWall} moves the wall clock alone,
 * as an administrator or NTP does; tasks follow the ticker.
 *
 * <p>Thread-safe. {@code advancing} lets one thread advance at a time and is held while tasks run;
 * {@code lock} guards the fields and is never held while foreign code runs. A task may read and
 * schedule, but not advance.
 */
public final class VirtualClock extends Clock {

  /** Where {@link #VirtualClock()} begins. */
  public static final Instant DEFAULT_START = Instant.parse("2026-01-01T00:00:00Z");

  private final ReentrantLock advancing = new ReentrantLock();
  private final Object lock = new Object();
  private final PriorityQueue<VirtualTask<?>> tasks =
      new PriorityQueue<>(
          Comparator.<VirtualTask<?>>comparingLong(VirtualTask::dueNanos)
              .thenComparingLong(VirtualTask::sequence));
  private Instant wall;
  private long nanos;
  private long nextSequence;

  /** A clock at {@link #DEFAULT_START}, its ticker at zero. */
  public VirtualClock() {
    this(DEFAULT_START);
  }

  /** A clock that begins at {@code start}, its ticker at zero. */
  public VirtualClock(Instant start) {
    wall = Objects.requireNonNull(start, "start");
  }

  @Override
  public Instant instant() {
    synchronized (lock) {
      return wall;
    }
  }

  /** UTC. */
  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  /** A view of this clock with another zone; it moves with this one. */
  @Override
  public Clock withZone(ZoneId zone) {
    return new Zoned(this, Objects.requireNonNull(zone, "zone"));
  }

  /** Monotonic nanoseconds since this clock was made. */
  public long nanoTime() {
    synchronized (lock) {
      return nanos;
    }
  }

  /** {@link #nanoTime} as the function that takes the place of {@link System#nanoTime}. */
  public LongSupplier ticker() {
    return this::nanoTime;
  }

  /** A new executor whose tasks run when this clock is advanced. */
  public VirtualScheduler newScheduler() {
    return new VirtualScheduler(this);
  }

  /** Runs what is due now, as {@code advance(Duration.ZERO)}; returns how many tasks ran. */
  public int runDue() {
    return advance(Duration.ZERO);
  }

  /**
   * Moves time on and runs what becomes due.
   *
   * <p>If a task given to {@code execute} throws, the exception comes out here, with the clock at
   * that task's due time and the later tasks still scheduled; a later call goes on with them.
   * Exceptions of submitted or scheduled tasks are in their futures.
   *
   * @return how many tasks ran
   * @throws IllegalArgumentException if {@code by} is negative
   * @throws IllegalStateException if a task of this clock calls it
   */
  public int advance(Duration by) {
    if (by.isNegative()) {
      throw new IllegalArgumentException("time does not go back: " + by);
    }
    enter();
    try {
      return runUntil(Math.addExact(nanoTime(), by.toNanos()));
    } finally {
      advancing.unlock();
    }
  }

  /**
   * Moves time on until the wall clock shows {@code to}; as {@link #advance}.
   *
   * @throws IllegalArgumentException if {@code to} has passed
   */
  public int advanceTo(Instant to) {
    enter();
    try {
      Duration by = Duration.between(instant(), to);
      if (by.isNegative()) {
        throw new IllegalArgumentException("already " + instant() + ", later than " + to);
      }
      return runUntil(Math.addExact(nanoTime(), by.toNanos()));
    } finally {
      advancing.unlock();
    }
  }

  /** Sets the wall clock forward or, if negative, back; neither ticker nor tasks notice. */
  public void stepWall(Duration by) {
    synchronized (lock) {
      wall = wall.plus(by);
    }
  }

  /** How many tasks of all schedulers are waiting. */
  public int pendingTasks() {
    synchronized (lock) {
      return tasks.size();
    }
  }

  private void enter() {
    if (advancing.isHeldByCurrentThread()) {
      throw new IllegalStateException("a task cannot advance the clock that runs it");
    }
    advancing.lock();
  }

  private int runUntil(long untilNanos) {
    int ran = 0;
    while (true) {
      VirtualTask<?> task;
      synchronized (lock) {
        task = tasks.peek();
        if (task == null || task.dueNanos() > untilNanos) {
          moveTo(untilNanos);
          return ran;
        }
        tasks.remove();
        moveTo(Math.max(nanos, task.dueNanos()));
      }
      task.run();
      ran++;
    }
  }

  private void moveTo(long newNanos) {
    wall = wall.plusNanos(newNanos - nanos);
    nanos = newNanos;
  }

  /** Schedules a task at its due time, behind those that have the same. */
  void add(VirtualTask<?> task) {
    synchronized (lock) {
      task.sequence(nextSequence++);
      tasks.add(task);
    }
  }

  /** Takes a task out; false if it was not waiting. */
  boolean remove(VirtualTask<?> task) {
    synchronized (lock) {
      return tasks.remove(task);
    }
  }

  @Override
  public String toString() {
    synchronized (lock) {
      return "VirtualClock[" + wall + ", nanos=" + nanos + ", tasks=" + tasks.size() + "]";
    }
  }

  /** The same time in another zone. */
  private static final class Zoned extends Clock {
    private final VirtualClock clock;
    private final ZoneId zone;

    Zoned(VirtualClock clock, ZoneId zone) {
      this.clock = clock;
      this.zone = zone;
    }

    @Override
    public Instant instant() {
      return clock.instant();
    }

    @Override
    public ZoneId getZone() {
      return zone;
    }

    @Override
    public Clock withZone(ZoneId other) {
      return clock.withZone(other);
    }
  }
}
