package org.jbroker.store.engine.service;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jbroker.BrokerError;
import org.jbroker.BrokerException;
import org.jbroker.EndpointId;
import org.jbroker.ErrorCode;
import org.jbroker.Topic;
import org.jbroker.spi.BackendContext;
import org.jbroker.spi.BackendProvider;
import org.jbroker.spi.DecodeLimits;
import org.jbroker.spi.InvalidDataException;
import org.jbroker.spi.StoreEngine;
import org.jbroker.spi.StoreHost;
import org.jbroker.store.Backend;
import org.jbroker.store.CloneOptions;
import org.jbroker.store.EntityId;
import org.jbroker.store.Store;
import org.jbroker.store.StoreEvent;
import org.jbroker.store.StoreHealth;
import org.jbroker.store.engine.channel.ChannelLimits;
import org.jbroker.store.engine.channel.ChannelTimes;
import org.jbroker.store.engine.clone.CloneCore;
import org.jbroker.store.engine.clone.CloneListener;
import org.jbroker.store.engine.clone.CloneSettings;
import org.jbroker.store.engine.clone.CloneState;
import org.jbroker.store.engine.command.CommandCodec;
import org.jbroker.store.engine.command.CommandLimits;
import org.jbroker.store.engine.command.StoreCommand;
import org.jbroker.store.engine.frontend.CloneStore;
import org.jbroker.store.engine.frontend.CompletionQueue;
import org.jbroker.store.engine.frontend.EventHub;
import org.jbroker.store.engine.frontend.MasterStore;
import org.jbroker.store.engine.master.Background;
import org.jbroker.store.engine.master.DataSize;
import org.jbroker.store.engine.master.Master;
import org.jbroker.store.engine.master.MasterContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stores of one endpoint: opens them, brings them commands and ticks, closes them.
 *
 * <p>Thread-safe. The monitor guards the names that are taken; nothing is opened or closed under
 * it.
 */
final class StoreService implements StoreEngine {

  private static final Logger LOG = LoggerFactory.getLogger(StoreService.class);
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(ChannelTimes.TICK_MILLIS);

  /**
   * Time that was set may pass so many ticks at once; what is beyond is as if it had stood still.
   */
  private static final long MAX_TICKS_AT_ONCE = 10_000;

  /** Entries go at most so long after their time. */
  private static final long EXPIRY_NANOS = TimeUnit.MILLISECONDS.toNanos(25);

  private static final int EVENT_QUEUE = 65_536;

  /** Large enough to be read and sent at full speed, small enough not to delay anything else. */
  private static final long PART_BYTES = 128 << 10;

  private final StoreHost host;
  private final Mailbox mailbox;
  private final CompletionQueue completions;
  private final CommandLimits limits;
  private final AtomicLong nextObject;
  private final Map<String, Attached> stores = new HashMap<>();
  private final Set<String> names = new HashSet<>();
  private boolean closed;

  /** An open store, and how to see whether it is ready. */
  private record Attached(Store store, BooleanSupplier ready) {}

  StoreService(StoreHost host) {
    this.host = host;
    this.mailbox = new Mailbox(host.options().name() + "-store");
    this.completions = new CompletionQueue(host.callbacks(), mailbox::later);
    this.limits =
        CommandLimits.DEFAULT.withValue(
            new DecodeLimits(host.options().maxDataDepth(), host.options().maxElements()));
    // Larger than in an earlier life of the endpoint, which others may still remember.
    this.nextObject = new AtomicLong(Instant.now().toEpochMilli() << 20);
  }

  @Override
  public Store attachMaster(String name, Backend backend) {
    reserve(name);
    return opened(name, () -> openMaster(name, backend));
  }

  @Override
  public Store attachClone(String name, CloneOptions options) {
    reserve(name);
    return opened(name, () -> openClone(name, options));
  }

