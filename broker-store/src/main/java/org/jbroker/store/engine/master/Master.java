package org.jbroker.store.engine.master;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jbroker.BrokerError;
import org.jbroker.BrokerException;
import org.jbroker.EndpointId;
import org.jbroker.ErrorCode;
import org.jbroker.data.Data;
import org.jbroker.spi.BackendException;
import org.jbroker.spi.BackendListener;
import org.jbroker.spi.StoreBackend;
import org.jbroker.spi.StoredEntry;
import org.jbroker.store.EntityId;
import org.jbroker.store.engine.command.StoreCommand;
import org.jbroker.store.engine.master.EffectQueue.Kind;
import org.jbroker.store.engine.ops.Outcome;

/**
 * The master of a store: the one place where its changes are decided and put in order.
 *
 * <pre>
 *   change --&gt; [lock: backend, expiries; effect n queued] --&gt; visible, the call returns
 *                                  |
 *             durable up to n --&gt; [lock: effect released: event of the channel numbered, ...]
 *                                  |
 *                               outbox, no lock --&gt; clones, acknowledgements, events, futures
 * </pre>
 *
 * <p>So nothing is told to anybody before it is durable, and all are told in the order of the
 * changes. What the backend loses by a failure nobody has heard of: clones need nothing, writing
 * clones are asked to send their commands again, the callers of this process get the error.
 *
 * <p><b>Threads.</b> Writers, the thread that brings commands, the one that ticks, and the
 * backend's enter at any time. The gate's lock guards everything but the reads, which go to the
 * backend directly. Under it no message is sent, no user's code is run, and nothing waits; the
 * outbox is emptied after it was given back. Futures are completed from the outbox: what hangs on
 * them must be the engine's, not a user's.
 */
public final class Master implements AutoCloseable {

  private static final int EXPIRIES_PER_LOCK = 1024;

  // Few enough that other writers need not wait for long, even if each reads from a disk.
  private static final int COMMANDS_PER_LOCK = 64;

  private final MasterContext context;
  private final StoreBackend backend;
  private final CommitGate gate;
  private final CloneChannel clones;
  private final WriterInputs writers;
  private final CommandDispatch dispatch;
  private final Contents contents;
  private final RemoteCommands commands;
  // Where the database was when a failure was reported; no news until it got further.
  private long reportedAt = -1;
  private BackendException untoldLoss;

  /**
   * A master; entries whose time is over are removed at once.
   *
   * @param open opens the backend; the listener hears nothing before the first write
   * @throws BackendException if it cannot be opened or read
   */
  public Master(
      MasterContext context, Function<? super BackendListener, ? extends StoreBackend> open) {
    this.context = Objects.requireNonNull(context, "context");
    this.backend = open.apply(new Listener());
    try {
      this.gate = new CommitGate(backend, this::channelsIdle);
      this.clones =
          new CloneChannel(context, backend, gate.outbox(), this::afterRelease, this::report);
      this.contents =
          new Contents(context, backend, gate.effects(), gate.outbox(), clones::produce);
    } catch (RuntimeException e) {
      backend.close();
      throw e;
    }
    this.commands =
        new RemoteCommands(
            context, backend, contents, gate.effects(), clones::produce, this::report);
    this.writers =
        new WriterInputs(context, commands, gate.outbox(), new WriterPositions(backend.notes()));
    this.dispatch = new CommandDispatch(clones, writers);
    expireDue();
  }

  /** Sets an entry; an expiry is relative. */
  public void put(Data key, Data value, OptionalLong expiryNanos, EntityId publisher) {
    throttled(() -> contents.put(key, value, expiryNanos, publisher, Kind.LOCAL_WRITE));
  }

  /**
   * Applies an operation to the value of a key.
   *
   * @throws BrokerException if it does not fit the value
   */
  public void update(
      Data key,
      Function<? super Optional<Data>, ? extends Outcome> operation,
      OptionalLong expiryNanos,
      EntityId publisher) {
    requireOpen();
    gate.awaitCapacity();
    Outcome outcome =
        local(() -> contents.update(key, operation, expiryNanos, publisher, Kind.LOCAL_WRITE));
    if (outcome instanceof Outcome.Refused refused) {
      throw new BrokerException(refused.code(), refused.message());
    }
  }

