package org.jbroker.cluster.log.transport;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jbroker.BrokerError;
import org.jbroker.ErrorCode;
import org.jbroker.Message;
import org.jbroker.Subscription;
import org.jbroker.Topic;
import org.jbroker.cluster.log.LogLoss;
import org.jbroker.cluster.log.LogSchema;
import org.jbroker.cluster.log.wire.LogMessages;
import org.jbroker.cluster.log.wire.RowCodec;
import org.jbroker.data.Data;
import org.jbroker.data.Str;
import org.jbroker.zeek.Batch;
import org.jbroker.zeek.LogCreate;
import org.jbroker.zeek.LogWrite;
import org.jbroker.zeek.ZeekEvent;
import org.jbroker.zeek.ZeekMessage;

/**
 * Takes what other nodes say about logs: at a logger records, and at every node the notices of
 * loggers that leave.
 *
 * <p>Messages come one at a time, on the endpoint's executor, and are written to files before the
 * next one is taken. {@link #leave} and {@link #close} may be called by any other thread. The
 * streams belong to the thread that takes messages; {@code answered} has its own lock.
 */
final class LogReceiver implements AutoCloseable {

  private static final long MAX_LEAVE_NANOS = TimeUnit.MINUTES.toNanos(1);

  /** A disk may take that long for one batch. */
  private static final long WRITING_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final LogSite site;
  private final int maxStreams;
  private final LocalLog local;
  private final LogSender sender;
  private final LogReports reports;
  private final Subscription subscription;
  private final String id;
  private final Topic marker;

  /** What was announced, by stream and path; the one that is not used for longest is forgotten. */
  private final Map<List<String>, LogSchema> announced = new LinkedHashMap<>(16, 0.75f, true);

  /** Nodes that send no more to this logger; guarded by itself, as is how many were told. */
  private final Set<String> answered = new HashSet<>();

  private int told = Integer.MAX_VALUE;
  private final CompletableFuture<Void> allAnswered = new CompletableFuture<>();
  private final CompletableFuture<Void> drained = new CompletableFuture<>();

  /** Written by the thread that takes messages alone. */
  private volatile long taken;

  private long countedDrops;

  LogReceiver(LogSite site, int maxStreams, LocalLog local, LogSender sender, LogReports reports) {
    this.site = site;
    this.maxStreams = maxStreams;
    this.local = local;
    this.sender = sender;
    this.reports = reports;
    id = site.endpoint().id().toString();
    marker = Topic.of(site.leavingTopic() + "/" + id);
    List<Topic> topics = new ArrayList<>();
    topics.add(site.leavingTopic());
    if (site.writesFiles()) {
      topics.add(Topic.of(site.logTopicPrefix()));
      topics.add(Topic.of(site.nodeTopic().apply(site.node())));
    }
    subscription = site.endpoint().subscribe(topics, this::take, reports::tell);
  }

  private void take(Message message) {
    if (message.topic().equals(marker)) {
      drained.complete(null);
      return;
    }
    heed(message);
    taken = taken + 1;
  }

  private void heed(Message message) {
    Optional<ZeekMessage.Kind> kind = ZeekMessage.kindOf(message.data());
    if (kind.isEmpty() || kind.get() == ZeekMessage.Kind.IDENTIFIER_UPDATE) {
      // Whatever else is sent to the topic of this node.
      return;
    }
    Rows rows = new Rows();
    try {
      visit(ZeekMessage.from(message.data()), rows);
    } catch (IllegalArgumentException e) {
      reports.refused(1, e.getMessage());
    }
    rows.write();
  }

  /** Recurses no deeper than values nest. */
  private void visit(ZeekMessage message, Rows rows) {
    if (message instanceof Batch batch) {
      batch.messages().forEach(inner -> visit(inner, rows));
    } else if (message instanceof ZeekEvent event) {
      LogNotice.from(event).ifPresent(this::heed);
    } else if (site.writesFiles() && message instanceof LogCreate create) {
      announced(create);
    } else if (site.writesFiles() && message instanceof LogWrite write) {
      record(write, rows);
    }
  }

  private void announced(LogCreate create) {
    try {
      LogSchema schema = LogMessages.schema(create);
      announced.put(List.of(schema.streamId(), schema.path()), schema);
      if (announced.size() > maxStreams) {
        announced.remove(announced.keySet().iterator().next());
      }
    } catch (IllegalArgumentException e) {
      // Its records are refused one by one.
      reports.refused(0, e.getMessage());
    }
  }

