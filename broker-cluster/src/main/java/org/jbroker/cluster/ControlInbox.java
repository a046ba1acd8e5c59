package org.jbroker.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jbroker.Endpoint;
import org.jbroker.Message;
import org.jbroker.StatusEvent;
import org.jbroker.StatusSubscriber;
import org.jbroker.Subscriber;
import org.jbroker.SubscriberOptions;
import org.jbroker.Topic;

/**
 * What an endpoint has to tell the framework: statuses and messages, with one place to wait for
 * both. One thread takes and waits; any thread may {@link #wakeup()} it.
 */
final class ControlInbox implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Cluster.class.getName());

  /** Room for reports of the largest layout, several times over. */
  private static final int QUEUE_MESSAGES = 65_536;

  private final StatusSubscriber statuses;
  private final Subscriber messages;
  private final Selector selector;
  private long statusesDropped;
  private long messagesDropped;

  /** Subscribes. */
  ControlInbox(Endpoint endpoint, Collection<Topic> topics) {
    statuses = endpoint.statusSubscriber(true);
    messages =
        endpoint.subscriber(SubscriberOptions.DEFAULT.withMaxMessages(QUEUE_MESSAGES), topics);
    try {
      selector = Selector.open();
      statuses.readiness().register(selector, SelectionKey.OP_READ);
      messages.readiness().register(selector, SelectionKey.OP_READ);
    } catch (IOException e) {
      statuses.close();
      messages.close();
      throw new UncheckedIOException(e);
    }
  }

  /** The messages that are there. */
  List<Message> messages() {
    if (messages.dropped() != messagesDropped) {
      messagesDropped = messages.dropped();
      LOG.log(
          System.Logger.Level.WARNING,
          "messages of the cluster were lost, {0} by now: its topics are flooded",
          messagesDropped);
    }
    return messages.poll();
  }

  /** The statuses that are there. */
  List<StatusEvent> statuses() {
    return statuses.poll();
  }

  /**
   * Whether statuses were lost since the last call. Those that are there are older than what the
   * endpoint says of its peers when it is asked next, and are forgotten.
   */
  boolean lostStatuses() {
    if (statuses.dropped() == statusesDropped) {
      return false;
    }
    statusesDropped = statuses.dropped();
    statuses.poll();
    return true;
  }

  /** Whether the endpoint was closed. */
  boolean isClosed() {
    return messages.isClosed();
  }

  /** Waits until there is something, the deadline is over, or somebody wakes it up. */
  void await(OptionalLong deadlineNanos, long nowNanos) {
    try {
      if (statuses.available() > 0 || messages.available() > 0) {
        selector.selectNow();
      } else if (deadlineNanos.isEmpty()) {
        selector.select();
      } else {
        long leftNanos = Math.max(0, deadlineNanos.getAsLong() - nowNanos);
        selector.select(TimeUnit.NANOSECONDS.toMillis(leftNanos) + 1);
      }
      selector.selectedKeys().clear();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the {@link #await} that runs, or else the next one. */
  void wakeup() {
    selector.wakeup();
  }

  @Override
  public void close() {
    statuses.close();
    messages.close();
    try {
      selector.close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "cannot close a selector", e);
    }
  }
}
