package org.jbroker;

import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A running asynchronous subscription: its callback is called for one message at a time, in order,
 * on the endpoint's executor, never on an event loop and never under a lock.
 *
 * <p>A callback that throws does not end the subscription: the exception goes to the error callback
 * and to the log, and the next message follows.
 */
public interface Subscription extends AutoCloseable {

  /**
   * Adds a callback, which is called after those that are there already, for messages from now on.
   *
   * @return this
   */
  Subscription addHandler(Consumer<? super Message> handler);

  /** The prefixes that it is subscribed to now. */
  Set<Topic> topics();

  /** Subscribes to one more prefix. */
  void addTopic(Topic prefix);

  /** Gives up a prefix. */
  void removeTopic(Topic prefix);

  /** How many messages this subscription lost because its queue was full. */
  long dropped();

  /** Ends the subscription. What is queued is not delivered any more. */
  @Override
  void close();

  /**
   * Ends the subscription and waits until a callback that runs now has returned. Called from that
   * callback itself, it does not wait.
   *
   * @return whether it returned within {@code timeout}
   * @throws InterruptedException if the waiting thread is interrupted
   */
  boolean close(Duration timeout) throws InterruptedException;
}
