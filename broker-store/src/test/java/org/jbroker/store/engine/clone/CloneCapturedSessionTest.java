package org.jbroker.store.engine.clone;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jbroker.BrokerError;
import org.jbroker.EndpointId;
import org.jbroker.data.Data;
import org.jbroker.store.CloneOptions;
import org.jbroker.store.EntityId;
import org.jbroker.store.StoreEvent;
import org.jbroker.store.engine.channel.AttachWriter;
import org.jbroker.store.engine.channel.ChannelMessage;
import org.jbroker.store.engine.channel.CumulativeAck;
import org.jbroker.store.engine.channel.Keepalive;
import org.jbroker.store.engine.channel.Nack;
import org.jbroker.store.engine.command.StoreCommand;
import org.jbroker.store.engine.command.StoreCommand.Action;
import org.jbroker.store.engine.command.StoreCommand.Control;
import org.jbroker.store.engine.command.StoreCommand.Joined;
import org.jbroker.store.engine.command.StoreCommand.PutUnique;
import org.junit.jupiter.api.Test;

/**
 * Plays a session that was captured between a master and a clone of the C++ Broker, with this clone
 * in the place of that one: it sends the same commands with the same numbers. Two differences are
 * meant: the C++ clone has one id where this one has two, and it addresses keepalives to nobody.
 */
class CloneCapturedSessionTest implements CommandPort, CloneListener {

  private static final int HEARTBEAT_TICKS = 5;

  private final List<CapturedCommands.Captured> session = CapturedCommands.load();
  private final EntityId captured =
      session.stream()
          .filter(CapturedCommands.Captured::fromClone)
          .findFirst()
          .orElseThrow()
          .command()
          .sender();
  private final EntityId reader = new EntityId(captured.endpoint(), 1000);
  private final Deque<EntityId> ids = new ArrayDeque<>(List.of(captured, reader));
  private final Deque<StoreCommand> sent = new ArrayDeque<>();
  private final List<StoreEvent> events = new ArrayList<>();
  private long nowNanos;
  private final CloneCore core =
      new CloneCore(
          CloneSettings.of("yoda", CloneOptions.DEFAULT),
          ids::remove,
          () -> nowNanos,
          action -> 100,
          this,
          this);

  @Override
  public void broadcast(StoreCommand command) {
    sent.add(command);
  }

  @Override
  public void send(EndpointId master, StoreCommand command) {
    assertThat(master).isEqualTo(command.receiver().endpoint());
    sent.add(command);
  }

  @Override
  public boolean wantsEvents() {
    return true;
  }

  @Override
  public void onEvent(StoreEvent event) {
    events.add(event);
  }

  @Override
  public void onProblem(BrokerError problem) {
    throw new AssertionError(problem);
  }

  @Override
  public void onState(CloneState state, String reason) {
    assertThat(state).isEqualTo(CloneState.SYNCED);
  }

  @Test
  void sendsWhatTheCapturedCloneSent() {
    core.start();
    List<CompletableFuture<Boolean>> answers = new ArrayList<>();
    for (CapturedCommands.Captured next : session) {
      StoreCommand command = next.command();
      if (!next.fromClone()) {
        core.dispatch(toThisClone(command));
      } else {
        if (command.content() instanceof PutUnique request) {
          answers.add(
              core.putUnique(
                  request.who(),
                  request.requestId(),
                  request.key(),
                  request.value(),
                  request.expiryNanos()));
        } else if (command.content() instanceof Action action) {
          core.write(action).join();
        }
        expect(fromThisClone(command));
      }
    }
    assertThat(answers.get(0)).isCompletedWithValue(true);
    assertThat(answers.get(1)).isCompletedWithValue(false);
    assertThat(core.reads().snapshot())
        .containsEntry(Data.string("greeting"), Data.string("hello"))
        .containsEntry(Data.real(4.2), Data.integer(-42))
        .containsEntry(Data.string("n"), Data.count(3))
        .containsEntry(Data.string("s"), Data.string("abcdef"))
        .containsEntry(Data.string("set"), Data.set(Data.count(2)))
        .containsEntry(Data.string("tbl"), Data.table(Data.string("b"), Data.integer(2)))
        .containsEntry(Data.string("vec"), Data.vector(Data.integer(1)))
        .containsKeys(Data.string("k1"), Data.string("k3"))
        .hasSize(9);
    assertThat(events)
        .last()
        .isInstanceOfSatisfying(
            StoreEvent.Expired.class, e -> assertThat(e.key()).isEqualTo(Data.string("k2")));
    assertThat(core.isIdle()).isTrue();
    assertThat(core.protocolErrors()).isZero();
    assertThat(sent).allMatch(CloneCapturedSessionTest::isPeriodic);
  }

  /** At once, or within a heartbeat interval what comes from ticks. */
  private void expect(StoreCommand expected) {
    if (isPeriodic(expected)) {
      for (int i = 0; i < HEARTBEAT_TICKS && !sent.contains(expected); i++) {
        nowNanos += World.TICK_NANOS;
        core.tick();
      }
      assertThat(sent).contains(expected);
      sent.removeFirstOccurrence(expected);
    } else {
      sent.removeIf(CloneCapturedSessionTest::isPeriodic);
      assertThat(sent.poll()).isEqualTo(expected);
    }
  }

  private static boolean isPeriodic(StoreCommand command) {
    return command.content() instanceof Control control
        && (control.message() instanceof Keepalive || control.message() instanceof CumulativeAck);
  }

  /** The captured clone counts from 1 on, a Java clone from 2 on: see {@link WriterChannel}. */
  private StoreCommand toThisClone(StoreCommand command) {
    if (command.content() instanceof Joined) {
      return new StoreCommand(command.sequence(), command.sender(), reader, command.content());
    }
    if (command.content() instanceof Control control
        && control.message() instanceof CumulativeAck ack) {
      return new StoreCommand(
          command.sequence(),
          command.sender(),
          command.receiver(),
          new Control(new CumulativeAck(ack.sequence() + 1)));
    }
    return command;
  }

  private StoreCommand fromThisClone(StoreCommand command) {
    if (command.content() instanceof Action action) {
      return new StoreCommand(command.sequence() + 1, command.sender(), command.receiver(), action);
    }
    ChannelMessage message = ((Control) command.content()).message();
    if (message instanceof AttachWriter attach) {
      return fromWriter(new AttachWriter(attach.offset() + 1, attach.heartbeatTicks()));
    }
    if (message instanceof Keepalive keepalive) {
      return fromWriter(new Keepalive(keepalive.sequence() + 1));
    }
    // It follows its master under a name of its own, and a C++ master ignores the number.
    boolean joins = message.equals(Nack.JOIN);
    long sequence = joins ? StoreCommand.TAKES_PARTS : command.sequence();
    return new StoreCommand(sequence, reader, command.receiver(), command.content());
  }

  private StoreCommand fromWriter(ChannelMessage message) {
    return new StoreCommand(0, captured, core.master().orElseThrow(), new Control(message));
  }
}
