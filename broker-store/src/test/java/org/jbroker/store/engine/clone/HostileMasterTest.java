package org.jbroker.store.engine.clone;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.jbroker.data.Data;
import org.jbroker.data.DataType;
import org.jbroker.store.CloneOptions;
import org.jbroker.store.EntityId;
import org.jbroker.store.engine.channel.AckClone;
import org.jbroker.store.engine.channel.AttachWriter;
import org.jbroker.store.engine.channel.ChannelMessage;
import org.jbroker.store.engine.channel.CumulativeAck;
import org.jbroker.store.engine.channel.Keepalive;
import org.jbroker.store.engine.channel.Nack;
import org.jbroker.store.engine.channel.RetransmitFailed;
import org.jbroker.store.engine.command.StoreCommand;
import org.jbroker.store.engine.command.StoreCommand.Action;
import org.jbroker.store.engine.command.StoreCommand.Add;
import org.jbroker.store.engine.command.StoreCommand.Content;
import org.jbroker.store.engine.command.StoreCommand.Control;
import org.jbroker.store.engine.command.StoreCommand.Erase;
import org.jbroker.store.engine.command.StoreCommand.Joined;
import org.jbroker.store.engine.command.StoreCommand.Put;
import org.jbroker.store.engine.command.StoreCommand.PutUniqueResult;
import org.jbroker.testkit.SeededRandom;
import org.junit.jupiter.api.Test;

/** Commands that make no sense, from strangers and in the master's name. */
class HostileMasterTest {

  private static final int COMMANDS = 30_000;
  private static final OptionalLong NONE = OptionalLong.empty();

  @Test
  void nonsenseThrowsNothingAnswersLittleAndLeavesACloneThatRecovers() {
    SeededRandom random = SeededRandom.of(7);
    World world = new World();
    World.Clone clone = world.addClone(10, CloneSettings.of("yoda", CloneOptions.DEFAULT));
    List<EntityId> names = new ArrayList<>();
    for (int i = 1; i < 5; i++) {
      names.add(new EntityId(World.endpoint(i), 7));
    }
    EntityId next = new EntityId(clone.endpoint, 0);
    for (int i = 0; i < COMMANDS; i++) {
      // Ids of this clone are small numbers, easy to guess.
      EntityId guess = new EntityId(clone.endpoint, 100 + random.nextInt(50));
      EntityId receiver =
          switch (random.nextInt(4)) {
            case 0 -> EntityId.NIL;
            case 1 -> clone.core.id();
            case 2 -> clone.sent.get(clone.sent.size() - 1).sender();
            default -> guess;
          };
      EntityId sender = names.get(random.nextInt(names.size()));
      int sentBefore = clone.sent.size();
      int ownWrites = clone.core.unacknowledged();
      clone.core.dispatch(
          new StoreCommand(sequence(random), sender, receiver, content(random, next)));
      // Beside its own writes, which whoever claims to be the master may have.
      assertThat(clone.sent.size() - sentBefore - ownWrites).isLessThan(200);
      if (random.nextInt(10) == 0) {
        clone.core.write(new Erase(Data.count(1), clone.core.id()));
        world.tick();
      }
    }
    ModelMaster master = world.addMaster(9, 9);
    master.apply(new Put(Data.string("key"), Data.count(1), NONE, master.id));
    world.until(
        1500, () -> clone.core.master().filter(master.id::equals).isPresent() && master.idle());
    assertThat(clone.contents()).isEqualTo(master.contents);
    assertThat(clone.core.protocolErrors()).isPositive();
  }

  private static long sequence(SeededRandom random) {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextLong();
      case 1 -> -1L - random.nextInt(3);
      default -> random.nextInt(40);
    };
  }

  private static Content content(SeededRandom random, EntityId who) {
    Data key = Data.count(random.nextInt(5));
    return switch (random.nextInt(12)) {
      case 0 -> new Joined(new AckClone(sequence(random), random.nextInt(9)), Map.of(key, key));
      case 1 -> new Put(key, key, NONE, who);
      case 2 -> new Erase(key, who);
      case 3 -> new Add(key, key, DataType.COUNT, NONE, who);
      case 4 -> new PutUniqueResult(true, who, random.nextInt(3), who);
      case 5 -> action(new Nack(numbers(random)));
      case 6 -> action(new CumulativeAck(sequence(random)));
      case 7 -> action(new RetransmitFailed(sequence(random)));
      case 8 -> action(new AttachWriter(sequence(random), 5));
      case 9 -> action(new AckClone(sequence(random), 5));
      case 10 -> action(Nack.JOIN);
      default -> action(new Keepalive(sequence(random)));
    };
  }

  private static Control action(ChannelMessage message) {
    return new Control(message);
  }

  private static List<Long> numbers(SeededRandom random) {
    TreeSet<Long> numbers = new TreeSet<>();
    for (int i = random.nextInt(40); i > 0; i--) {
      numbers.add(sequence(random));
    }
    return List.copyOf(numbers);
  }

  @Test
  void aSecondAnswerToTheSameRequestChangesNothing() {
    World world = new World();
    ModelMaster master = world.addMaster(1, 7);
    World.Clone clone = world.addClone(10, CloneSettings.of("yoda", CloneOptions.DEFAULT));
    world.until(20, () -> clone.core.isIdle());
    EntityId reader =
        clone.sent.stream()
            .filter(c -> c.content().equals(new Control(Nack.JOIN)))
            .findFirst()
            .orElseThrow()
            .sender();
    Map<Data, Data> other = Map.of(Data.count(1), Data.count(1));
    for (EntityId sender : List.of(master.id, new EntityId(World.endpoint(2), 1))) {
      clone.core.dispatch(
          new StoreCommand(5, sender, reader, new Joined(new AckClone(5, 5), other)));
    }
    Action late = new Put(Data.count(2), Data.count(2), NONE, master.id);
    clone.core.dispatch(
        new StoreCommand(2, new EntityId(World.endpoint(2), 1), EntityId.NIL, late));
    assertThat(clone.contents()).isEmpty();
    assertThat(clone.core.master()).contains(master.id);
  }
}
