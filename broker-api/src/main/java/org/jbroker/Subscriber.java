package org.jbroker;

import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A queue of the messages whose topics start with one of its prefixes: the synchronous way to
 * receive.
 *
 * <p>Bounded by {@link SubscriberOptions}. Safe for use by several threads; each message goes to
 * one of them. Values are decoded on the thread that takes the message.
 *
 * <p>Iterating takes messages with {@link #get()} and ends when the subscriber is closed and empty.
 */
public interface Subscriber extends AutoCloseable, Iterable<Message> {

  /**
   * Takes the next message, waiting for one as long as it takes.
   *
   * @throws InterruptedException if the waiting thread is interrupted
   * @throws BrokerException with {@link ErrorCode#SHUTTING_DOWN} if the subscriber is closed and
   *     empty
   */
  Message get() throws InterruptedException;

  /**
   * Takes the next message, waiting at most {@code timeout}; empty if none came, or if the
   * subscriber is closed and empty.
   *
   * @throws InterruptedException if the waiting thread is interrupted
   */
  Optional<Message> get(Duration timeout) throws InterruptedException;

  /**
   * Takes {@code n} messages, waiting at most {@code timeout} for all of them; fewer if the time
   * runs out or the subscriber is closed.
   *
   * @throws InterruptedException if the waiting thread is interrupted; what it had taken by then
   *     stays in the queue
   */
  List<Message> get(int n, Duration timeout) throws InterruptedException;

  /** Takes all messages that are there, which may be none. Does not wait. */
  List<Message> poll();

  /** How many messages wait. */
  int available();

  /** How many messages this subscriber lost because its queue was full. */
  long dropped();

  /** The prefixes that it is subscribed to now. */
  Set<Topic> topics();

  /** Subscribes to one more prefix. Messages that this endpoint receives from now on match it. */
  void addTopic(Topic prefix);

  /** Gives up a prefix. */
  void removeTopic(Topic prefix);

  /**
   * Subscribes to one more prefix and waits until every direct peer has been sent the new filter.
   *
   * @return whether that was so within {@code timeout}
   * @throws InterruptedException if the waiting thread is interrupted
   */
  boolean addTopic(Topic prefix, Duration timeout) throws InterruptedException;

  /**
   * Gives up a prefix and waits until every direct peer has been sent the new filter.
   *
   * @return whether that was so within {@code timeout}
   * @throws InterruptedException if the waiting thread is interrupted
   */
  boolean removeTopic(Topic prefix, Duration timeout) throws InterruptedException;

  /**
   * A channel that is readable while messages wait, for a {@link java.nio.channels.Selector} (what
   * {@code fd()} is in C++). It is in non-blocking mode; only its readiness means something: do not
   * read from it. The same object at each call; closed with the subscriber.
   */
  SelectableChannel readiness();

  /** Whether {@link #close()} was called, on this or on its endpoint. */
  boolean isClosed();

  /** Ends the subscription. What waits can still be taken; blocked threads return. */
  @Override
  void close();
}