  /**
   * Sets an entry unless it exists. Does not wait for room in the backend: the answer comes when
   * there was some.
   *
   * @return completes with the decision when that is durable
   */
  public CompletableFuture<Boolean> putUnique(
      Data key, Data value, OptionalLong expiryNanos, EntityId publisher) {
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    local(
        () -> {
          boolean inserted =
              contents.putUnique(key, value, expiryNanos, publisher, Kind.LOCAL_WRITE);
          tellWhenDurable(Kind.OTHER, answer, inserted);
          return null;
        });
    return answer;
  }

  /** Removes an entry, if there is one. */
  public void erase(Data key, EntityId publisher) {
    throttled(() -> contents.erase(key, publisher, Kind.LOCAL_WRITE));
  }

  /** Removes all entries. */
  public void clear(EntityId publisher) {
    throttled(() -> contents.clear(publisher, Kind.LOCAL_WRITE));
  }

  /** Completes when all writes so far are durable; fails if some were lost since the last one. */
  public CompletableFuture<Void> flush() {
    CompletableFuture<Void> flushed = new CompletableFuture<>();
    gate.enter();
    try {
      requireOpen();
      if (untoldLoss != null) {
        BrokerException loss = lost(untoldLoss);
        untoldLoss = null;
        return CompletableFuture.failedFuture(loss);
      }
      tellWhenDurable(Kind.TELLS, flushed, null);
    } finally {
      gate.leave();
    }
    return flushed;
  }

  private <T> void tellWhenDurable(Kind kind, CompletableFuture<T> future, T value) {
    gate.effects()
        .add(
            backend.writeSequence(),
            kind,
            () -> gate.outbox().add(() -> future.complete(value)),
            cause -> gate.outbox().add(() -> future.completeExceptionally(lost(cause))));
  }

  private static BrokerException lost(BackendException cause) {
    return new BrokerException(
        BrokerError.of(ErrorCode.BACKEND_FAILURE, cause.error().message()), cause);
  }

  /** As {@link #local}, after there is room for it. */
  private void throttled(Runnable change) {
    requireOpen();
    gate.awaitCapacity();
    local(
        () -> {
          change.run();
          return null;
        });
  }

  /** Applies a change of this process. */
  private <T> T local(Supplier<T> change) {
    gate.enter();
    try {
      requireOpen();
      return change.get();
    } finally {
      gate.leaveWithBackPressure();
    }
  }

  /** For reads, which take no lock. It throws once this is closed. */
  public StoreBackend backend() {
    return backend;
  }

  /** Takes a command from the network; one that makes no sense is ignored. Never blocks. */
  public void dispatch(StoreCommand command) {
    dispatchAll(List.of(command));
  }

  /**
   * As {@link #dispatch} for each, in order: the lock is taken once for many, and what follows them
   * is sent together.
   */
  public void dispatchAll(List<StoreCommand> commands) {
    for (int from = 0; from < commands.size(); from += COMMANDS_PER_LOCK) {
      List<StoreCommand> some =
          commands.subList(from, Math.min(commands.size(), from + COMMANDS_PER_LOCK));
      locked(() -> some.forEach(this::dispatchIfOurs));
    }
  }

  private void dispatchIfOurs(StoreCommand command) {
    EntityId receiver = command.receiver();
    if (receiver.isNil() || receiver.equals(context.id())) {
      dispatch.dispatch(command);
    }
  }

  /** Gives up the clones of an endpoint to which no path leads any more. Never blocks. */
  public void unreachable(EndpointId endpoint) {
    locked(
        () -> {
          clones.remove(endpoint);
          writers.remove(endpoint);
        });
  }

