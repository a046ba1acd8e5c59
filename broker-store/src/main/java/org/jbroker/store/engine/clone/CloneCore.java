package org.jbroker.store.engine.clone;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jbroker.BrokerError;
import org.jbroker.BrokerException;
import org.jbroker.EndpointId;
import org.jbroker.ErrorCode;
import org.jbroker.data.Data;
import org.jbroker.store.EntityId;
import org.jbroker.store.engine.channel.ChannelMessage;
import org.jbroker.store.engine.channel.CumulativeAck;
import org.jbroker.store.engine.channel.Nack;
import org.jbroker.store.engine.command.StoreCommand;
import org.jbroker.store.engine.command.StoreCommand.Action;
import org.jbroker.store.engine.command.StoreCommand.Content;
import org.jbroker.store.engine.command.StoreCommand.PutUnique;
import org.jbroker.store.engine.command.StoreCommand.PutUniqueResult;
import org.jbroker.store.engine.command.StoreCommand.Refusals;
import org.jbroker.store.engine.command.StoreCommand.Update;
import org.jbroker.store.engine.outbox.Outbox;

/**
 * A clone of a store as a state machine: {@link CloneState} names the states.
 *
 * <p><b>Threads.</b> Every method may be called by any thread. One lock guards the state; under it
 * nothing is sent and nothing of others is called, except the clock, the source of ids and the
 * function for sizes. Commands, events and the completion of futures leave after it, in order, by
 * one thread at a time ({@link Outbox}). Reads take no lock.
 *
 * <p><b>Two names.</b> What the clone writes comes from its writer id, which never changes: {@link
 * #id()}, also the publisher of its operations. What it follows its master with is a reader id, a
 * new one for each join: a master that still knows an old one would combine a new snapshot with an
 * old offset. Thus a clone that lost its master and finds the same one again goes on with the same
 * stream of writes, and none is applied twice: see {@link WriterChannel}.
 *
 * <p><b>Without a master</b>, counted from the moment when the loss was noticed (or from the
 * start): {@link CloneReads} answers until {@link org.jbroker.store.CloneOptions#staleInterval()};
 * writes are kept until {@link org.jbroker.store.CloneOptions#mutationBufferInterval()}, then they
 * are lost and told, as {@link OwnWrites} says, and new ones refused. With an interval of zero,
 * writes under way are lost the moment the master is.
 */
public final class CloneCore implements AutoCloseable {

  private final Object lock = new Object();
  private final CloneSettings settings;
  private final long keepWritesNanos;
  private final CommandPort port;
  private final CloneListener listener;
  private final LongSupplier ticker;
  private final EntityId writer;
  private final Outbox outbox = new Outbox("a clone of a store");
  private final CloneCopy copy;
  private final PutUniqueRequests requests;
  private final OwnWrites writes;
  private final List<CompletableFuture<Void>> idleWaiters = new ArrayList<>();
  private final CloneReads reads;

  private final Follower follower;
  private boolean writesLost;
  private long protocolErrors;

  /**
   * A clone that has not asked to join yet: {@link #start} does.
   *
   * @param newIds a new id of this endpoint each time, never one that was used before
   * @param ticker monotonic time in nanoseconds
   * @param payloadBytes about how many bytes an operation occupies, the same each time
   */
  public CloneCore(
      CloneSettings settings,
      Supplier<EntityId> newIds,
      LongSupplier ticker,
      ToLongFunction<? super Action> payloadBytes,
      CommandPort port,
      CloneListener listener) {
    this.settings = Objects.requireNonNull(settings, "settings");
    this.port = Objects.requireNonNull(port, "port");
    this.listener = Objects.requireNonNull(listener, "listener");
    this.ticker = Objects.requireNonNull(ticker, "ticker");
    Objects.requireNonNull(payloadBytes, "payloadBytes");
    this.keepWritesNanos = Nanos.of(settings.options().mutationBufferInterval());
    this.writer = newIds.get();
    this.copy =
        new CloneCopy(
            settings.store(),
            listener::wantsEvents,
            event -> outbox.add(() -> listener.onEvent(event)));
    this.requests = new PutUniqueRequests(Nanos.of(settings.requestTimeout()), outbox);
    this.writes =
        new OwnWrites(settings, payloadBytes, this::sendAsWriter, requests, outbox, listener);
    this.reads = new CloneReads(copy, ticker, Nanos.of(settings.options().staleInterval()));
    this.follower = new Follower(settings, writer, newIds, payloadBytes, new Following());
  }

  // ---- What drives it.

  /** Begins to look for a master. Commands of the clones' topic must come in from now on. */
  public void start() {
    locked(follower::search);
  }

