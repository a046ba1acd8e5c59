package org.jbroker.spi;

import java.util.Optional;
import org.jbroker.Message;
import org.jbroker.PublishResult;
import org.jbroker.Topic;
import org.jbroker.data.Data;

/**
 * A WebSocket client in the endpoint: the buffer of what waits for it, and the way in for what it
 * publishes.
 *
 * <p>Thread-safe for publishing; messages are taken by one thread at a time.
 */
public interface WebSocketPort extends AutoCloseable {

  /**
   * Takes the next message. If there is none, {@link #onReady} calls when there is.
   *
   * @return empty if none waits
   */
  Optional<Message> poll();

  /**
   * Sets what is called when a message waits after {@link #poll} found nothing, and when a full
   * buffer closed the port; on the thread that brought it about, so it must neither block nor do
   * much.
   */
  void onReady(Runnable action);

  /** How many messages wait. */
  int queued();

  /** How many messages were lost because the buffer was full. */
  long dropped();

  /** Whether it takes no more messages: it was closed, or a full buffer closed it. */
  boolean isClosed();

  /**
   * Publishes what the client said: to the subscribers and peers of this endpoint and its other
   * clients, not to this one. Never blocks.
   */
  PublishResult publish(Topic topic, Data data);

  /** Ends the subscription. What waits can still be taken. Idempotent. */
  @Override
  void close();

  /** As {@link #close()}, and counts what waits as lost: the client is gone. Idempotent. */
  void discard();
}
