package org.jbroker.store.engine.clone;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jbroker.BrokerError;
import org.jbroker.EndpointId;
import org.jbroker.ErrorCode;
import org.jbroker.data.Data;
import org.jbroker.store.EntityId;
import org.jbroker.store.engine.channel.AfterLoss;
import org.jbroker.store.engine.channel.ChannelMessage;
import org.jbroker.store.engine.channel.CloseReason;
import org.jbroker.store.engine.channel.Consumer;
import org.jbroker.store.engine.channel.ConsumerOutput;
import org.jbroker.store.engine.channel.CumulativeAck;
import org.jbroker.store.engine.channel.Event;
import org.jbroker.store.engine.channel.Handshake;
import org.jbroker.store.engine.channel.Keepalive;
import org.jbroker.store.engine.channel.Nack;
import org.jbroker.store.engine.channel.ProtocolError;
import org.jbroker.store.engine.channel.RetransmitFailed;
import org.jbroker.store.engine.command.StoreCommand;
import org.jbroker.store.engine.command.StoreCommand.Action;
import org.jbroker.store.engine.command.StoreCommand.Control;
import org.jbroker.store.engine.command.StoreCommand.Joined;

/**
 * Finds a master, follows its stream, and notices when it is lost. Under the clone's lock.
 *
 * <p>Each search has a reader id of its own, and the first handshake for it decides who the master
 * is; from then on only that one is listened to. What comes before the handshake is not kept, since
 * it may be another master's: the channel brings it again.
 */
final class Follower implements ConsumerOutput<Action> {

  /** What the follower tells, and whom it sends through. */
  interface Owner {

    void broadcast(StoreCommand command);

    void send(StoreCommand toMaster);

    /** A master's contents are to be taken over; {@link #joined} follows. */
    void install(Map<Data, Data> contents, EntityId master);

    /** There is a master now. */
    void joined(EntityId master);

    /** The next decision of the master. */
    void consume(Action action);

    /** A message of the channel from the writer to the master. */
    void receiveAsWriter(ChannelMessage message);

    /** There is none any more, and a search is about to begin. */
    void lost(String reason);

    /**
     * A person should know: nobody was found for {@link JoinTimer#PATIENCE} (once in a search), or
     * a second master is there (once for each).
     */
    void report(BrokerError problem);
  }

  private final CloneSettings settings;
  private final EntityId writer;
  private final Supplier<EntityId> newIds;
  private final ToLongFunction<? super Action> payloadBytes;
  private final Owner owner;
  private final JoinTimer joinTimer;
  private EntityId reader;
  private Consumer<Action> consumer;
  // Null while there is none: together with its watch.
  private EntityId master;
  private MasterWatch watch;
  private Map<Data, Data> arrivingContents = Map.of();
  private Optional<String> lossNoticed = Optional.empty();
  private long ticks;
  private long protocolErrors;

  Follower(
      CloneSettings settings,
      EntityId writer,
      Supplier<EntityId> newIds,
      ToLongFunction<? super Action> payloadBytes,
      Owner owner) {
    this.settings = settings;
    this.writer = writer;
    this.newIds = newIds;
    this.payloadBytes = payloadBytes;
    this.owner = owner;
    this.joinTimer = new JoinTimer(settings.times(), Nanos.of(settings.options().resyncInterval()));
    newReader();
  }

  /** The present master, or null. */
  EntityId master() {
    return master;
  }

  /** Whether every event is consumed that the present master is known to have sent. */
  boolean idle() {
    return master != null && consumer.idle();
  }

  long protocolErrors() {
    return protocolErrors;
  }

  /** Begins to look for a master. */
  void search(long nowNanos) {
    joinTimer.begin(nowNanos);
    ask();
  }

  void receive(StoreCommand command, long nowNanos) {
    EntityId sender = command.sender();
    if (master == null) {
      if (command.content() instanceof Joined joined && command.receiver().equals(reader)) {
        join(sender, joined);
      } else if (joinTimer.hears(sender, nowNanos)) {
        ask();
      }
    } else if (sender.equals(master)) {
      watch.heardMaster(ticks);
      receiveFromMaster(command);
    } else {
      heardRival(command);
    }
  }