  private synchronized void reserve(String name) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("a store has a name");
    }
    if (closed) {
      throw new BrokerException(ErrorCode.SHUTTING_DOWN, "the endpoint is closing");
    }
    if (!names.add(name)) {
      throw new BrokerException(
          ErrorCode.MASTER_EXISTS, "this endpoint has a store named " + name + " already");
    }
  }

  private Store opened(String name, Supplier<Attached> open) {
    Attached attached;
    try {
      attached = open.get();
    } catch (RuntimeException | Error e) {
      release(name);
      throw e;
    }
    synchronized (this) {
      if (!closed) {
        stores.put(name, attached);
        return attached.store();
      }
    }
    attached.store().close();
    throw new BrokerException(ErrorCode.SHUTTING_DOWN, "the endpoint is closing");
  }

  private synchronized void release(String name) {
    names.remove(name);
    stores.remove(name);
  }

  private Attached openMaster(String name, Backend backend) {
    if (host.isAnnounced(Wiring.masterTopic(name))) {
      throw new BrokerException(
          ErrorCode.MASTER_EXISTS, "a peer has the master of the store " + name);
    }
    EventHub events = new EventHub(host.callbacks(), EVENT_QUEUE);
    EntityId id = newId();
    MasterContext context =
        new MasterContext(
            name,
            id,
            Wiring.toClones(host, name),
            events,
            this::wallNanos,
            host::report,
            new InBackground(),
            ChannelTimes.DEFAULT,
            ChannelLimits.DEFAULT,
            Math.min(PART_BYTES, host.options().maxFrameBytes() / 2));
    BackendProvider provider = BackendProvider.named(backend.provider());
    AtomicReference<BackendWatch> watch = new AtomicReference<>();
    Master master =
        new Master(
            context,
            listener -> {
              watch.set(new BackendWatch(listener));
              return provider.open(
                  backend, new BackendContext(name, host.options().name(), watch.get()));
            });
    Attachment attachment =
        new Attachment(
            name, Wiring.masterTopic(name), master::dispatchAll, master::tick, master::unreachable);
    attachment.onTimeSet(master::expireDue);
    attachment.repeat(master::expireDue, EXPIRY_NANOS);
    Store store =
        new MasterStore(
            name, id, master, this::newId, events, completions, host.callbacks(), attachment::end);
    return new Attached(store, watch.get()::isHealthy);
  }

  private Attached openClone(String name, CloneOptions options) {
    EventHub events = new EventHub(host.callbacks(), EVENT_QUEUE);
    LongSupplier ticker = host.options().useRealTime() ? System::nanoTime : this::wallNanos;
    CloneCore core =
        new CloneCore(
            CloneSettings.of(name, options),
            this::newId,
            ticker,
            DataSize::of,
            Wiring.toMaster(host, name),
            new Reports(name, events));
    Attachment attachment =
        new Attachment(
            name, Wiring.cloneTopic(name), core::dispatchAll, core::tick, core::unreachable);
    core.start();
    Store store =
        new CloneStore(
            name, core, this::newId, events, completions, this::firstCopyInTime, attachment::end);
    return new Attached(store, core.reads()::isReadable);
  }

  private CompletableFuture<Void> firstCopyInTime(CompletableFuture<Void> copied) {
    Future<?> timer =
        mailbox.later(
            () -> copied.completeExceptionally(new TimeoutException()),
            CloneStore.FIRST_COPY.toNanos());
    copied.whenComplete((nothing, failure) -> timer.cancel(false));
    return copied;
  }

  private EntityId newId() {
    return new EntityId(host.id(), nextObject.incrementAndGet());
  }

  private long wallNanos() {
    Instant now = host.now();
    return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
  }

  @Override
  public List<StoreHealth> health() {
    List<Attached> open;
    synchronized (this) {
      open = new ArrayList<>(stores.values());
    }
    return open.stream()
        .map(a -> new StoreHealth(a.store().name(), a.store().isMaster(), a.ready().getAsBoolean()))
        .sorted(Comparator.comparing(StoreHealth::name))
        .toList();
  }

  @Override
  public void close() {
    List<Attached> open;
    synchronized (this) {
      closed = true;
      open = new ArrayList<>(stores.values());
    }
    open.forEach(attached -> attached.store().close());
    mailbox.close();
  }

  /** Where callbacks of users run, and the mailbox's timers. */
  private final class InBackground implements Background {

    @Override
    public void execute(Runnable task) {
      host.callbacks().execute(task);
    }

    @Override
    public void executeLater(Runnable task, long delayNanos) {
      mailbox.later(() -> execute(task), delayNanos);
    }

    @Override
    public long nanoTime() {
      return System.nanoTime();
    }
  }

  /** What a clone tells, passed on. */
  private final class Reports implements CloneListener {
    private final String name;
    private final EventHub events;

    Reports(String name, EventHub events) {
      this.name = name;
      this.events = events;
    }

    @Override
    public boolean wantsEvents() {
      return events.wanted();
    }

    @Override
    public void onEvent(StoreEvent event) {
      events.publish(event);
    }

    @Override
    public void onProblem(BrokerError problem) {
      host.report(problem);
    }

    @Override
    public void onState(CloneState state, String reason) {
      LOG.debug("the clone of {} is {}: {}", name, state, reason);
    }
  }

  /** A store's share of the network and of time, from its opening to its end. */
  private final class Attachment {
    private final String name;
    private final List<AutoCloseable> registrations = new ArrayList<>();
    private final Runnable tick;
    private long tickedUntil = wallNanos();

    Attachment(
        String name,
        Topic topic,
        Consumer<List<StoreCommand>> dispatch,
        Runnable tick,
        Consumer<EndpointId> unreachable) {
      this.name = name;
      this.tick = tick;
      Mailbox.Inbox inbox = commands -> dispatch.accept(decode(commands));
      registrations.add(
          host.receiveCommands(topic, (from, bytes, direct) -> mailbox.command(bytes, inbox)));
      registrations.add(
          host.onUnreachable(gone -> mailbox.execute(() -> unreachable.accept(gone))));
      if (host.options().useRealTime()) {
        repeat(tick, TICK_NANOS);
      } else {
        onTimeSet(this::tickAlong);
      }
    }

    /** Runs something again and again in real time. */
    void repeat(Runnable action, long periodNanos) {
      Future<?> repeated = mailbox.repeat(action, periodNanos);
      registrations.add(() -> repeated.cancel(false));
    }

    /** Runs something whenever the user set the time. */
    void onTimeSet(Runnable action) {
      registrations.add(host.onTimeSet(() -> mailbox.execute(action)));
    }

    private void tickAlong() {
      long due = (wallNanos() - tickedUntil) / TICK_NANOS;
      for (long i = 0; i < Math.min(due, MAX_TICKS_AT_ONCE); i++) {
        tick.run();
      }
      tickedUntil += due * TICK_NANOS;
    }

    private List<StoreCommand> decode(List<byte[]> commands) {
      List<StoreCommand> decoded = new ArrayList<>(commands.size());
      for (byte[] bytes : commands) {
        try {
          decoded.add(CommandCodec.decode(bytes, limits));
        } catch (InvalidDataException e) {
          LOG.warn(
              "a command for the store {} is malformed and was ignored: {}", name, e.getMessage());
        }
      }
      return decoded;
    }

    void end() {
      for (AutoCloseable registration : registrations) {
        try {
          registration.close();
        } catch (Exception e) {
          LOG.warn("cannot detach the store {}", name, e);
        }
      }
      release(name);
    }
  }
}
