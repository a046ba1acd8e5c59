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
 * Gives batches to loggers: to the next one in turn that has not said that it leaves, and whose
 * send buffer has room. What nobody takes stays with the caller.
 *
 * <p>Any thread may call. {@code lock} guards the set of loggers that leave, and makes sending and
 * leaving exclude each other: when {@link #leaving} has returned, nothing more is sent there.
 * Publishing under it does not wait.
 */
final class LogSender implements AutoCloseable {

  private final LogSite site;
  private final LogTally tally;
  private final LogReports reports;

  private final Object lock = new Object();

  /** Names of loggers that say farewell. */
  private final Set<String> leaving = new HashSet<>();

  /** They know whether the buffers towards a topic have room; nothing is published through them. */
  private final Map<String, Publisher> gauges = new HashMap<>();

  LogSender(LogSite site, LogTally tally, LogReports reports) {
    this.site = site;
    this.tally = tally;
    this.reports = reports;
  }

  /** Sends a batch; false if no logger takes it now. */
  boolean send(LogSchema schema, List<List<Data>> rows) {
    PublishResult result;
    synchronized (lock) {
      Optional<String> topic = choose(schema);
      if (topic.isEmpty()) {
        return false;
      }
      try {
        result =
            site.endpoint()
                .publish(Topic.of(topic.get()), LogMessages.batch(schema, rows).toData());
      } catch (BrokerException e) {
        // The endpoint was closed under us: nobody takes anything any more.
        return false;
      }
    }
    if (result.accepted() == 0) {
      return false;
    }
    tally.sent(rows.size());
    if (result.dropped() > 0) {
      reports.overflow(
          LogLoss.SEND_BUFFER_FULL, result.dropped(), "the send buffer of a logger is full");
    }
    return true;
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
      return gauges
              .computeIfAbsent(
                  topic, t -> site.endpoint().publisher(Topic.of(t), PublisherOptions.DEFAULT))
              .demand()
          > 0;
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
