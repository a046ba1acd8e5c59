package org.jbroker.runtime.peering;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.jbroker.EndpointId;
import org.jbroker.EndpointInfo;
import org.jbroker.EndpointMetrics.PeerMetrics;
import org.jbroker.PeerFlag;
import org.jbroker.Topic;
import org.jbroker.runtime.routing.Dispatcher;
import org.jbroker.runtime.routing.Envelope;
import org.jbroker.runtime.routing.Offer;
import org.jbroker.runtime.topology.LinkState;

/**
 * One side of a peering within the process: what is offered to it is handed to the other endpoint's
 * dispatcher as it is, on the caller's thread. It has no buffer of its own; the queues of the other
 * endpoint's subscribers are the bounds, and a publisher with demand looks through to them.
 *
 * <p>Thread-safe. The two sides know each other; whoever ends first ends both.
 */
final class LocalLink implements PeerLink {

  private final EndpointId peer;
  private final Set<PeerFlag> flags;
  private final Events events;
  private final AtomicBoolean ended = new AtomicBoolean();
  private final LongAdder sent = new LongAdder();
  private final LongAdder received = new LongAdder();
  private final Dispatcher theirs;

  /** What waits for room on the other side, to be run when the link ends, too. */
  private final Set<Runnable> waiting = ConcurrentHashMap.newKeySet();

  private final long establishedNanos = System.nanoTime();
  private LocalLink other;

  private LocalLink(EndpointId peer, PeerFlag direction, Events events, Dispatcher theirs) {
    this.peer = peer;
    this.flags = Set.of(PeerFlag.LOCAL, direction);
    this.events = events;
    this.theirs = theirs;
  }

  /** The two sides of one peering. */
  record Pair(LocalLink first, LocalLink second) {}

  /**
   * Makes a peering between two endpoints.
   *
   * @param firstAsks whether the first one asked for it
   */
  static Pair between(
      PeeringContext first,
      Events firstEvents,
      PeeringContext second,
      Events secondEvents,
      boolean firstAsks) {
    LocalLink a =
        new LocalLink(
            second.self(),
            firstAsks ? PeerFlag.OUTBOUND : PeerFlag.INBOUND,
            firstEvents,
            second.dispatcher());
    LocalLink b =
        new LocalLink(
            first.self(),
            firstAsks ? PeerFlag.INBOUND : PeerFlag.OUTBOUND,
            secondEvents,
            first.dispatcher());
    a.other = b;
    b.other = a;
    return new Pair(a, b);
  }

  @Override
  public Offer offer(Envelope envelope) {
    if (ended.get()) {
      return Offer.CLOSED;
    }
    sent.increment();
    other.received.increment();
    return theirs.receive(envelope, other);
  }

  @Override
  public Offer offerReserved(Envelope envelope) {
    if (ended.get()) {
      return Offer.CLOSED;
    }
    sent.increment();
    other.received.increment();
    return theirs.receiveReserved(envelope, other);
  }

  @Override
  public Offer force(Envelope envelope) {
    return offerReserved(envelope);
  }

  @Override
  public boolean reserve(Topic topic) {
    return ended.get() || theirs.roomFor(topic, other) > 0;
  }

  @Override
  public void release(Topic topic) {
    // Nothing was taken: the room is looked at, not held.
  }

  @Override
  public void whenRoom(Topic topic, Runnable action) {
    Runnable once =
        new Runnable() {
          @Override
          public void run() {
            if (waiting.remove(this)) {
              action.run();
            }
          }
        };
    waiting.add(once);
    if (ended.get()) {
      once.run();
    } else {
      theirs.whenRoom(topic, other, once);
    }
  }

  @Override
  public int room(Topic topic) {
    return ended.get() ? Integer.MAX_VALUE : theirs.roomFor(topic, other);
  }

  @Override
  public boolean throttles() {
    return true;
  }

  @Override
  public boolean isLocal() {
    return false;
  }

  @Override
  public EndpointId peer() {
    return peer;
  }

  @Override
  public EndpointInfo info() {
    return EndpointInfo.of(peer);
  }

  @Override
  public Set<PeerFlag> flags() {
    return flags;
  }

  @Override
  public int version() {
    return IN_PROCESS;
  }

  @Override
  public long establishedNanos() {
    return establishedNanos;
  }

  @Override
  public void open() {
    // Nothing waits anywhere: the other side begins when it is ready.
  }

  @Override
  public CompletableFuture<Void> sendFilter(List<Topic> filter) {
    if (!ended.get()) {
      other.events.onFilter(other, filter);
    }
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void sendRoutes(List<LinkState> announcements) {
    if (!ended.get()) {
      other.events.onRoutes(other, announcements);
    }
  }

  @Override
  public void recheckRoom() {
    // It has no queue; the other endpoint's subscribers look after theirs.
  }

  @Override
  public CompletableFuture<Boolean> probe(long timeoutNanos) {
    return CompletableFuture.completedFuture(!ended.get());
  }

  @Override
  public void leave(long timeoutNanos) {
    end(End.LEFT, "removed connection to local peer", End.PEER_LEFT, "the local peer left");
  }

  @Override
  public void abort(String why) {
    end(End.LOST, why, End.LOST, why);
  }

  private void end(End ours, String why, End theirEnd, String theirWhy) {
    endThis(ours, why);
    other.endThis(theirEnd, theirWhy);
  }

  private void endThis(End how, String why) {
    if (ended.compareAndSet(false, true)) {
      events.onEnded(this, how, why);
      waiting.forEach(Runnable::run);
    }
  }

  @Override
  public CompletableFuture<Void> drained() {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public PeerMetrics metrics() {
    return new PeerMetrics(info(), IN_PROCESS, sent.sum(), received.sum(), 0, 0, 0, 0, 0);
  }

  @Override
  public String toString() {
    return "local link to " + peer;
  }
}
