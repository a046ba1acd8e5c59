package org.jbroker.runtime.peering;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jbroker.DropReason;
import org.jbroker.EndpointId;
import org.jbroker.EndpointInfo;
import org.jbroker.EndpointMetrics.PeerMetrics;
import org.jbroker.PeerFlag;
import org.jbroker.Topic;
import org.jbroker.runtime.queue.DropReporter;
import org.jbroker.runtime.queue.SinkQueue;
import org.jbroker.runtime.routing.Dispatcher;
import org.jbroker.runtime.routing.Envelope;
import org.jbroker.runtime.routing.LoopSuspector;
import org.jbroker.runtime.routing.Offer;
import org.jbroker.runtime.telemetry.Counters;
import org.jbroker.runtime.topology.LinkState;
import org.jbroker.runtime.wire.WireFormat;

/**
 * A peering over a socket.
 *
 * <p>{@link #offer} encodes the payload on the caller's thread and puts the message into the send
 * buffer, from where {@link LinkWriter} takes it. What the peer sends comes in on the event loop
 * and goes, in batches, to the dispatcher or, as a task, to the control loop.
 *
 * <p>Fields belong to the event loop unless they are final.
 */
final class NetworkLink implements PeerLink, Connection.LinkHandler {

  private static final long FAREWELL_NANOS = TimeUnit.SECONDS.toNanos(3);

  /** Settings and surroundings that all links of an endpoint share. */
  record Setting(
      Dispatcher dispatcher,
      Events events,
      Counters counters,
      long heartbeatNanos,
      int maxFrameBytes,
      BiConsumer<PeerLink, Envelope> onSuspectedLoop) {}

  /**
   * What a link reports of the messages that it could not send.
   *
   * @param overflow told of those that its buffer lost
   * @param tooLarge told of those that exceed a frame
   */
  record Losses(DropReporter overflow, DropReporter tooLarge) {
    void flush() {
      overflow.flush();
      tooLarge.flush();
    }
  }

  private final Connection connection;
  private final Channel channel;
  private final EventLoop loop;
  private final EndpointInfo info;
  private final Set<PeerFlag> flags;
  private final WireFormat format;
  private final SinkQueue queue;
  private final Setting setting;
  private final Losses losses;
  private final Liveness liveness = new Liveness();
  private final LinkControl control;
  private final LinkCounters counters = new LinkCounters();
  private final long establishedNanos;
  private final LinkWriter writer;
  private final LinkReader reader;

  private final List<CompletableFuture<Boolean>> probes = new ArrayList<>();
  private Farewell farewell;
  private boolean peerLeft;
  private boolean ended;
  private String abortReason;

  NetworkLink(
      Connection connection,
      EndpointInfo info,
      Set<PeerFlag> flags,
      WireFormat format,
      SinkQueue queue,
      LoopSuspector suspector,
      Losses losses,
      Setting setting) {
    this.connection = connection;
    this.channel = connection.channel();
    this.loop = channel.eventLoop();
    this.info = info;
    this.flags = flags;
    this.format = format;
    this.queue = queue;
    this.losses = losses;
    this.setting = setting;
    this.control = new LinkControl(format);
    this.reader =
        new LinkReader(
            (messages, count) -> setting.dispatcher().receive(messages, count, this),
            suspector,
            this::loopSuspected,
            counters);
    this.writer = new LinkWriter(channel, format, queue, control, counters, liveness::onWrite);
    this.establishedNanos = System.nanoTime();
  }

  // --- sink, any thread

  @Override
  public Offer offer(Envelope envelope) {
    if (tooLarge(envelope)) {
      return Offer.REFUSED;
    }
    Offer result = queue.offer(envelope);
    if (result == Offer.DISCONNECTED) {
      abortOverflowed();
    }
    return result;
  }

