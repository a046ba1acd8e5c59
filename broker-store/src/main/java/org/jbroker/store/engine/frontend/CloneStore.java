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
import org.jbroker.store.engine.clone.CloneCommands;
import org.jbroker.store.engine.clone.CloneCore;
import org.jbroker.store.engine.clone.CloneState;
import org.jbroker.store.engine.command.StoreCommand.Action;

/**
 * A clone as its user holds it: writes go to the master as the C++ Broker's commands, reads are
 * answered by the copy. Thread-safe as {@link AbstractStore}.
 */
public final class CloneStore extends AbstractStore {

  /** So long a read waits for the first copy. */
  public static final Duration FIRST_COPY = Duration.ofSeconds(5);

  private final CloneCore core;
  private final CloneCommands commands;
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
    this.commands = new CloneCommands(core.id());
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
      return commands.put(op.key(), op.value(), op.expiryNanos());
    }
    if (mutation instanceof Mutation.Erase op) {
      return commands.erase(op.key());
    }
    if (mutation instanceof Mutation.Clear) {
      return commands.clear();
    }
    if (mutation instanceof Mutation.Increment op) {
      return commands.increment(op.key(), op.amount(), op.expiryNanos());
    }
    if (mutation instanceof Mutation.Decrement op) {
      return commands.decrement(op.key(), op.amount(), op.expiryNanos());
    }
    if (mutation instanceof Mutation.Append op) {
      return commands.append(op.key(), op.text(), op.expiryNanos());
    }
    if (mutation instanceof Mutation.InsertElement op) {
      return commands.insertInto(op.key(), op.index(), op.expiryNanos());
    }
    if (mutation instanceof Mutation.InsertValue op) {
      return commands.insertInto(op.key(), op.index(), op.value(), op.expiryNanos());
    }
    if (mutation instanceof Mutation.RemoveFrom op) {
      return commands.removeFrom(op.key(), op.index(), op.expiryNanos());
    }
    if (mutation instanceof Mutation.Push op) {
      return commands.push(op.key(), op.value(), op.expiryNanos());
    }
    Mutation.Pop pop = (Mutation.Pop) mutation;
    return commands.pop(pop.key(), pop.expiryNanos());
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
