package org.jbroker;

import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A queue of what happened to the peerings of an endpoint, in order.
 *
 * <p>It sees what happens after it was created. Holds 4,096 events at most; when full it forgets
 * the oldest and counts it. Safe for use by several threads.
 */
public interface StatusSubscriber extends AutoCloseable, Iterable<StatusEvent> {

  /**
   * Takes the next event, waiting for one as long as it takes.
   *
   * @throws InterruptedException if the waiting thread is interrupted
   * @throws BrokerException with {@link ErrorCode#SHUTTING_DOWN} if it is closed and empty
   */
  StatusEvent get() throws InterruptedException;

  /**
   * Takes the next event, waiting at most {@code timeout}; empty if none came.
   *
   * @throws InterruptedException if the waiting thread is interrupted
   */
  Optional<StatusEvent> get(Duration timeout) throws InterruptedException;

  /**
   * Takes {@code n} events, waiting at most {@code timeout} for all of them.
   *
   * @throws InterruptedException if the waiting thread is interrupted
   */
  List<StatusEvent> get(int n, Duration timeout) throws InterruptedException;

  /** Takes all events that are there, which may be none. Does not wait. */
  List<StatusEvent> poll();

  /** How many events wait. */
  int available();

  /** How many events were forgotten because nobody took them. */
  long dropped();

  /** A channel that is readable while events wait; see {@link Subscriber#readiness()}. */
  SelectableChannel readiness();

  /** Ends it. What waits can still be taken; blocked threads return. */
  @Override
  void close();
}
