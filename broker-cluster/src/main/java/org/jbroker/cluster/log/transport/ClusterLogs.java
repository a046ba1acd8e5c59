package org.jbroker.cluster.log.transport;

import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jbroker.BrokerException;
import org.jbroker.cluster.log.LogLoss;
import org.jbroker.cluster.log.LogMetrics;
import org.jbroker.cluster.log.LogSchema;
import org.jbroker.cluster.log.LogStream;
import org.jbroker.cluster.log.LoggerOptions;
import org.jbroker.cluster.log.file.LogTally;
import org.jbroker.data.Data;
import org.jbroker.data.Vector;

/**
 * All logging of a node.
 *
 * <p>Any thread may call. {@code lock} guards the streams and whether this is closed, so that a
 * record is either in a queue before the last flush, or refused. Batches are made and sent by one
 * thread, that of the scheduler, which is started with the first record; at the end by the one that
 * closes.
 */
public final class ClusterLogs implements AutoCloseable {

  /** The most bytes of a batch: a fraction of the smallest frame that peers usually take. */
  private static final long BATCH_BYTES = 1 << 20;

  /** How often files and queues are looked after. */
  private static final long TICK_MILLIS = 1_000;

  /** How soon busy loggers are looked at again. */
  private static final long BUSY_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private static final Future<?> NOT_PLANNED = CompletableFuture.completedFuture(null);

  private final LogSite site;
  private final LoggerOptions options;
  private final ScheduledExecutorService scheduler;
  private final LogTally tally = new LogTally();
  private final LogReports reports;
  private final LocalLog local;
  private final LogSender sender;
  private final Optional<LogReceiver> receiver;
  private final LogQueue.Budget budget;
  private final long batchIntervalNanos;

  private final Object lock = new Object();
  private final Map<String, Stream> streams = new LinkedHashMap<>();
  private Future<?> soon = NOT_PLANNED;
  private Future<?> later = NOT_PLANNED;
  private boolean closed;

  /**
   * Begins to receive.
   *
   * @param scheduler one thread at most; shut down with this
   * @param clock stamps files, and decides when they are rotated
   */
  public ClusterLogs(
      LogSite site,
      LoggerOptions options,
      ScheduledExecutorService scheduler,
      InstantSource clock) {
    this.site = site;
    this.options = options;
    this.scheduler = scheduler;
    reports = new LogReports(options.onError(), tally);
    local =
        new LocalLog(
            options, options.directory().orElseGet(site::defaultDirectory), clock, tally, reports);
    sender = new LogSender(site, tally, reports);
    batchIntervalNanos = options.batchInterval().toNanos();
    budget = new LogQueue.Budget(options.maxWaitingRecords(), options.maxWaitingBytes());
    receiver =
        site.isClustered()
            ? Optional.of(new LogReceiver(site, options.maxStreams(), local, sender, reports))
            : Optional.empty();
    if (site.writesFiles() && site.isClustered()) {
      tickLater();
    }
  }

