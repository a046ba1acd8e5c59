package org.jbroker.store.engine.clone;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jbroker.BrokerError;
import org.jbroker.EndpointId;
import org.jbroker.ErrorCode;
import org.jbroker.data.Data;
import org.jbroker.data.Vector;
import org.jbroker.store.CloneOptions;
import org.jbroker.store.EntityId;
import org.jbroker.store.StoreEvent;
import org.jbroker.store.engine.command.StoreCommand;
import org.jbroker.store.engine.command.StoreCommand.Add;
import org.jbroker.store.engine.command.StoreCommand.Part;
import org.jbroker.store.engine.command.StoreCommand.Subtract;
import org.jbroker.store.engine.master.DataSize;
import org.jbroker.store.engine.master.MasterFixture;
import org.jbroker.testkit.LossyLink;
import org.jbroker.testkit.SeededRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The real master and real clones over links that lose, double, delay and reorder: the contents go
 * over in parts while everybody writes, and in the end all hold the same.
 */
class HandoverSimulationTest {

  private static final Duration TICK = Duration.ofMillis(100);
  private static final int KEYS = 200;

  /** Where two messages of three are lost, a clone may look for its master for minutes. */
  private static final CloneOptions PATIENT =
      CloneOptions.DEFAULT.withMutationBufferInterval(Duration.ofHours(1));

  private static final Data TEXT = Data.string("text");

  private final MasterFixture fixture = new MasterFixture();
  private final Map<EndpointId, Node> nodes = new LinkedHashMap<>();
  private SeededRandom random;
  private long nowNanos;
  private long parts;

  @AfterEach
  void close() {
    nodes.values().forEach(node -> node.core.close());
    fixture.close();
  }

  static Stream<Arguments> lossesAndSeeds() {
    return DoubleStream.of(0, 0.1, 0.33, 0.66)
        .boxed()
        .flatMap(loss -> LongStream.rangeClosed(1, 10).mapToObj(seed -> Arguments.of(loss, seed)));
  }

  @ParameterizedTest
  @MethodSource("lossesAndSeeds")
  void allHoldTheSameInTheEnd(double loss, long seed) {
    random = SeededRandom.of(seed);
    LossyLink.Rates rates = new LossyLink.Rates(loss, loss / 2, loss / 2, 3);
    fixture.backend.hold();
    fixture.deferBackground();
    fixture.store.put(TEXT, "no number");
    for (int i = 0; i < KEYS; i++) {
      fixture.store.put(i, "before");
    }
    for (int i = 0; i < 300; i++) {
      if (i % 100 == 0) {
        attach(rates);
      }
      for (int n = random.nextInt(6); n > 0; n--) {
        writeLocally();
      }
      nodes.values().forEach(Node::write);
      tick();
    }

    settle();

    Map<Data, Data> expected = fixture.store.snapshot();
    for (Node node : nodes.values()) {
      assertThat(node.core.reads().snapshot()).as("%s", random).isEqualTo(expected);
      assertThat(node.mirror).as("the events of a clone, %s", random).isEqualTo(expected);
      // Each once, in order; the first ones may have been cleared.
      List<Data> kept = node.kept(expected);
      assertThat(kept).as("%s", random).isNotEmpty();
      assertThat(node.pushed).as("%s", random).endsWith(kept.toArray(Data[]::new));
      assertThat(node.sendsLibraryCommands && loss < 0.2).as("%s", random).isFalse();
      if (!node.sendsLibraryCommands) {
        // And no_such_master, where 10 s were not enough to find one.
        assertThat(node.problems)
            .extracting(BrokerError::code)
            .contains(ErrorCode.TYPE_CLASH)
            .isSubsetOf(ErrorCode.TYPE_CLASH, ErrorCode.NO_SUCH_MASTER);
      }
    }
    assertThat(parts).as("parts that were sent").isGreaterThan(3 * KEYS / 20);
    assertThat(fixture.master.stats().protocolErrors()).isZero();
    assertThat(fixture.master.stats().lostCommands()).isZero();
  }

  /** One that fails: its flush says so, once. */
  @ParameterizedTest
  @MethodSource("lossesAndSeeds")
  void whatDoesNotFitIsToldToTheFlushThatCoversIt(double loss, long seed) {
    random = SeededRandom.of(seed);
    fixture.store.put(TEXT, "no number");
    Node node = attach(new LossyLink.Rates(loss, loss / 2, loss / 2, 3));
    CompletableFuture<Void> before = node.pushAndFlush();
    node.core.write(new Writes(node.core.id()).increment(TEXT, Data.count(1)));
    CompletableFuture<Void> covering = node.core.flush();
    CompletableFuture<Void> after = node.pushAndFlush();

    settle();

    assertThat(before).as("%s", random).isCompleted();
    assertThat(fixture.store.get(TEXT)).contains(Data.string("no number"));
    if (node.sendsLibraryCommands) {
      assertThat(loss).as("too lossy for parts, %s", random).isGreaterThan(0.2);
      return;
    }
    assertThat(node.problems)
        .filteredOn(problem -> problem.code() == ErrorCode.TYPE_CLASH)
        .hasSize(1);
    assertThat(covering).isCompletedExceptionally();
    assertThat(after).isCompleted();
    assertThat(node.core.flush()).isCompleted();
  }