  /** Another 100 ms are over: drives the channels, and removes entries whose time is over. */
  public void tick() {
    locked(
        () -> {
          clones.tick();
          writers.tick();
        });
    expireDue();
  }

  /** Removes the entries whose time is over, after the clock was set or a deadline came. */
  public void expireDue() {
    boolean more = true;
    while (more && !gate.isClosed() && nextDeadlineNanos() <= context.wallNanos().getAsLong()) {
      gate.enter();
      try {
        more =
            !gate.isClosed()
                && contents.expireDue(context.wallNanos().getAsLong(), EXPIRIES_PER_LOCK);
      } catch (BackendException e) {
        // They stay due; the next tick tries again.
        report(e);
        return;
      } finally {
        gate.leave();
      }
    }
  }

  /**
   * When {@link #expireDue} has something to do, in nanoseconds since 1970; {@link
   * StoredEntry#NEVER} if not at all. Any thread, without a lock.
   */
  public long nextDeadlineNanos() {
    return contents.nextDeadlineNanos();
  }

  /**
   * Completes when everything is durable, no clone is joining, all have acknowledged everything and
   * no command of one waits; fails when this is closed. Whoever gives up waiting cancels it.
   */
  public CompletableFuture<Void> idle() {
    CompletableFuture<Void> idle = new CompletableFuture<>();
    gate.enter();
    try {
      requireOpen();
      gate.whenIdle(idle);
      gate.effects().add(backend.writeSequence(), Kind.OTHER, clones::requestAcks, cause -> {});
    } finally {
      gate.leave();
    }
    return idle;
  }

  /** How this master stands now. */
  public MasterStats stats() {
    gate.enter();
    try {
      return new MasterStats(
          clones.clones(),
          commands.refused(),
          commands.lost(),
          clones.protocolErrors() + writers.protocolErrors());
    } finally {
      gate.leave();
    }
  }

  /** Makes everything durable, tells whoever waits for it, and closes the backend. Idempotent. */
  @Override
  public void close() {
    gate.enter();
    try {
      if (!gate.close()) {
        return;
      }
    } finally {
      gate.leave();
    }
    backend.close();
    gate.enter();
    try {
      gate.effects()
          .loseAll(new BackendException(ErrorCode.BACKEND_FAILURE, "closed before it was durable"));
      gate.failIdleWaiters(shuttingDown());
    } finally {
      gate.leave();
    }
    gate.outbox().drainAll();
  }

  private void requireOpen() {
    if (gate.isClosed()) {
      throw shuttingDown();
    }
  }

  private BrokerException shuttingDown() {
    return new BrokerException(
        ErrorCode.SHUTTING_DOWN, "the store " + context.name() + " is closed");
  }

  private void locked(Runnable action) {
    gate.enter();
    try {
      if (!gate.isClosed()) {
        action.run();
      }
    } finally {
      gate.leave();
    }
  }

  /** As {@link #locked}; every event of what is durable has its number then. */
  private void afterRelease(Runnable action) {
    locked(
        () -> {
          gate.releaseDurable();
          action.run();
        });
  }

  private boolean channelsIdle() {
    return clones.idle() && writers.idle();
  }

  /** Once until the database got further than it was. */
  private void report(BackendException failure) {
    if (reportedAt != gate.durable()) {
      reportedAt = gate.durable();
      gate.outbox().add(() -> context.reports().accept(failure.error()));
    }
  }

  /** Hears from the backend, on its thread. */
  private final class Listener implements BackendListener {

    @Override
    public void durable(long sequence) {
      gate.enter();
      try {
        gate.durableUpTo(sequence);
      } finally {
        gate.leave();
      }
    }

    @Override
    public void failed(BackendException cause) {
      gate.enter();
      try {
        gate.releaseDurable();
        if (!gate.isClosed()) {
          backend.rollback();
        }
        if (gate.effects().loseAll(cause)) {
          untoldLoss = cause;
        }
        if (!gate.isClosed()) {
          writers.returnToDurable();
        }
        report(cause);
      } finally {
        gate.leave();
      }
    }
  }
}
