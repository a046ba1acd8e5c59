package org.jbroker.store.engine.frontend;

import java.time.Duration;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jbroker.BrokerException;
import org.jbroker.ErrorCode;
import org.jbroker.data.Data;
import org.jbroker.store.EntityId;
import org.jbroker.store.engine.clone.CloneCore;
import org.jbroker.store.engine.clone.CloneState;
import org.jbroker.store.engine.command.StoreCommand;
import org.jbroker.store.engine.command.StoreCommand.Action;

/**
 * A clone as its user holds it: writes go to the master as commands, reads are answered by the
 * copy. Thread-safe as {@link AbstractStore}.
 */
public final class CloneStore extends AbstractStore {

  /** So long a read waits for the first copy. */
  public static final Duration FIRST_COPY = Duration.ofSeconds(5);

  private final CloneCore core;
  private final StoreReads reads;
  private final UnaryOperator<CompletableFuture<Void>> firstCopyInTime;
  private final Runnable onClose;

  /**
   * The handle of a clone, which it closes.
   *
   * @param newIds gives each proxy its id
   * @param events where {@code core} publishes
   * @param callbacks where users' code runs
   * @param firstCopyInTime ends a future with {@link TimeoutException} after {@link #FIRST_COPY}
   * @param onClose called once when this is closed: ends ticks and commands
   */
  public CloneStore(
      String name,
      CloneCore core,
      Supplier<EntityId> newIds,
      EventHub events,
      Executor callbacks,
      UnaryOperator<CompletableFuture<Void>> firstCopyInTime,
      Runnable onClose) {
    super(name, core.id(), newIds, events, callbacks);
    this.core = core;
    this.reads = new CopyReads(core.reads());
    this.firstCopyInTime = Objects.requireNonNull(firstCopyInTime, "firstCopyInTime");
    this.onClose = Objects.requireNonNull(onClose, "onClose");
  }

  @Override
  public boolean isMaster() {
    return false;
  }

  @Override
  protected void write(Mutation mutation) {
    await(core.write(command(mutation)), Long.MAX_VALUE);
  }

  private Action command(Mutation mutation) {
    if (mutation instanceof Mutation.Put op) {
      return new StoreCommand.Put(op.key(), op.value(), op.expiryNanos(), id());
    }
    if (mutation instanceof Mutation.Erase op) {
      return new StoreCommand.Erase(op.key(), id());
    }
    if (mutation instanceof Mutation.Update op) {
      return new StoreCommand.Update(
          op.operation(), op.key(), op.operands(), op.expiryNanos(), id());
    }
    return new StoreCommand.Clear(id());
  }

  @Override
  protected CompletableFuture<Boolean> writeUnique(
      Data key, Data value, OptionalLong expiryNanos, EntityId who, long requestId) {
    return core.putUnique(who, requestId, key, value, expiryNanos);
  }

  @Override
  protected <T> T readNow(Function<? super StoreReads, ? extends T> reading) {
    if (core.state() == CloneState.JOINING) {
      await(core.reads().synced(), FIRST_COPY.toNanos());
    }
    return reading.apply(reads);
  }

  @Override
  protected <T> CompletableFuture<T> readLater(Function<? super StoreReads, ? extends T> reading) {
    CompletableFuture<Void> ready =
        core.state() == CloneState.JOINING
            ? firstCopyInTime.apply(core.reads().synced())
            : CompletableFuture.completedFuture(null);
    // Whether it came in time or not: the read says what is wrong, if anything is.
    return ready.handle((copied, failure) -> reading.apply(reads));
  }

  @Override
  protected CompletableFuture<Void> flushed() {
    return core.flush();
  }

  @Override
  protected CompletableFuture<Void> idle() {
    return core.idle();
  }

  @Override
  protected void detach() {
    try {
      onClose.run();
    } finally {
      core.close();
    }
  }

  /** Waits; a time-out is no failure, since what follows says what is wrong. */
  private static void await(CompletableFuture<Void> future, long nanos) {
    try {
      future.get(nanos, TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      // The read that follows throws STALE_DATA, unless the copy has just come.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BrokerException(ErrorCode.REQUEST_TIMEOUT, "interrupted while waiting for a store");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof BrokerException known) {
        throw new BrokerException(known.error(), known);
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
