package org.jbroker;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jbroker.data.Data;

/**
 * Publishes under one topic at the pace of those who take it: the way for high-volume streams.
 *
 * <p>There is <em>demand</em> while every matching sink (peers' send buffers, and queues with
 * {@link OverflowPolicy#BACKPRESSURE}) has room. Without demand messages collect in a buffer of
 * {@link PublisherOptions#capacity()}; when that is full, {@link #publish} waits. So a publisher
 * loses nothing to full buffers; what {@link Endpoint#publish} would drop, it holds back.
 *
 * <p>With no matching sink at all messages are discarded at once, as everywhere in Broker.
 * Thread-safe; messages of one thread keep their order.
 */
public interface Publisher extends AutoCloseable {

  /** The topic of every message. */
  Topic topic();

  /**
   * Publishes {@code data}, converted by {@link Data#of(Object)}; waits while the buffer is full.
   *
   * @throws InterruptedException if the waiting thread is interrupted; the message is not sent then
   * @throws BrokerException with {@link ErrorCode#SHUTTING_DOWN} if it is closed
   */
  void publish(Object data) throws InterruptedException;

  /**
   * As {@link #publish(Object)}, waiting at most {@code timeout}.
   *
   * @return whether the message was taken
   * @throws InterruptedException if the waiting thread is interrupted
   */
  boolean publish(Object data, Duration timeout) throws InterruptedException;

  /**
   * Publishes each element in order, waiting while the buffer is full.
   *
   * @throws InterruptedException if the waiting thread is interrupted; the rest is not sent then
   */
  void publishAll(Collection<?> data) throws InterruptedException;

  /** Publishes {@code data} if that is possible without waiting. */
  boolean tryPublish(Object data);

  /**
   * Publishes {@code data} without blocking. The future completes when the message was taken: at
   * once, or when the buffer has room for it. Keep at most a few of these open: each holds its
   * message in memory.
   */
  CompletableFuture<Void> publishAsync(Object data);

  /** How many messages can be sent now without buffering; 0 while a sink is full. */
  int demand();

  /** How many messages wait in the buffer. */
  int buffered();

  /** How many messages the buffer can hold. */
  int capacity();

  /** How many messages the buffer can hold beside those in it. */
  int freeCapacity();

  /** Messages sent per second, averaged over the last second or so. */
  double sendRate();

  /** Says that {@link #close()} shall discard what is buffered instead of sending it first. */
  void dropAllOnClose();

  /**
   * This publisher as the last stage of a {@link Flow} pipeline: it requests from upstream what its
   * buffer has room for. A new view at each call; cancelled when the publisher is closed.
   */
  Flow.Subscriber<Data> asFlowSubscriber();

  /**
   * Ends the publisher. What is buffered is sent first, as far as there is demand within the
   * endpoint's {@link EndpointOptions#drainTimeout()}; the rest is counted as dropped.
   */
  @Override
  void close();
}
