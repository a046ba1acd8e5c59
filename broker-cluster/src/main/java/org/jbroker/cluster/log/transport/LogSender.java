package org.jbroker.cluster.log.transport;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jbroker.BrokerException;
import org.jbroker.PublishResult;
import org.jbroker.Publisher;
import org.jbroker.PublisherOptions;
import org.jbroker.Topic;
import org.jbroker.cluster.log.LogLoss;
import org.jbroker.cluster.log.LogSchema;
import org.jbroker.cluster.log.file.LogTally;
import org.jbroker.cluster.log.wire.LogMessages;
import org.jbroker.data.Data;

/**
 * Gives batches to loggers: to the next one in turn that has not said that it leaves, and for which
 * few messages wait to be sent. What nobody takes stays with the caller.
 *
 * <p>Few, and not as many as the send buffer holds: what waits there is lost with the logger, and
 * everything else that this node says to it, such as its name, would have to wait behind it.
 *
 * <p>Any thread may call. {@code lock} guards all fields, and makes sending and leaving exclude
 * each other: when {@link #leaving} has returned, nothing more is sent there. Publishing under it
 * does not wait.
 */
final class LogSender implements AutoCloseable {

  /** The most messages that wait to be sent to a logger when another batch is added to them. */
  private static final int WINDOW = 32;

  /** What became of a batch. */
  enum Outcome {
    /** A logger gets it. */
    SENT,
    /** No logger is there, or none that stays. */
    NOBODY,
    /** There are loggers, but too much waits to be sent to them already. */
    BUSY
  }

  private final LogSite site;
  private final int bufferSize;
  private final int window;
  private final LogTally tally;
  private final LogReports reports;

  private final Object lock = new Object();

  /** Names of loggers that say farewell. */
  private final Set<String> leaving = new HashSet<>();

  /** Whether a logger was passed over because too much waits for it. */
  private boolean busy;

  /** They know whether the buffers towards a topic have room; nothing is published through them. */
  private final Map<String, Publisher> gauges = new HashMap<>();

  LogSender(LogSite site, LogTally tally, LogReports reports) {
    this.site = site;
    bufferSize = site.endpoint().options().peerBufferSize();
    window = Math.max(1, Math.min(WINDOW, bufferSize / 2));
    this.tally = tally;
    this.reports = reports;
  }

  /** Sends a batch, if a logger takes it now. */
  Outcome send(LogSchema schema, List<List<Data>> rows) {
    PublishResult result;
    synchronized (lock) {
      busy = false;
      Optional<String> topic = choose(schema);
      if (topic.isEmpty()) {
        return busy ? Outcome.BUSY : Outcome.NOBODY;
      }
      try {
        result =
            site.endpoint()
                .publish(Topic.of(topic.get()), LogMessages.batch(schema, rows).toData());
      } catch (BrokerException e) {
        // The endpoint was closed under us: nobody takes anything any more.
        return Outcome.NOBODY;
      }
    }
    if (result.accepted() == 0) {
      return Outcome.NOBODY;
    }
    tally.sent(rows.size());
    if (result.dropped() > 0) {
      reports.overflow(
          LogLoss.SEND_BUFFER_FULL, result.dropped(), "the send buffer of a logger is full");
    }
    return Outcome.SENT;
  }

  private Optional<String> choose(LogSchema schema) {
    String anybody = site.logTopicPrefix() + schema.streamId();
    for (int i = 0; i < Math.max(1, site.loggers()); i++) {
      String topic = site.route().apply(schema.streamId());
      if (topic.equals(anybody)) {
        // A logger that leaves is still subscribed to it.
        return leaving.isEmpty() && hasRoom(topic) ? Optional.of(topic) : Optional.empty();
      }
      if (leaving.stream().noneMatch(name -> site.nodeTopic().apply(name).equals(topic))
          && hasRoom(topic)) {
        return Optional.of(topic);
      }
    }
    return Optional.empty();
  }

  private boolean hasRoom(String topic) {
    try {
      int room =
          gauges
              .computeIfAbsent(
                  topic, t -> site.endpoint().publisher(Topic.of(t), PublisherOptions.DEFAULT))
              .demand();
      // Without a subscriber the room is without bound.
      boolean few = room > 0 && (long) bufferSize - room < window;
      busy |= !few;
      return few;
    } catch (BrokerException e) {
      // The endpoint is closed.
      return false;
    }
  }

  /** Nothing is sent to that logger from the moment when this returns, until it comes back. */
  void leaving(String name) {
    synchronized (lock) {
      leaving.add(name);
    }
  }

  /** A logger came, or is gone: in any case it is not leaving any more. */
  void changed(String name) {
    synchronized (lock) {
      leaving.remove(name);
    }
  }

  @Override
  public void close() {
    synchronized (lock) {
      gauges.values().forEach(Publisher::close);
      gauges.clear();
    }
  }
}
