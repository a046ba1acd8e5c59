package org.jbroker.store;

import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jbroker.BrokerException;

/**
 * Asks a store without waiting: each request returns a number at once, and the {@link Response}
 * with that number comes to this proxy's mailbox. For programs with an event loop of their own.
 *
 * <pre>{@code
 * long id = proxy.get("foo");
 * Response response = proxy.receive();      // response.id() == id
 * }</pre>
 *
 * <p>Numbers begin at 1 and grow by one. Responses come in the order in which they are known, which
 * need not be that of the requests. The mailbox is bounded by the requests that are not yet
 * answered and taken: {@value #MAX_OPEN_REQUESTS}; beyond that a request throws.
 *
 * <p>Safe for use by several threads; each response goes to one of them.
 */
public interface StoreProxy extends AutoCloseable {

  /** How many requests may be open or lie answered in the mailbox. */
  int MAX_OPEN_REQUESTS = 1 << 20;

  /**
   * Asks for the value of a key; a missing key is answered with {@link
   * org.jbroker.ErrorCode#NO_SUCH_KEY}.
   *
   * @throws BrokerException with {@link org.jbroker.ErrorCode#SHUTTING_DOWN} if the proxy is
   *     closed; with {@link org.jbroker.ErrorCode#UNSPECIFIED} if {@value #MAX_OPEN_REQUESTS} are
   *     open
   */
  long get(Object key);

  /** Asks whether a key exists; the answer is a bool. Throws as {@link #get}. */
  long exists(Object key);

  /**
   * Asks for an element of a container; see {@link Store#getIndexFromValue}. A missing key or index
   * is answered with {@link org.jbroker.ErrorCode#NO_SUCH_KEY}. Throws as {@link #get}.
   */
  long getIndexFromValue(Object key, Object index);

  /** Asks for all keys; the answer is a set. Throws as {@link #get}. */
  long keys();

  /** Asks for the number of entries; the answer is a count. Throws as {@link #get}. */
  long size();

  /**
   * Inserts unless the key exists; the answer is a bool that says whether it was inserted. Throws
   * as {@link #get}.
   */
  long putUnique(Object key, Object value);

  /** As {@link #putUnique(Object, Object)}, for an entry that ends after {@code expiry}. */
  long putUnique(Object key, Object value, Duration expiry);

  /**
   * Takes the next response, waiting for one as long as it takes.
   *
   * @throws InterruptedException if the waiting thread is interrupted
   * @throws BrokerException with {@link org.jbroker.ErrorCode#SHUTTING_DOWN} if the proxy is closed
   *     and its mailbox empty
   */
  Response receive() throws InterruptedException;

  /**
   * Takes the next response, waiting at most {@code timeout}; empty if none came.
   *
   * @throws InterruptedException if the waiting thread is interrupted
   */
  Optional<Response> receive(Duration timeout) throws InterruptedException;

  /**
   * Takes {@code n} responses, waiting at most {@code timeout} for all of them; fewer if the time
   * runs out.
   *
   * @throws InterruptedException if the waiting thread is interrupted
   */
  List<Response> receive(int n, Duration timeout) throws InterruptedException;

  /** How many responses wait. */
  int available();

  /**
   * A channel that is readable while responses wait; see {@link
   * org.jbroker.Subscriber#readiness()}.
   */
  SelectableChannel readiness();

  /** Who this proxy is in store events and commands. */
  EntityId id();

  /** Forgets open requests. What waits can still be taken; blocked threads return. */
  @Override
  void close();
}