  @Override
  public int offerAll(Envelope[] messages, int from, int to) {
    boolean open = !queue.isClosed();
    int taken = 0;
    int next = from;
    // What is too large divides the rest, which is taken at once.
    for (int i = from; i < to; i++) {
      if (tooLarge(messages[i])) {
        taken += queue.offerAll(messages, next, i);
        next = i + 1;
      }
    }
    taken += queue.offerAll(messages, next, to);
    if (open && queue.hasOverflowed()) {
      abortOverflowed();
    }
    return taken;
  }

  private void abortOverflowed() {
    abort("the send buffer was full (policy disconnect)");
  }

  @Override
  public boolean offerIfRoom(Envelope envelope) {
    return tooLarge(envelope) || queue.offerIfRoom(envelope);
  }

  @Override
  public Offer offerReserved(Envelope envelope) {
    if (tooLarge(envelope)) {
      queue.release(envelope.topic());
      return Offer.REFUSED;
    }
    return queue.offerReserved(envelope);
  }

  @Override
  public Offer force(Envelope envelope) {
    return offer(envelope);
  }

  private boolean tooLarge(Envelope envelope) {
    envelope.payload().bytes(); // Encoded here, on the publisher's thread, once for all peers.
    if (format.frameBytes(envelope) <= setting.maxFrameBytes()) {
      return false;
    }
    setting.counters().drop(DropReason.TOO_LARGE, 1);
    losses.tooLarge().accept(1);
    return true;
  }

  @Override
  public boolean reserve(Topic topic) {
    return queue.reserve(topic);
  }

  @Override
  public void release(Topic topic) {
    queue.release(topic);
  }

  @Override
  public void whenRoom(Topic topic, Runnable action) {
    queue.whenRoom(topic, action);
  }

  @Override
  public int room(Topic topic) {
    return queue.room(topic);
  }

  @Override
  public boolean throttles() {
    return true;
  }

  @Override
  public boolean isLocal() {
    return false;
  }

  // --- control loop

  @Override
  public EndpointId peer() {
    return info.node();
  }

  @Override
  public EndpointInfo info() {
    return info;
  }

  @Override
  public Set<PeerFlag> flags() {
    return flags;
  }

  @Override
  public int version() {
    return format.version();
  }

  @Override
  public long establishedNanos() {
    return establishedNanos;
  }

  @Override
  public void open() {
    queue.onReady(() -> loop.execute(this::drain));
    connection.establish(format, this);
    loop.execute(
        () -> {
          scheduleTick();
          drain();
        });
  }

  @Override
  public CompletableFuture<Void> sendFilter(List<Topic> filter) {
    CompletableFuture<Void> sent = new CompletableFuture<>();
    onLoop(
        () -> {
          if (ended) {
            sent.complete(null);
          } else {
            control.filter(filter, sent);
            drain();
          }
        });
    return sent;
  }

  @Override
  public void sendRoutes(List<LinkState> announcements) {
    onLoop(
        () -> {
          control.routes(announcements);
          drain();
        });
  }

  @Override
  public void recheckRoom() {
    queue.recheckRoom();
  }

  @Override
  public CompletableFuture<Boolean> probe(long timeoutNanos) {
    CompletableFuture<Boolean> alive = new CompletableFuture<>();
    onLoop(
        () -> {
          if (ended) {
            alive.complete(false);
            return;
          }
          probes.add(alive);
          control.probe();
          drain();
          Future<?> timer =
              loop.schedule(() -> probed(alive, false), timeoutNanos, TimeUnit.NANOSECONDS);
          alive.whenComplete((result, failure) -> timer.cancel(false));
        });
    return alive;
  }

  private void probed(CompletableFuture<Boolean> probe, boolean alive) {
    probes.remove(probe);
    probe.complete(alive);
  }

  private void probed(boolean alive) {
    List.copyOf(probes).forEach(probe -> probed(probe, alive));
  }

  @Override
  public void leave(long timeoutNanos) {
    queue.close();
    onLoop(
        () -> {
          if (ended || farewell != null) {
            return;
          }
          farewell = new Farewell();
          writer.sayLast(farewell, () -> endWithin(FAREWELL_NANOS));
          endWithin(timeoutNanos + FAREWELL_NANOS);
          drain();
        });
  }