  /** Takes a command that came on the clones' topic. */
  public void dispatch(StoreCommand command) {
    dispatchAll(List.of(command));
  }

  /**
   * As {@link #dispatch} for each, in order; the lock is taken once, and what follows is sent
   * together.
   */
  public void dispatchAll(List<StoreCommand> commands) {
    locked(
        now -> {
          for (StoreCommand command : commands) {
            follower.receive(command, now);
            follower.settle(now);
          }
        });
  }

  /** Time goes one channel tick on. */
  public void tick() {
    locked(
        now -> {
          loseWritesIfDue(now);
          follower.tick(now);
          writes.tick();
          if (writes.isSilent()) {
            follower.noticeLoss("the master does not acknowledge own writes");
          }
          requests.expire(now);
        });
  }

  /** The last path to an endpoint is gone. */
  public void unreachable(EndpointId endpoint) {
    locked(now -> follower.unreachable(endpoint));
  }

  /** Finishes; what waits fails with {@link ErrorCode#SHUTTING_DOWN}. Idempotent. */
  @Override
  public void close() {
    synchronized (lock) {
      if (state() != CloneState.CLOSED) {
        follower.sayFarewell();
        follower.leave();
        writes.disconnect();
        writes.lose(ErrorCode.SHUTTING_DOWN, "the store is closed");
        BrokerError closed = closedError();
        requests.failAll(closed);
        outbox.add(() -> reads.firstCopy().completeExceptionally(new BrokerException(closed)));
        idleWaiters.forEach(
            waiter -> outbox.add(() -> waiter.completeExceptionally(new BrokerException(closed))));
        idleWaiters.clear();
        enter(CloneState.CLOSED, "closed", ticker.getAsLong());
      }
    }
    outbox.drain();
  }

  // ---- Writes.

  /**
   * Takes an operation. To a master of the C++ Broker an {@link Update} goes as the command that
   * comes nearest to it. The future completes when it is accepted, most often at once; later if the
   * master does not keep up. It fails with {@link BrokerException}: {@link ErrorCode#STALE_DATA} if
   * there is no master and no room or no time to wait for one, {@link ErrorCode#SHUTTING_DOWN} if
   * this is closed. An operation that was accepted reaches a master, or {@link #flush} and the
   * listener tell its loss.
   */
  public CompletableFuture<Void> write(Action action) {
    CompletableFuture<Void> accepted;
    synchronized (lock) {
      accepted = submit(action, ticker.getAsLong());
    }
    outbox.drain();
    return accepted;
  }

  /**
   * Asks the master to store a value unless the key exists; many requests may be under way. Fails
   * as {@link #write}, also if the request is lost later; with {@link ErrorCode#REQUEST_TIMEOUT} if
   * no answer comes in time, also because it came while this clone had lost the master; and with
   * {@link ErrorCode#REPEATED_REQUEST_ID}.
   *
   * @param who the one that asks: this clone, or a proxy with an id of its own
   * @param requestId unique among the requests of {@code who}
   */
  public CompletableFuture<Boolean> putUnique(
      EntityId who, long requestId, Data key, Data value, OptionalLong expiryNanos) {
    CompletableFuture<Boolean> answer;
    synchronized (lock) {
      long now = ticker.getAsLong();
      answer = requests.open(who, requestId, now);
      if (!answer.isDone()) {
        submit(new PutUnique(key, value, expiryNanos, who, requestId, writer), now);
      }
    }
    outbox.drain();
    return answer;
  }

  /**
   * Completes when the master has acknowledged all operations accepted so far. Fails with {@link
   * BrokerException} if one of them is lost or did not fit the value that it was for, or one before
   * them was or did not and no flush told so.
   */
  public CompletableFuture<Void> flush() {
    CompletableFuture<Void> done;
    synchronized (lock) {
      loseWritesIfDue(ticker.getAsLong());
      done =
          state() == CloneState.CLOSED
              ? CompletableFuture.failedFuture(new BrokerException(closedError()))
              : writes.flush();
    }
    outbox.drain();
    return done;
  }

  // ---- How it is.

  /** The id of this clone, in its commands and in events. */
  public EntityId id() {
    return writer;
  }

  /** Its copy. */
  public CloneReads reads() {
    return reads;
  }

  /** The present state. */
  public CloneState state() {
    return reads.state();
  }

  /** The present master. */
  public Optional<EntityId> master() {
    synchronized (lock) {
      return Optional.ofNullable(follower.master());
    }
  }

