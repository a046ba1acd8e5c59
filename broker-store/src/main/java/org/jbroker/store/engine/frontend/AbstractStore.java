package org.jbroker.store.engine.frontend;

import static org.jbroker.store.engine.frontend.Arguments.data;
import static org.jbroker.store.engine.frontend.Arguments.expiryNanos;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jbroker.BrokerException;
import org.jbroker.ErrorCode;
import org.jbroker.data.Data;
import org.jbroker.data.SetData;
import org.jbroker.store.EntityId;
import org.jbroker.store.Store;
import org.jbroker.store.StoreEvent;
import org.jbroker.store.StoreProxy;
import org.jbroker.store.StoreSubscription;
import org.jbroker.store.engine.ops.Operation;

/**
 * What the handles of masters and clones have in common: the conversions of arguments, waiting,
 * proxies, events, and the life cycle. The abstract methods are the engine's.
 *
 * <p>Futures of the engine are completed by threads that must not run foreign code; users get
 * others, completed on the endpoint's executor. Safe for use by several threads; holds no lock.
 */
public abstract class AbstractStore implements Store {

  private final String name;
  private final EntityId id;
  private final Supplier<EntityId> newIds;
  private final EventHub events;
  private final Executor callbacks;
  private final ProxyRequests proxyRequests = new StoreRequests(this);
  private final Set<MailboxProxy> proxies = ConcurrentHashMap.newKeySet();
  private final AtomicLong lastRequestId = new AtomicLong();
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CompletableFuture<Void> detached = new CompletableFuture<>();

  /**
   * A handle.
   *
   * @param newIds gives each proxy its id
   * @param callbacks where users' code runs
   */
  protected AbstractStore(
      String name, EntityId id, Supplier<EntityId> newIds, EventHub events, Executor callbacks) {
    this.name = Objects.requireNonNull(name, "name");
    this.id = Objects.requireNonNull(id, "id");
    this.newIds = Objects.requireNonNull(newIds, "newIds");
    this.events = Objects.requireNonNull(events, "events");
    this.callbacks = Objects.requireNonNull(callbacks, "callbacks");
  }

  /** Applies or sends a change; throws as {@link org.jbroker.store.StoreWriter} says. */
  protected abstract void write(Mutation mutation);

  /**
   * Asks the master to insert. Does not wait; failures come in the future.
   *
   * @param who the handle or proxy that asks
   * @param requestId never used twice by it
   */
  protected abstract CompletableFuture<Boolean> writeUnique(
      Data key, Data value, OptionalLong expiryNanos, EntityId who, long requestId);

  /**
   * Reads on the caller's thread, waiting for contents if need be; throws as {@link
   * org.jbroker.store.StoreReader} says.
   */
  protected abstract <T> T readNow(Function<? super StoreReads, ? extends T> reading);

  /** As {@link #readNow} without waiting; failures come in the future. */
  protected abstract <T> CompletableFuture<T> readLater(
      Function<? super StoreReads, ? extends T> reading);

  /** Completes when the writes so far are durable on the master; fails if one was lost. */
  protected abstract CompletableFuture<Void> flushed();

  /** Completes when nothing is under way. Whoever gives up waiting cancels it. */
  protected abstract CompletableFuture<Void> idle();

  /** Detaches from the endpoint; called once, may wait. */
  protected abstract void detach();

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final EntityId id() {
    return id;
  }

  @Override
  public final void put(Object key, Object value) {
    write(new Mutation.Put(data(key), data(value), OptionalLong.empty()));
  }

  @Override
  public final void put(Object key, Object value, Duration expiry) {
    write(new Mutation.Put(data(key), data(value), expiryNanos(expiry)));
  }

  @Override
  public final void erase(Object key) {
    write(new Mutation.Erase(data(key)));
  }

  @Override
  public final void clear() {
    write(new Mutation.Clear());
  }

  @Override
  public final void increment(Object key, Object amount) {
    update(Operation.INCREMENT, key, OptionalLong.empty(), data(amount));
  }

  @Override
  public final void increment(Object key, Object amount, Duration expiry) {
    update(Operation.INCREMENT, key, expiryNanos(expiry), data(amount));
  }

  @Override
  public final void decrement(Object key, Object amount) {
    update(Operation.DECREMENT, key, OptionalLong.empty(), data(amount));
  }

  @Override
  public final void decrement(Object key, Object amount, Duration expiry) {
    update(Operation.DECREMENT, key, expiryNanos(expiry), data(amount));
  }

  @Override
  public final void append(Object key, Object text) {
    update(Operation.APPEND, key, OptionalLong.empty(), data(text));
  }

  @Override
  public final void append(Object key, Object text, Duration expiry) {
    update(Operation.APPEND, key, expiryNanos(expiry), data(text));
  }

  @Override
  public final void insertInto(Object key, Object index) {
    update(Operation.INSERT_ELEMENT, key, OptionalLong.empty(), data(index));
  }

  @Override
  public final void insertInto(Object key, Object index, Duration expiry) {
    update(Operation.INSERT_ELEMENT, key, expiryNanos(expiry), data(index));
  }

  @Override
  public final void insertInto(Object key, Object index, Object value) {
    update(Operation.INSERT_VALUE, key, OptionalLong.empty(), data(index), data(value));
  }

  @Override
  public final void insertInto(Object key, Object index, Object value, Duration expiry) {
    update(Operation.INSERT_VALUE, key, expiryNanos(expiry), data(index), data(value));
  }

  @Override
  public final void removeFrom(Object key, Object index) {
    update(Operation.REMOVE_FROM, key, OptionalLong.empty(), data(index));
  }