  void tick(long nowNanos) {
    ticks++;
    if (master != null) {
      consumer.tick();
      return;
    }
    if (joinTimer.isDue(nowNanos)) {
      ask();
    }
    if (joinTimer.losesPatience(nowNanos)) {
      String forSoLong = " was found for " + JoinTimer.PATIENCE.toSeconds() + " s";
      report(
          ErrorCode.NO_SUCH_MASTER,
          "no master of the store " + settings.store() + forSoLong + "; the clone keeps looking");
    }
  }

  void unreachable(EndpointId endpoint) {
    if (master != null && master.endpoint().equals(endpoint)) {
      noticeLoss("the endpoint of the master is unreachable");
    }
  }

  /**
   * The master is of no use any more. A consumer must not be changed in its own call, so it is
   * {@link #settle} that acts on it.
   */
  void noticeLoss(String reason) {
    if (lossNoticed.isEmpty()) {
      lossNoticed = Optional.of(reason);
    }
  }

  /** To be called after every call that may have noticed a loss. */
  void settle(long nowNanos) {
    if (lossNoticed.isPresent()) {
      String reason = lossNoticed.get();
      leave();
      newReader();
      owner.lost(reason);
      search(nowNanos);
    }
  }

  /** Listens to nobody any more. */
  void leave() {
    lossNoticed = Optional.empty();
    consumer.close();
    master = null;
    watch = null;
  }

  private void newReader() {
    reader = newIds.get();
    consumer = new Consumer<>(settings.times(), settings.limits(), payloadBytes, this);
  }

  private void ask() {
    owner.broadcast(new StoreCommand(0, reader, EntityId.NIL, new Control(Nack.JOIN)));
  }

  private void join(EntityId sender, Joined joined) {
    master = sender;
    watch = new MasterWatch(sender, settings.times(), ticks);
    arrivingContents = joined.snapshot();
    boolean accepted = consumer.handle(joined.handshake());
    arrivingContents = Map.of();
    if (accepted) {
      owner.joined(sender);
    } else {
      master = null;
      watch = null;
    }
  }

  private void receiveFromMaster(StoreCommand command) {
    boolean toReader = command.receiver().equals(reader);
    boolean toReaders = toReader || command.receiver().isNil();
    if (command.content() instanceof Action action) {
      if (toReaders) {
        consumer.handle(new Event<>(command.sequence(), action));
      }
    } else if (command.content() instanceof Joined joined) {
      if (toReader) {
        consumer.handle(joined.handshake()); // A repetition: no more than a sign of life.
      }
    } else if (command.content() instanceof Control control) {
      ChannelMessage message = control.message();
      if (message instanceof Keepalive keepalive && toReaders) {
        consumer.handle(keepalive);
      } else if (message instanceof RetransmitFailed failed && toReader) {
        consumer.handle(failed);
      } else if (command.receiver().equals(writer)) {
        owner.receiveAsWriter(message);
      }
    }
  }

  private void heardRival(StoreCommand command) {
    EntityId rival = command.sender();
    boolean answered = command.content() instanceof Joined && command.receiver().equals(reader);
    MasterWatch.Verdict verdict =
        answered ? watch.rivalAnswered(rival) : watch.heardRival(rival, ticks);
    switch (verdict) {
      case REPLACED -> noticeLoss("the master was replaced by " + rival);
      case CONFLICT -> reportConflict(rival);
      case UNDECIDED -> {}
    }
  }

  private void reportConflict(EntityId rival) {
    String choice = ": this clone stays with " + master + " and ignores " + rival;
    report(ErrorCode.MASTER_EXISTS, "two masters of the store " + settings.store() + choice);
  }

  private void report(ErrorCode code, String message) {
    owner.report(BrokerError.of(code, message));
  }

  private void sendAsReader(ChannelMessage message) {
    owner.send(new StoreCommand(0, reader, master, new Control(message)));
  }

  @Override
  public void send(CumulativeAck ack) {
    sendAsReader(ack);
  }

  @Override
  public void send(Nack nack) {
    sendAsReader(nack);
  }

  @Override
  public void established(Handshake handshake) {
    owner.install(arrivingContents, master);
  }

  @Override
  public void consume(long sequence, Action action) {
    owner.consume(action);
  }

  @Override
  public AfterLoss consumeLost(long sequence) {
    return AfterLoss.CLOSE;
  }

  @Override
  public void closed(CloseReason reason) {
    noticeLoss("the channel from the master ended: " + reason);
  }

  @Override
  public void protocolError(ProtocolError error) {
    protocolErrors++;
  }
}
