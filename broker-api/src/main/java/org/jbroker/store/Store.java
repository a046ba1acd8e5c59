package org.jbroker.store;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

/**
 * A handle on a data store, as its master or as a clone.
 *
 * <pre>{@code
 * store.put("visits", 0);
 * store.increment("visits", 1);
 * store.get("visits", Long.class);           // Optional[1] on a master
 * store.put("session", id, Duration.ofMinutes(30));
 * store.flush();                             // durable on the master from here on
 * }</pre>
 *
 * <p>Reads are {@link StoreReader}'s, writes {@link StoreWriter}'s. Safe for use by several
 * threads; closed with its endpoint.
 */
public interface Store extends StoreReader, StoreWriter, AutoCloseable {

  /** The name, unique among connected endpoints. */
  String name();

  /** Whether this is the master; else it is a clone. */
  boolean isMaster();

  /** Who this handle is in store events and commands. */
  EntityId id();

  /** A new proxy, for requests that are answered to a mailbox. Closed with this store. */
  StoreProxy proxy();

  /**
   * Waits until nothing is under way: on a master, until no clone is joining, all clones have
   * acknowledged everything and no operation of a clone waits; on a clone, until it has its
   * master's contents, nothing is buffered and the master has acknowledged its operations. After
   * that has returned true on both, and with no writes in between, both hold the same entries.
   *
   * @return whether that was so within {@code timeout}
   * @throws InterruptedException if the waiting thread is interrupted
   */
  boolean awaitIdle(Duration timeout) throws InterruptedException;

  /** As {@link #awaitIdle(Duration)} without waiting; completes with what that returns. */
  CompletableFuture<Boolean> awaitIdleAsync(Duration timeout);

  /**
   * What happens to the entries from the moment of subscription on, in order. Each subscriber has a
   * bounded queue of its own; one that is too slow loses the oldest events, which is counted. Its
   * methods are called on the endpoint's executor, never under a lock.
   */
  Flow.Publisher<StoreEvent> events();

  /**
   * Calls {@code handler} for each event from now on, one at a time, in order, on the endpoint's
   * executor. What it throws is logged, and the next event follows.
   */
  StoreSubscription onEvent(Consumer<? super StoreEvent> handler);

  /** Whether {@link #close()} was called, on this or on its endpoint. */
  boolean isClosed();

  /**
   * Detaches the store from its endpoint. A master first makes everything durable that was
   * accepted, and closes its backend; its clones go on as after any loss of their master. Waits for
   * that. Idempotent.
   */
  @Override
  void close();
}