  @Override
  public final void removeFrom(Object key, Object index, Duration expiry) {
    update(Operation.REMOVE_FROM, key, expiryNanos(expiry), data(index));
  }

  @Override
  public final void push(Object key, Object value) {
    update(Operation.PUSH, key, OptionalLong.empty(), data(value));
  }

  @Override
  public final void push(Object key, Object value, Duration expiry) {
    update(Operation.PUSH, key, expiryNanos(expiry), data(value));
  }

  @Override
  public final void pop(Object key) {
    update(Operation.POP, key, OptionalLong.empty());
  }

  @Override
  public final void pop(Object key, Duration expiry) {
    update(Operation.POP, key, expiryNanos(expiry));
  }

  private void update(Operation operation, Object key, OptionalLong expiry, Data... operands) {
    write(new Mutation.Update(operation, data(key), List.of(operands), expiry));
  }

  @Override
  public final boolean putUnique(Object key, Object value) {
    return Futures.await(unique(data(key), data(value), OptionalLong.empty()));
  }

  @Override
  public final boolean putUnique(Object key, Object value, Duration expiry) {
    return Futures.await(unique(data(key), data(value), expiryNanos(expiry)));
  }

  @Override
  public final CompletableFuture<Boolean> putUniqueAsync(Object key, Object value) {
    return forUser(unique(data(key), data(value), OptionalLong.empty()));
  }

  @Override
  public final CompletableFuture<Boolean> putUniqueAsync(
      Object key, Object value, Duration expiry) {
    return forUser(unique(data(key), data(value), expiryNanos(expiry)));
  }

  private CompletableFuture<Boolean> unique(Data key, Data value, OptionalLong expiryNanos) {
    return writeUnique(key, value, expiryNanos, id, lastRequestId.incrementAndGet());
  }

  @Override
  public final void flush() {
    Futures.await(flushed());
  }

  @Override
  public final boolean flush(Duration timeout) {
    return Futures.await(flushed(), timeout);
  }

  @Override
  public final CompletableFuture<Void> flushAsync() {
    return forUser(flushed());
  }

  @Override
  public final Optional<Data> get(Object key) {
    Data k = data(key);
    return readNow(reads -> reads.find(k));
  }

  @Override
  public final CompletableFuture<Optional<Data>> getAsync(Object key) {
    return forUser(proxyRequests.get(data(key)));
  }

  @Override
  public final boolean exists(Object key) {
    Data k = data(key);
    return readNow(reads -> reads.contains(k));
  }

  @Override
  public final CompletableFuture<Boolean> existsAsync(Object key) {
    return forUser(proxyRequests.exists(data(key)));
  }

  @Override
  public final Optional<Data> getIndexFromValue(Object key, Object index) {
    Data k = data(key);
    Data i = data(index);
    return readNow(reads -> reads.elementOf(k, i));
  }

  @Override
  public final CompletableFuture<Optional<Data>> getIndexFromValueAsync(Object key, Object index) {
    return forUser(proxyRequests.getIndexFromValue(data(key), data(index)));
  }

  @Override
  public final SetData keys() {
    return readNow(StoreReads::keys);
  }

  @Override
  public final CompletableFuture<SetData> keysAsync() {
    return forUser(proxyRequests.keys());
  }

  @Override
  public final long size() {
    return readNow(StoreReads::size);
  }

  @Override
  public final CompletableFuture<Long> sizeAsync() {
    return forUser(proxyRequests.size());
  }

  @Override
  public final Map<Data, Data> snapshot() {
    return readNow(StoreReads::snapshot);
  }

  @Override
  public final CompletableFuture<Map<Data, Data>> snapshotAsync() {
    return forUser(readLater(StoreReads::snapshot));
  }

  @Override
  public final StoreProxy proxy() {
    MailboxProxy proxy = new MailboxProxy(newIds.get(), proxyRequests, proxies::remove);
    proxies.add(proxy);
    if (isClosed()) {
      proxy.close();
      throw new BrokerException(ErrorCode.SHUTTING_DOWN, "the store " + name + " is closed");
    }
    return proxy;
  }

  @Override
  public final boolean awaitIdle(Duration timeout) throws InterruptedException {
    CompletableFuture<Void> idle = idle();
    try {
      return Futures.awaitInterruptibly(idle, timeout);
    } finally {
      idle.cancel(false);
    }
  }

  @Override
  public final CompletableFuture<Boolean> awaitIdleAsync(Duration timeout) {
    CompletableFuture<Void> idle = idle();
    CompletableFuture<Boolean> known =
        idle.thenApply(done -> true)
            .completeOnTimeout(false, Arguments.timeoutNanos(timeout), TimeUnit.NANOSECONDS);
    return forUser(known.whenComplete((value, thrown) -> idle.cancel(false)));
  }

  @Override
  public final Flow.Publisher<StoreEvent> events() {
    return events.flow();
  }

  @Override
  public final StoreSubscription onEvent(Consumer<? super StoreEvent> handler) {
    return events.onEvent(handler);
  }

  @Override
  public final boolean isClosed() {
    return closing.get();
  }

  @Override
  public final void close() {
    if (closing.compareAndSet(false, true)) {
      try {
        detach();
      } finally {
        proxies.forEach(MailboxProxy::close);
        events.close();
        detached.complete(null);
      }
    } else {
      detached.join();
    }
  }

  private <T> CompletableFuture<T> forUser(CompletableFuture<T> engines) {
    return Futures.forUser(engines, callbacks);
  }
}