  private void tickLater() {
    scheduler.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void tick() {
    local.tick();
    receiver.ifPresent(LogReceiver::countDrops);
  }

  /**
   * A stream to write to: always the same for the same schema.
   *
   * @throws IllegalArgumentException if there is a stream of that id with another schema
   * @throws BrokerException with {@code SHUTTING_DOWN} if this is closed
   */
  public LogStream stream(LogSchema schema) {
    synchronized (lock) {
      if (closed) {
        throw new BrokerException(
            org.jbroker.ErrorCode.SHUTTING_DOWN, "the cluster is closed: " + schema.streamId());
      }
      Stream stream =
          streams.computeIfAbsent(
              schema.streamId(), id -> new Stream(new LogQueue(schema, budget)));
      if (!stream.schema().equals(schema)) {
        throw new IllegalArgumentException(
            "the log stream " + schema.streamId() + " has other columns or another path here");
      }
      return stream;
    }
  }

  private boolean write(LogQueue queue, List<Data> row) {
    synchronized (lock) {
      if (closed) {
        tally.lost(LogLoss.CLOSED, 1);
        return false;
      }
      int waiting = queue.add(row);
      if (waiting > 0) {
        schedule(waiting % options.batchSize() == 0 ? 0 : batchIntervalNanos);
        return true;
      }
    }
    reports.noRoom(queue.schema().streamId());
    return false;
  }

  /** With the lock. */
  private void schedule(long delayNanos) {
    if (delayNanos == 0 && soon.isDone()) {
      soon = scheduler.schedule(this::flush, 0, TimeUnit.NANOSECONDS);
    } else if (delayNanos > 0 && later.isDone()) {
      later = scheduler.schedule(this::flush, delayNanos, TimeUnit.NANOSECONDS);
    }
  }

  private void flush() {
    boolean busy = deliverAll();
    synchronized (lock) {
      // Whatever was added meanwhile did not plan a flush if this one was planned.
      soon = NOT_PLANNED;
      later.cancel(false);
      if (!closed && budget.records() > 0) {
        schedule(busy ? Math.min(BUSY_NANOS, batchIntervalNanos) : batchIntervalNanos);
      }
    }
  }

  /** Delivers what can be delivered; whether some waits for loggers that have much to take. */
  private boolean deliverAll() {
    List<Stream> all;
    synchronized (lock) {
      all = List.copyOf(streams.values());
    }
    boolean busy = false;
    for (Stream stream : all) {
      busy |= deliver(stream.queue) == LogSender.Outcome.BUSY;
    }
    return busy;
  }

  private LogSender.Outcome deliver(LogQueue queue) {
    while (true) {
      List<List<Data>> rows = queue.head(options.batchSize(), BATCH_BYTES);
      if (rows.isEmpty()) {
        return LogSender.Outcome.SENT;
      }
      if (site.writesFiles()) {
        local.write(queue.schema(), rows);
      } else {
        LogSender.Outcome outcome = sender.send(queue.schema(), rows);
        if (outcome != LogSender.Outcome.SENT) {
          return outcome;
        }
      }
      queue.remove(rows.size());
    }
  }

  /** Delivers everything, waiting for loggers that are busy as long as they take something. */
  private void deliverTheRest() throws InterruptedException {
    long deadlineNanos = System.nanoTime() + site.endpoint().options().drainTimeout().toNanos();
    while (deliverAll() && System.nanoTime() - deadlineNanos < 0) {
      TimeUnit.NANOSECONDS.sleep(BUSY_NANOS);
    }
  }

  /** A node is up or down now. */
  public void changed(String node) {
    sender.changed(node);
    synchronized (lock) {
      if (!closed && budget.records() > 0) {
        schedule(0);
      }
    }
  }

  /** What became of the records. */
  public LogMetrics metrics() {
    return tally.snapshot(budget.records());
  }

  /**
   * Delivers what waits. A logger then asks the others to send elsewhere, and writes what it gets
   * until they answered, or {@link LoggerOptions#leaveTimeout()} is over. The endpoint must still
   * be open. Idempotent.
   */
  @Override
  public void close() {
    synchronized (lock) {
      if (closed) {
        return;
      }
      closed = true;
    }
    boolean interrupted = stopScheduler();
    interrupted |= deliverAndLeave();
    receiver.ifPresent(LogReceiver::close);
    receiver.ifPresent(LogReceiver::countDrops);
    int left = budget.records();
    if (left > 0) {
      reports.unsent(left);
    }
    local.close();
    sender.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the thread that delivers; returns whether this thread was interrupted meanwhile. */
  private boolean stopScheduler() {
    boolean interrupted = false;
    synchronized (lock) {
      soon.cancel(false);
      later.cancel(false);
    }
    scheduler.shutdown();
    while (true) {
      try {
        if (scheduler.awaitTermination(1, TimeUnit.SECONDS)) {
          return interrupted;
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
  }

  /** Returns whether this thread was interrupted, and so did not wait any longer. */
  private boolean deliverAndLeave() {
    try {
      deliverTheRest();
      if (site.writesFiles() && receiver.isPresent() && !site.endpoint().isClosed()) {
        receiver.get().leave(options.leaveTimeout());
      }
      return false;
    } catch (InterruptedException e) {
      return true;
    }
  }

  /** A stream of this node. */
  private final class Stream implements LogStream {

    private final LogQueue queue;

    Stream(LogQueue queue) {
      this.queue = queue;
    }

    @Override
    public LogSchema schema() {
      return queue.schema();
    }

    @Override
    public boolean write(Object... values) {
      return ClusterLogs.this.write(queue, schema().row(Arrays.asList(values)));
    }

    @Override
    public boolean write(Record values) {
      Vector components = Data.of(values).get(Vector.class);
      return ClusterLogs.this.write(queue, schema().row(components.asList()));
    }

    @Override
    public String toString() {
      return schema().streamId();
    }
  }
}