  private void record(LogWrite write, Rows rows) {
    String stream = write.streamId().name();
    LogSchema schema = announced.get(List.of(stream, write.path().text()));
    if (schema == null) {
      reports.refused(1, "a record of a log stream that was not announced, or was refused");
      return;
    }
    try {
      rows.add(schema, RowCodec.decode(schema, write.serialData().toBytes()));
    } catch (IllegalArgumentException e) {
      reports.refused(1, e.getMessage());
    }
  }

  private void heed(LogNotice notice) {
    switch (notice.kind()) {
      case LEAVING -> {
        if (!notice.id().equals(id)) {
          farewell(notice);
        }
      }
      case LEFT -> {
        if (notice.id().equals(id)) {
          synchronized (answered) {
            answered.add(notice.name());
          }
          checkAnswers();
        }
      }
    }
  }

  private void checkAnswers() {
    boolean all;
    synchronized (answered) {
      all = answered.size() >= told;
    }
    if (all) {
      allAnswered.complete(null);
    }
  }

  private void farewell(LogNotice notice) {
    sender.leaving(notice.name());
    if (!site.isUp().test(notice.name(), notice.id())) {
      // No member: it is gone already, or never was one.
      sender.changed(notice.name());
    }
    // Behind everything that was sent to it.
    LogNotice answer = new LogNotice(LogNotice.Kind.LEFT, site.node(), notice.id());
    site.endpoint()
        .publish(Topic.of(site.nodeTopic().apply(notice.name())), answer.toEvent().toData());
  }

  /** Counts what the queue lost since the last time. */
  void countDrops() {
    long drops = subscription.dropped();
    if (drops > countedDrops) {
      reports.overflow(
          LogLoss.QUEUE_FULL, drops - countedDrops, "this logger cannot keep up with the others");
      countedDrops = drops;
    }
  }

  /**
   * Asks all nodes to send their logs elsewhere, and waits until they said so and everything they
   * had sent is written: as long as there is progress, and a minute at most.
   *
   * @param patience how long nodes may stay silent; what was not waited for is reported
   * @throws InterruptedException if the waiting thread is interrupted
   */
  void leave(Duration patience) throws InterruptedException {
    long deadlineNanos = System.nanoTime() + MAX_LEAVE_NANOS;
    LogNotice notice = new LogNotice(LogNotice.Kind.LEAVING, site.node(), id);
    int peers = site.endpoint().publish(site.leavingTopic(), notice.toEvent().toData()).accepted();
    synchronized (answered) {
      told = peers;
    }
    checkAnswers();
    if (!await(allAnswered, patience.toNanos(), deadlineNanos)) {
      reports.tell(
          BrokerError.of(
              ErrorCode.SHUTTING_DOWN,
              "not all nodes answered that this logger leaves; log records that they still send to"
                  + " it are lost"));
    }
    site.endpoint().publishLocally(marker, Str.of(id));
    if (!await(drained, WRITING_PATIENCE_NANOS, deadlineNanos)) {
      reports.tell(
          BrokerError.of(
              ErrorCode.SHUTTING_DOWN,
              "this logger left before it had written all log records that it had received"));
    }
  }

  /** Waits while messages are taken; whether what was waited for came. */
  private boolean await(CompletableFuture<Void> event, long patienceNanos, long deadlineNanos)
      throws InterruptedException {
    while (true) {
      long before = taken;
      try {
        event.get(patienceNanos, TimeUnit.NANOSECONDS);
        return true;
      } catch (TimeoutException e) {
        if (taken == before || System.nanoTime() - deadlineNanos > 0) {
          return false;
        }
      } catch (ExecutionException e) {
        throw new AssertionError("completed by this class alone, without a failure", e);
      }
    }
  }

  @Override
  public void close() {
    subscription.close();
  }

  /** Rows of a message that wait for others of the same stream, to be written together. */
  private final class Rows {

    private LogSchema schema;
    private List<List<Data>> rows = new ArrayList<>();

    void add(LogSchema of, List<Data> row) {
      if (!of.equals(schema)) {
        write();
        schema = of;
      }
      rows.add(row);
    }

    void write() {
      if (!rows.isEmpty()) {
        local.write(schema, rows);
        rows = new ArrayList<>();
      }
    }
  }
}
