package org.jbroker.tools.cli;

import java.time.Duration;
import org.jbroker.BrokerException;
import org.jbroker.Endpoint;
import org.jbroker.ErrorCode;
import org.jbroker.StatusSubscriber;
import org.jbroker.Topic;

/** Whether a peer wants a topic: what is published before that goes nowhere. Thread-safe. */
public final class Interest {

  /** Filters of peers arrive without an event of their own, so they are looked at this often. */
  private static final Duration POLL = Duration.ofMillis(20);

  private static final Duration DRAIN_STEP = Duration.ofSeconds(1);

  private final Endpoint endpoint;
  private final Topic topic;

  /** The interest of the peers of {@code endpoint} in {@code topic}. */
  public Interest(Endpoint endpoint, Topic topic) {
    this.endpoint = endpoint;
    this.topic = topic;
  }

  /** Whether the filter of a direct peer matches now. */
  public boolean isThere() {
    return endpoint.peerSubscriptions().stream().anyMatch(prefix -> prefix.prefixOf(topic));
  }

  /**
   * Waits until the filter of a direct peer matches.
   *
   * @throws BrokerException with {@link ErrorCode#SHUTTING_DOWN} if the endpoint is closed first
   * @throws InterruptedException if the waiting thread is interrupted
   */
  public void await() throws InterruptedException {
    if (isThere()) {
      return;
    }
    try (StatusSubscriber pause = endpoint.statusSubscriber(true)) {
      while (!isThere()) {
        if (endpoint.isClosed()) {
          throw new BrokerException(ErrorCode.SHUTTING_DOWN, "the endpoint is closed");
        }
        pause.get(POLL);
      }
    }
  }

  /**
   * Waits until everything is sent. A slow peer may take as long as it likes; one that has gone
   * takes the rest with it.
   *
   * @throws ToolException if no interested peer is left before that
   * @throws InterruptedException if the waiting thread is interrupted
   */
  public void awaitSent() throws InterruptedException {
    while (!endpoint.drain(DRAIN_STEP)) {
      if (!isThere()) {
        throw new ToolException("the peer left before everything was sent");
      }
    }
  }
}
