package org.jbroker;

import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jbroker.data.Data;

/**
 * Publishing and subscribing, whatever carries the messages: an {@link Endpoint} with its peers, or
 * a {@link org.jbroker.zeek.ZeekWebSocketClient} with its server. What is published does not come
 * back to the own subscribers.
 *
 * <p>All methods are thread-safe and refuse null. After {@link #close()} methods that begin
 * something throw {@link BrokerException} with {@link ErrorCode#SHUTTING_DOWN}.
 */
public interface Messaging extends AutoCloseable {

  /**
   * Publishes a value. Never blocks.
   *
   * @param data converted by {@link Data#of(Object)}
   * @throws IllegalArgumentException if there is no conversion
   */
  default PublishResult publish(String topic, Object data) {
    return publish(Topic.of(topic), Data.of(data));
  }

  /** Publishes a value. Never blocks. */
  PublishResult publish(Topic topic, Data data);

  /** Publishes messages in order. The result is the sum. */
  PublishResult publishBatch(Collection<Message> batch);

  /** Pulls values as fast as they are taken and publishes each; see {@link Endpoint#publishAll}. */
  CompletableFuture<Void> publishAll(Topic topic, Iterator<Data> source);

  /** As {@link #publishAll(Topic, Iterator)} from a {@link Flow.Publisher}, with its demand. */
  CompletableFuture<Void> publishAll(Topic topic, Flow.Publisher<? extends Data> source);

  /** A publisher for a topic with {@link PublisherOptions#DEFAULT}. */
  default Publisher publisher(String topic) {
    return publisher(Topic.of(topic), PublisherOptions.DEFAULT);
  }

  /** A publisher for a topic that waits while nobody takes more. Closed with this. */
  Publisher publisher(Topic topic, PublisherOptions options);

  /** A queue for all messages whose topics start with one of {@code prefixes}. */
  Subscriber subscriber(String... prefixes);

  /** A queue with bounds and an overflow policy of its own. Closed with this. */
  Subscriber subscriber(SubscriberOptions options, Collection<Topic> prefixes);

  /** Calls {@code onMessage} for each message, one at a time; see {@link Endpoint#subscribe}. */
  Subscription subscribe(
      Collection<Topic> prefixes,
      Consumer<? super Message> onMessage,
      Consumer<? super BrokerError> onError);

  /** The messages as a {@link Flow.Publisher}; see {@link Endpoint#flow}. */
  Flow.Publisher<Message> flow(String... prefixes);

  /**
   * Reports what happens to the connections from now on.
   *
   * @param receiveStatuses whether statuses are wanted, too; else errors only
   */
  StatusSubscriber statusSubscriber(boolean receiveStatuses);

  /**
   * Waits until everything accepted so far has been written to its sockets.
   *
   * @return whether that was so within {@code timeout}
   * @throws InterruptedException if the waiting thread is interrupted
   */
  boolean drain(Duration timeout) throws InterruptedException;

  /** Whether {@link #close()} was called. */
  boolean isClosed();

  /** Leaves politely and ends every thread and socket, in bounded time. Idempotent. */
  @Override
  void close();
}
