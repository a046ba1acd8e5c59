package org.jbroker.store.engine.frontend;

import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jbroker.BrokerError;
import org.jbroker.BrokerException;
import org.jbroker.ErrorCode;
import org.jbroker.data.Data;
import org.jbroker.spi.BackendException;
import org.jbroker.store.EntityId;
import org.jbroker.store.engine.master.Master;

/**
 * A master as its user holds it: writes are applied on the caller's thread with the manual's
 * meaning, reads go to the backend. Thread-safe as {@link AbstractStore}.
 */
public final class MasterStore extends AbstractStore {

  private final Master master;
  private final StoreReads reads;
  private final Executor background;
  private final Runnable onClose;

  /**
   * The handle of a master, which it closes.
   *
   * @param newIds gives each proxy its id
   * @param events where {@code master} publishes
   * @param callbacks where users' code runs
   * @param background where asynchronous reads run, which may wait for a disk
   * @param onClose called once when this is closed, before the master: ends ticks and commands
   */
  public MasterStore(
      String name,
      EntityId id,
      Master master,
      Supplier<EntityId> newIds,
      EventHub events,
      Executor callbacks,
      Executor background,
      Runnable onClose) {
    super(name, id, newIds, events, callbacks);
    this.master = Objects.requireNonNull(master, "master");
    this.reads = new BackendReads(master.backend());
    this.background = Objects.requireNonNull(background, "background");
    this.onClose = Objects.requireNonNull(onClose, "onClose");
  }

  @Override
  public boolean isMaster() {
    return true;
  }

  @Override
  protected void write(Mutation mutation) {
    requireOpen();
    try {
      apply(mutation);
    } catch (BackendException e) {
      // A backend that was closed meanwhile refuses, too.
      requireOpen();
      throw e;
    }
  }

  private void apply(Mutation mutation) {
    if (mutation instanceof Mutation.Put put) {
      master.put(put.key(), put.value(), put.expiryNanos(), id());
    } else if (mutation instanceof Mutation.Erase erase) {
      master.erase(erase.key(), id());
    } else if (mutation instanceof Mutation.Clear) {
      master.clear(id());
    } else if (mutation instanceof Mutation.Update op) {
      master.update(
          op.key(),
          current -> op.operation().apply(current, op.operands()),
          op.expiryNanos(),
          id());
    }
  }

  @Override
  protected CompletableFuture<Boolean> writeUnique(
      Data key, Data value, OptionalLong expiryNanos, EntityId who, long requestId) {
    return caught(() -> master.putUnique(key, value, expiryNanos, who));
  }

  @Override
  protected <T> T readNow(Function<? super StoreReads, ? extends T> reading) {
    requireOpen();
    try {
      return reading.apply(reads);
    } catch (BackendException e) {
      requireOpen();
      throw e;
    }
  }

  @Override
  protected <T> CompletableFuture<T> readLater(Function<? super StoreReads, ? extends T> reading) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    try {
      background.execute(
          () -> {
            try {
              answer.complete(readNow(reading));
            } catch (RuntimeException e) {
              answer.completeExceptionally(e);
            }
          });
    } catch (RejectedExecutionException e) {
      answer.completeExceptionally(
          new BrokerException(
              BrokerError.of(ErrorCode.SHUTTING_DOWN, "the endpoint is closing"), e));
    }
    return answer;
  }

  @Override
  protected CompletableFuture<Void> flushed() {
    return caught(master::flush);
  }

  @Override
  protected CompletableFuture<Void> idle() {
    return caught(master::idle);
  }

  private static <T> CompletableFuture<T> caught(Supplier<CompletableFuture<T>> request) {
    try {
      return request.get();
    } catch (BrokerException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  protected void detach() {
    try {
      onClose.run();
    } finally {
      master.close();
    }
  }

  private void requireOpen() {
    if (isClosed()) {
      throw new BrokerException(ErrorCode.SHUTTING_DOWN, "the store " + name() + " is closed");
    }
  }
}