  private Node attach(LossyLink.Rates rates) {
    Node node = new Node(new EndpointId(7, nodes.size() + 1), rates);
    nodes.put(node.endpoint, node);
    node.core.start();
    return node;
  }

  private void writeLocally() {
    int choice = random.nextInt(200);
    if (choice == 0) {
      fixture.store.clear();
      fixture.store.put(TEXT, "no number");
    } else if (choice < 40) {
      fixture.store.erase(random.nextInt(KEYS));
    } else {
      OptionalLong expiry =
          random.chance(0.2)
              ? OptionalLong.of(Duration.ofMillis(random.nextInt(2_000) + 1).toNanos())
              : OptionalLong.empty();
      Data key = Data.integer(random.nextInt(KEYS));
      fixture.master.put(key, Data.integer(random.nextInt()), expiry, MasterFixture.MASTER);
    }
  }

  private void tick() {
    nowNanos += TICK.toNanos();
    fixture.advance(TICK);
    fixture.master.tick();
    fixture.backend.commit(random.nextInt(fixture.backend.pendingWrites() + 1));
    if (random.chance(0.5)) {
      fixture.runBackground();
    }
    for (StoreCommand command : fixture.takeSent()) {
      parts += command.content() instanceof Part ? 1 : 0;
      for (Node node : nodes.values()) {
        if (command.receiver().isNil() || command.receiver().endpoint().equals(node.endpoint)) {
          node.down.send(command);
        }
      }
    }
    for (Node node : nodes.values()) {
      node.down.tick().forEach(node.core::dispatch);
      node.core.tick();
      node.up.tick().forEach(fixture.master::dispatch);
    }
  }

  private void settle() {
    int ticks = 0;
    CompletableFuture<Boolean> idle = fixture.store.awaitIdleAsync(Duration.ofMinutes(1));
    while (!idle.isDone()
        || !nodes.values().stream().allMatch(node -> node.core.isIdle())
        || fixture.master.nextDeadlineNanos() != Long.MAX_VALUE
        || !allEqual()) {
      assertThat(ticks++)
          .as(
              "ticks until idle, %s; %s, %s",
              random,
              fixture.master.stats(),
              nodes.values().stream()
                  .map(n -> n.core.state() + " " + n.core.isIdle() + " " + n.core.unacknowledged())
                  .toList())
          .isLessThan(2_000);
      tick();
    }
    assertThat(idle).isCompletedWithValue(true);
  }

  private boolean allEqual() {
    Map<Data, Data> expected = fixture.store.snapshot();
    return nodes.values().stream().allMatch(n -> n.core.reads().snapshot().equals(expected));
  }

  /** A clone, the links to and from it, and what it told. */
  private final class Node implements CommandPort, CloneListener {
    private final EndpointId endpoint;
    private final LossyLink<StoreCommand> up;
    private final LossyLink<StoreCommand> down;
    private final CloneCore core;
    private final Map<Data, Data> mirror = new HashMap<>();
    private final List<BrokerError> problems = new ArrayList<>();
    private final List<Data> pushed = new ArrayList<>();
    private boolean sendsLibraryCommands;
    private long objects;

    Node(EndpointId endpoint, LossyLink.Rates rates) {
      this.endpoint = endpoint;
      this.up = new LossyLink<>(random, rates);
      this.down = new LossyLink<>(random, rates);
      this.core =
          new CloneCore(
              CloneSettings.of("store", PATIENT),
              () -> new EntityId(endpoint, ++objects),
              () -> nowNanos,
              DataSize::of,
              this,
              this);
    }

    Data list() {
      return Data.string("list of " + endpoint);
    }

    List<Data> kept(Map<Data, Data> contents) {
      List<Data> kept = new ArrayList<>();
      ((Vector) contents.get(list())).forEach(kept::add);
      return kept;
    }

    void write() {
      Writes writes = new Writes(core.id());
      Data number = Data.count(pushed.size());
      pushed.add(number);
      core.write(writes.push(list(), number));
      if (random.chance(0.1)) {
        core.write(writes.increment(TEXT, number));
      }
    }

    CompletableFuture<Void> pushAndFlush() {
      core.write(new Writes(core.id()).push(list(), Data.count(1)));
      return core.flush();
    }

    @Override
    public void broadcast(StoreCommand command) {
      up.send(command);
    }

    @Override
    public void send(EndpointId master, StoreCommand command) {
      boolean librarys = command.content() instanceof Add || command.content() instanceof Subtract;
      sendsLibraryCommands |= librarys;
      up.send(command);
    }

    @Override
    public boolean wantsEvents() {
      return true;
    }

    @Override
    public void onEvent(StoreEvent event) {
      Data before =
          event.after().isPresent()
              ? mirror.put(event.key(), event.after().get())
              : mirror.remove(event.key());
      assertThat(event.before()).as("%s", event).isEqualTo(Optional.ofNullable(before));
    }

    @Override
    public void onProblem(BrokerError problem) {
      problems.add(problem);
    }

    @Override
    public void onState(CloneState state, String reason) {
      // Looked at elsewhere.
    }
  }
}
