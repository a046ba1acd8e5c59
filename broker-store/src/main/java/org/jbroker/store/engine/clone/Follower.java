package org.jbroker.store.engine.clone;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
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
import org.jbroker.store.engine.command.StoreCommand.Content;
import org.jbroker.store.engine.command.StoreCommand.Control;
import org.jbroker.store.engine.command.StoreCommand.Joined;
import org.jbroker.store.engine.command.StoreCommand.Leave;
import org.jbroker.store.engine.command.StoreCommand.Part;
import org.jbroker.store.engine.command.StoreCommand.PartsReceived;
import org.jbroker.store.engine.command.StoreCommand.Refusals;

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

    /** A master's contents are to be taken over, with their map; {@link #joined} follows. */
    void install(ConcurrentHashMap<Data, Data> contents, EntityId master);

    /** There is a master now. */
    void joined(EntityId master);

    /** The next decision of the master. */
    void consume(Action action);

    /** A message of the channel from the writer to the master. */
    void receiveAsWriter(ChannelMessage message);

    /** The master did not apply some operations of the writer. */
    void receiveAsWriter(Refusals refusals);

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
  private final JoinForms joinForms = new JoinForms();
  private EntityId reader;
  private Consumer<Action> consumer;
  // Null while there is none: together with its watch.
  private EntityId master;
  private MasterWatch watch;
  private Map<Data, Data> arrivingContents = Map.of();
  // While the contents come in parts.
  private Intake intake;
  private long partsReceived;
  private boolean masterTakesExtensions;
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

  /** Whether the present master understands the commands that only Java stores have. */
  boolean masterTakesExtensions() {
    return masterTakesExtensions;
  }

  /** Whether the contents have come, and every event that the master is known to have sent. */
  boolean idle() {
    return master != null && intake == null && consumer.idle();
  }

  long protocolErrors() {
    return protocolErrors;
  }

  /** Begins to look for a master. */
  void search(long nowNanos) {
    joinForms.begin();
    joinTimer.begin(nowNanos);
    ask();
  }

  void receive(StoreCommand command, long nowNanos) {
    EntityId sender = command.sender();
    if (master == null) {
      boolean forReader = command.receiver().equals(reader);
      if (forReader && command.content() instanceof Joined joined) {
        join(sender, joined);
      } else if (forReader && command.content() instanceof Part part) {
        joinForms.promised();
        if (part.number() > 0) {
          join(sender, part);
        }
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
      watchIntake();
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

  /** Events that are missing are the channel's business. */
  private void watchIntake() {
    if (intake == null || intake.hasAllParts()) {
      return;
    }
    long ticksWithoutPart = intake.tick();
    if (ticksWithoutPart >= settings.times().connectionTimeoutTicks()) {
      noticeLoss("the contents do not come any more");
    } else if (ticksWithoutPart % settings.times().heartbeatTicks() == 0) {
      sayWhichPartsCame();
    }
  }

  private void sayWhichPartsCame() {
    sendToMaster(new PartsReceived(intake.received(), intake.receivedAhead()));
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
    forgetMaster();
  }

  private void forgetMaster() {
    master = null;
    watch = null;
    intake = null;
    masterTakesExtensions = false;
  }

  /** Tells the master, if it understands that, that nothing comes from here any more. */
  void sayFarewell() {
    if (masterTakesExtensions) {
      owner.send(new StoreCommand(0, reader, master, new Leave()));
      owner.send(new StoreCommand(0, writer, master, new Leave()));
    }
  }

  private void newReader() {
    reader = newIds.get();
    consumer = new Consumer<>(settings.times(), settings.limits(), payloadBytes, this);
  }

  private void ask() {
    JoinForms.Form form = joinForms.next();
    if (form != JoinForms.Form.PARTS) {
      newReader();
    }
    boolean whole = form == JoinForms.Form.WHOLE_AND_NEW_NAME;
    long sequence = whole ? 0 : StoreCommand.TAKES_PARTS;
    owner.broadcast(new StoreCommand(sequence, reader, EntityId.NIL, new Control(Nack.JOIN)));
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
      forgetMaster();
    }
  }

  /** Whichever part comes first opens the channel. */
  private void join(EntityId sender, Part part) {
    master = sender;
    watch = new MasterWatch(sender, settings.times(), ticks);
    intake = new Intake(part.handshake());
    if (consumer.handle(part.handshake())) {
      masterTakesExtensions = true;
      receive(part);
    } else {
      forgetMaster();
    }
  }

  private void receive(Part part) {
    if (intake == null) {
      // The news that all have come was lost.
      sendToMaster(new PartsReceived(partsReceived, 0));
      return;
    }
    intake.take(part);
    sayWhichPartsCame();
    finishIntake(consumer.nextSequence());
  }

  private void finishIntake(long next) {
    if (intake != null && intake.isComplete(next)) {
      ConcurrentHashMap<Data, Data> contents = intake.contents();
      partsReceived = intake.received();
      intake = null;
      owner.install(contents, master);
      owner.joined(master);
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
    } else if (command.content() instanceof Part part) {
      if (toReader) {
        receive(part);
      }
    } else if (command.content() instanceof Refusals refusals) {
      if (command.receiver().equals(writer)) {
        owner.receiveAsWriter(refusals);
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
    boolean answers = command.content() instanceof Joined || command.content() instanceof Part;
    boolean answered = answers && command.receiver().equals(reader);
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
    sendToMaster(new Control(message));
  }

  private void sendToMaster(Content content) {
    owner.send(new StoreCommand(0, reader, master, content));
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
    if (intake == null) {
      owner.install(new ConcurrentHashMap<>(arrivingContents), master);
    }
  }

  @Override
  public void consume(long sequence, Action action) {
    if (intake == null || !intake.apply(action)) {
      owner.consume(action);
    }
    finishIntake(sequence + 1);
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
