package org.jbroker.store.engine.master;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.jbroker.BrokerError;
import org.jbroker.EndpointId;
import org.jbroker.store.EntityId;
import org.jbroker.store.StoreEvent;
import org.jbroker.store.engine.channel.ChannelLimits;
import org.jbroker.store.engine.channel.ChannelTimes;
import org.jbroker.store.engine.channel.Nack;
import org.jbroker.store.engine.command.StoreCommand;
import org.jbroker.store.engine.command.StoreCommand.Control;
import org.jbroker.store.engine.frontend.EventHub;
import org.jbroker.store.engine.frontend.MasterStore;
import org.jbroker.testkit.VirtualClock;

/** A master on a {@link TestBackend}, with virtual time and everything that leaves it recorded. */
public final class MasterFixture implements AutoCloseable {

  public static final EntityId MASTER = new EntityId(EndpointId.random(), 1);

  /** Small, so that a few entries need several parts. */
  public static final long PART_BYTES = 300;

  public static final EntityId CLONE = new EntityId(EndpointId.random(), 1);

  public final VirtualClock clock = new VirtualClock();
  public final TestBackend backend;
  public final Queue<StoreCommand> sent = new ConcurrentLinkedQueue<>();
  public final List<BrokerError> reports = new CopyOnWriteArrayList<>();
  public final List<StoreEvent> events = new CopyOnWriteArrayList<>();
  public final EventHub hub;
  public final Master master;
  public final MasterStore store;
  private final Queue<Runnable> background = new ConcurrentLinkedQueue<>();
  private volatile boolean backgroundDeferred;
  private final AtomicLong lastId = new AtomicLong(1);

  public MasterFixture() {
    this(new TestBackend(), Runnable::run);
  }

  public MasterFixture(TestBackend backend, Executor callbacks) {
    this(backend, callbacks, ChannelLimits.DEFAULT);
  }

  public MasterFixture(TestBackend backend, Executor callbacks, ChannelLimits limits) {
    this.backend = backend;
    hub = new EventHub(callbacks, 1 << 16);
    hub.onEvent(events::add);
    MasterContext context =
        new MasterContext(
            "store",
            MASTER,
            new CommandPort() {
              @Override
              public void broadcast(StoreCommand command) {
                sent.add(command);
              }

              @Override
              public boolean send(StoreCommand command) {
                sent.add(command);
                return true;
              }
            },
            hub,
            this::nowNanos,
            reports::add,
            new InBackground(),
            ChannelTimes.DEFAULT,
            limits,
            PART_BYTES);
    master = new Master(context, backend::open);
    store =
        new MasterStore(
            "store",
            MASTER,
            master,
            () -> new EntityId(MASTER.endpoint(), lastId.incrementAndGet()),
            hub,
            callbacks,
            callbacks,
            () -> {});
  }

  /** Nobody rests here; what is to come later comes at once. */
  private final class InBackground implements Background {

    @Override
    public void execute(Runnable task) {
      if (backgroundDeferred) {
        background.add(task);
      } else {
        task.run();
      }
    }

    @Override
    public void executeLater(Runnable task, long delayNanos) {
      execute(task);
    }

    @Override
    public long nanoTime() {
      return nowNanos();
    }
  }

  public long nowNanos() {
    Instant now = clock.instant();
    return now.getEpochSecond() * 1_000_000_000 + now.getNano();
  }

  /** The wall clock moves, and the master is told as by a scheduler that knows its deadlines. */
  public void advance(Duration by) {
    clock.advance(by);
    master.expireDue();
  }

  /** From now on scans for joining clones wait for {@link #runBackground}. */
  public void deferBackground() {
    backgroundDeferred = true;
  }

  /** Runs the scans that wait. */
  public void runBackground() {
    for (Runnable task = background.poll(); task != null; task = background.poll()) {
      task.run();
    }
  }

  /** A clone asks to join. */
  public void join(EntityId clone) {
    dispatch(clone, new Control(Nack.JOIN));
  }

  public void dispatch(EntityId sender, StoreCommand.Content content) {
    dispatch(0, sender, content);
  }

  public void dispatch(long sequence, EntityId sender, StoreCommand.Content content) {
    master.dispatch(new StoreCommand(sequence, sender, MASTER, content));
  }

  /** What was sent since the last call. */
  public List<StoreCommand> takeSent() {
    List<StoreCommand> taken = new ArrayList<>();
    for (StoreCommand next = sent.poll(); next != null; next = sent.poll()) {
      taken.add(next);
    }
    return taken;
  }

  /** The contents of what was sent since the last call. */
  public List<StoreCommand.Content> takeContents() {
    return takeSent().stream().map(StoreCommand::content).toList();
  }

  @Override
  public void close() {
    store.close();
  }
}