  /** Completes when {@link #isIdle()}; fails if this is closed before. */
  public CompletableFuture<Void> idle() {
    CompletableFuture<Void> waiter = new CompletableFuture<>();
    locked(
        now -> {
          idleWaiters.removeIf(CompletableFuture::isDone); // Those that gave up waiting.
          idleWaiters.add(waiter);
          writes.requestAcks();
        });
    if (state() == CloneState.CLOSED) {
      waiter.completeExceptionally(new BrokerException(closedError()));
    }
    return waiter;
  }

  /**
   * Whether nothing is under way: in sync with everything the master is known to have sent, nothing
   * buffered, own operations acknowledged.
   */
  public boolean isIdle() {
    synchronized (lock) {
      return follower.idle() && writes.idle();
    }
  }

  /** How many own operations are accepted and not acknowledged. */
  public int unacknowledged() {
    synchronized (lock) {
      return writes.unackedEntries();
    }
  }

  /** How many messages came that the protocol does not allow; they were ignored. */
  public long protocolErrors() {
    synchronized (lock) {
      return protocolErrors + follower.protocolErrors() + writes.protocolErrors();
    }
  }

  // ---- Under the lock.

  /** Something to do at a time. */
  private interface Step {
    void at(long nowNanos);
  }

  private void locked(Step step) {
    synchronized (lock) {
      if (state() != CloneState.CLOSED) {
        long now = ticker.getAsLong();
        step.at(now);
        settle(now);
      }
    }
    outbox.drain();
  }

  private void settle(long now) {
    follower.settle(now);
    if (!idleWaiters.isEmpty() && isIdle()) {
      idleWaiters.forEach(waiter -> outbox.add(() -> waiter.complete(null)));
      idleWaiters.clear();
    }
  }

  private CompletableFuture<Void> submit(Action action, long now) {
    BrokerError error = null;
    if (state() == CloneState.CLOSED) {
      error = closedError();
    } else {
      loseWritesIfDue(now);
      if (writesLost) {
        error =
            BrokerError.of(
                ErrorCode.STALE_DATA, "no master for longer than mutationBufferInterval");
      }
    }
    if (error != null) {
      writes.refuse(action, error);
      return CompletableFuture.failedFuture(new BrokerException(error));
    }
    return writes.submit(action);
  }

  private void loseWritesIfDue(long now) {
    if (follower.master() == null
        && !writesLost
        && state() != CloneState.CLOSED
        && now - reads.sinceNanos() >= keepWritesNanos) {
      writesLost = true;
      writes.lose(ErrorCode.STALE_DATA, "no master came back within mutationBufferInterval");
    }
  }

  private void enter(CloneState next, String reason, long now) {
    reads.enter(next, now);
    outbox.add(() -> listener.onState(next, reason));
  }

  private void sendAsWriter(long sequence, Content content) {
    Content understood =
        content instanceof Update update && !follower.masterTakesExtensions()
            ? LibraryCommands.of(update)
            : content;
    send(new StoreCommand(sequence, writer, follower.master(), understood));
  }

  private void send(StoreCommand command) {
    outbox.add(() -> port.send(command.receiver().endpoint(), command));
  }

  private static BrokerError closedError() {
    return BrokerError.of(ErrorCode.SHUTTING_DOWN, "the store is closed");
  }

  /** What the follower tells. Under the lock. */
  private final class Following implements Follower.Owner {

    @Override
    public void broadcast(StoreCommand command) {
      outbox.add(() -> port.broadcast(command));
    }

    @Override
    public void send(StoreCommand toMaster) {
      CloneCore.this.send(toMaster);
    }

    @Override
    public void install(ConcurrentHashMap<Data, Data> contents, EntityId master) {
      copy.install(contents, master);
    }

    @Override
    public void joined(EntityId master) {
      writesLost = false;
      enter(CloneState.SYNCED, "joined the master " + master, ticker.getAsLong());
      outbox.add(() -> reads.firstCopy().complete(null));
      writes.connect(master);
    }

    @Override
    public void consume(Action action) {
      if (action instanceof PutUniqueResult result) {
        requests.answered(result.who(), result.requestId(), result.inserted());
      } else if (!copy.apply(action)) {
        protocolErrors++;
      }
    }

    @Override
    public void receiveAsWriter(ChannelMessage message) {
      if (message instanceof CumulativeAck ack) {
        writes.handle(ack);
      } else if (message instanceof Nack nack) {
        writes.handle(nack);
      } else {
        protocolErrors++;
      }
    }

    @Override
    public void receiveAsWriter(Refusals refusals) {
      writes.refused(refusals);
    }

    @Override
    public void lost(String reason) {
      long now = ticker.getAsLong();
      enter(CloneState.RESYNCING, reason, now);
      writes.disconnect();
      loseWritesIfDue(now);
    }

    @Override
    public void report(BrokerError problem) {
      outbox.add(() -> listener.onProblem(problem));
    }
  }
}