  private void endWithin(long nanos) {
    loop.schedule(() -> abort("the peer did not answer the farewell"), nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void abort(String why) {
    discardQueue();
    onLoop(
        () -> {
          if (abortReason == null) {
            abortReason = why;
          }
        });
    connection.abort();
  }

  @Override
  public CompletableFuture<Void> drained() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    onLoop(
        () -> {
          if (ended) {
            done.complete(null);
          } else {
            control.whenDrained(done);
            drain();
          }
        });
    return done;
  }

  @Override
  public PeerMetrics metrics() {
    return counters.snapshot(info, version(), queue);
  }

  // --- event loop: writing

  private void drain() {
    if (!ended) {
      writer.drain();
    }
  }

  @Override
  public void onWritabilityChanged() {
    drain();
  }

  private void scheduleTick() {
    loop.schedule(this::tick, setting.heartbeatNanos(), TimeUnit.NANOSECONDS);
  }

  private void tick() {
    if (ended) {
      return;
    }
    switch (liveness.tick()) {
      case LOST -> abort("the peer was silent for " + Liveness.MAX_SILENT_TICKS + " heartbeats");
      case SEND_HEARTBEAT -> {
        control.heartbeat();
        drain();
        scheduleTick();
      }
      case QUIET -> scheduleTick();
    }
  }

  // --- event loop: reading

  @Override
  public void onRead(int bytes) {
    liveness.onRead();
    counters.bytesReceived(bytes);
    if (!probes.isEmpty()) {
      probed(true);
    }
  }

  @Override
  public void onMessage(Envelope envelope) {
    reader.add(envelope);
  }

  private void loopSuspected(Envelope envelope) {
    setting.counters().suspectedLoops.increment();
    setting.onSuspectedLoop().accept(this, envelope);
  }

  @Override
  public void onReadEnd() {
    reader.dispatch();
  }

  @Override
  public void onFilter(List<Topic> filter) {
    reader.dispatch();
    setting.events().onFilter(this, filter);
  }

  @Override
  public void onRoutes(List<LinkState> announcements) {
    reader.dispatch();
    setting.events().onRoutes(this, announcements);
  }

  @Override
  public void onPing(byte[] token) {
    reader.dispatch();
    peerLeft |= Farewell.isFarewell(token);
    if (control.pong(token)) {
      drain();
    } else {
      abort("the peer sends pings and does not read the answers");
    }
  }

  @Override
  public void onPong(byte[] token) {
    reader.dispatch();
    if (farewell != null && farewell.isAnsweredBy(token)) {
      connection.close();
    }
  }

  @Override
  public void onHeartbeat() {
    // Whatever is read is a sign of life; onRead has noted it.
  }

  /** The bytes make no sense: the link ends. */
  void onBadFrame(String why) {
    abort("the peer sent a malformed frame: " + why);
  }

  /** The socket is closed. */
  void onClosed() {
    if (ended) {
      return;
    }
    ended = true;
    discardQueue();
    losses.flush();
    control.fail();
    probed(false);
    if (farewell != null && abortReason == null) {
      setting.events().onEnded(this, End.LEFT, "removed connection to remote peer");
    } else if (peerLeft && abortReason == null) {
      setting.events().onEnded(this, End.PEER_LEFT, "the remote peer left");
    } else {
      String why = abortReason == null ? "the connection broke" : abortReason;
      End end = farewell != null ? End.LEFT : End.LOST;
      setting.events().onEnded(this, end, why);
    }
  }

  private void discardQueue() {
    setting.counters().drop(DropReason.PEER_GONE, queue.closeAndDiscard());
  }

  private void onLoop(Runnable task) {
    if (loop.inEventLoop()) {
      task.run();
    } else {
      loop.execute(task);
    }
  }

  @Override
  public String toString() {
    return "link to " + info.node();
  }
}
