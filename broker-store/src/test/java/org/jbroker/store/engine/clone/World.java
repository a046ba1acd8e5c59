package org.jbroker.store.engine.clone;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jbroker.BrokerError;
import org.jbroker.EndpointId;
import org.jbroker.ErrorCode;
import org.jbroker.data.Data;
import org.jbroker.store.EntityId;
import org.jbroker.store.StoreEvent;
import org.jbroker.store.engine.command.StoreCommand;
import org.jbroker.testkit.LossyLink;

/** Masters and clones, each on an endpoint of its own, over links that lose; time goes in ticks. */
final class World {

  static final long TICK_NANOS = 100_000_000;

  /** A clone and what it told. Checks that its events and its copy agree at every step. */
  final class Clone implements CommandPort, CloneListener {
    final EndpointId endpoint;
    final List<StoreEvent> events = new ArrayList<>();
    final List<BrokerError> problems = new ArrayList<>();
    final List<CloneState> states = new ArrayList<>();
    final List<StoreCommand> sent = new ArrayList<>();
    final Map<Data, Data> mirror = new HashMap<>();
    final CloneCore core;
    private long objects = 100;
    private long requests;

    Clone(EndpointId endpoint, CloneSettings settings) {
      this.endpoint = endpoint;
      this.core =
          new CloneCore(
              settings,
              () -> new EntityId(endpoint, ++objects),
              () -> nowNanos,
              action -> 100,
              this,
              this);
    }

    @Override
    public void broadcast(StoreCommand command) {
      sent.add(command);
      List.copyOf(masters.values()).forEach(m -> transmit(endpoint, m.id.endpoint(), command));
    }

    @Override
    public void send(EndpointId master, StoreCommand command) {
      sent.add(command);
      transmit(endpoint, master, command);
    }

    @Override
    public boolean wantsEvents() {
      return true;
    }

    @Override
    public void onEvent(StoreEvent event) {
      events.add(event);
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
      states.add(state);
    }

    CompletableFuture<Boolean> putUnique(Data key, Data value) {
      return core.putUnique(core.id(), ++requests, key, value, OptionalLong.empty());
    }

    /** What it told beside that it looked for a master for long. */
    List<BrokerError> graveProblems() {
      return problems.stream().filter(p -> p.code() != ErrorCode.NO_SUCH_MASTER).toList();
    }

    /** Its contents; the events so far have to lead to the same. */
    Map<Data, Data> contents() {
      Map<Data, Data> contents = core.reads().snapshot();
      assertThat(mirror).isEqualTo(contents);
      return contents;
    }
  }

  private record Route(EndpointId from, EndpointId to) {}

  long nowNanos = -5_000; // Monotonic time may be anything.
  final Random random;
  private LossyLink.Rates rates;
  private final Map<Route, LossyLink<StoreCommand>> links = new LinkedHashMap<>();
  private final Set<Route> cut = new HashSet<>();
  private final Map<EndpointId, ModelMaster> masters = new LinkedHashMap<>();
  private final Map<EndpointId, Clone> clones = new LinkedHashMap<>();

  World(Random random, LossyLink.Rates rates) {
    this.random = random;
    this.rates = rates;
  }

  World() {
    this(new Random(1), LossyLink.Rates.PERFECT);
  }

  static EndpointId endpoint(int number) {
    return new EndpointId(0, number);
  }

  ModelMaster addMaster(int endpoint, long object) {
    EntityId id = new EntityId(endpoint(endpoint), object);
    return addMaster(new ModelMaster(id, command -> fromMaster(id, command)));
  }

  /** A master with the contents of another one, under another name. */
  ModelMaster addMaster(int endpoint, long object, ModelMaster before) {
    ModelMaster master = addMaster(endpoint, object);
    master.contents.putAll(before.contents);
    return master;
  }

  private ModelMaster addMaster(ModelMaster master) {
    masters.put(master.id.endpoint(), master);
    return master;
  }

  /** The master ends; its endpoint stays. */
  void removeMaster(ModelMaster master) {
    masters.remove(master.id.endpoint(), master);
  }

  Clone addClone(int endpoint, CloneSettings settings) {
    Clone clone = new Clone(endpoint(endpoint), settings);
    clones.put(clone.endpoint, clone);
    clone.core.start();
    return clone;
  }

  private void fromMaster(EntityId master, StoreCommand command) {
    if (command.receiver().isNil()) {
      clones.keySet().forEach(clone -> transmit(master.endpoint(), clone, command));
    } else {
      transmit(master.endpoint(), command.receiver().endpoint(), command);
    }
  }

  private void transmit(EndpointId from, EndpointId to, StoreCommand command) {
    Route route = new Route(from, to);
    if (!cut.contains(route)) {
      links.computeIfAbsent(route, unused -> new LossyLink<>(random, rates)).send(command);
    }
  }

  /**
   * Both directions lose everything, and what is under way; {@code noticed}: the clone hears so.
   */
  void cut(Clone clone, int endpoint, boolean noticed) {
    for (Route route : routes(clone, endpoint)) {
      cut.add(route);
      if (links.containsKey(route)) {
        links.get(route).dropInFlight();
      }
    }
    if (noticed) {
      clone.core.unreachable(endpoint(endpoint));
    }
  }

  /** What goes from an endpoint to a clone is lost, and what is under way. */
  void cutTowards(Clone clone, int endpoint) {
    Route route = new Route(endpoint(endpoint), clone.endpoint);
    cut.add(route);
    if (links.containsKey(route)) {
      links.get(route).dropInFlight();
    }
  }

  /** What goes from a clone to an endpoint is lost, and what is under way. */
  void cutFrom(Clone clone, int endpoint) {
    Route route = new Route(clone.endpoint, endpoint(endpoint));
    cut.add(route);
    if (links.containsKey(route)) {
      links.get(route).dropInFlight();
    }
  }

  void join(Clone clone, int endpoint) {
    routes(clone, endpoint).forEach(cut::remove);
  }

  private static List<Route> routes(Clone clone, int endpoint) {
    return List.of(
        new Route(endpoint(endpoint), clone.endpoint),
        new Route(clone.endpoint, endpoint(endpoint)));
  }

  void heal() {
    rates = LossyLink.Rates.PERFECT;
    links.values().forEach(link -> link.rates(rates));
  }

  void tick() {
    nowNanos += TICK_NANOS;
    deliver();
    masters.values().forEach(ModelMaster::tick);
    clones.values().forEach(clone -> clone.core.tick());
  }

  /** One step of every link, without a tick of the channels. */
  void deliver() {
    for (Route route : List.copyOf(links.keySet())) {
      for (StoreCommand command : links.get(route).tick()) {
        ModelMaster master = masters.get(route.to());
        Clone clone = clones.get(route.to());
        if (master != null) {
          master.dispatch(command);
        } else if (clone != null) {
          clone.core.dispatch(command);
        }
      }
    }
  }

  void ticks(int count) {
    for (int i = 0; i < count; i++) {
      tick();
    }
  }

  /** Ticks until the condition holds; fails after {@code atMost}. */
  int until(int atMost, BooleanSupplier condition) {
    for (int i = 0; i <= atMost; i++) {
      if (condition.getAsBoolean()) {
        return i;
      }
      tick();
    }
    throw new AssertionError("not within " + atMost + " ticks");
  }
}
