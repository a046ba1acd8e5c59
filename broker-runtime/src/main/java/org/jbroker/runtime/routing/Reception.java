package org.jbroker.runtime.routing;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jbroker.DropReason;
import org.jbroker.EndpointId;
import org.jbroker.runtime.telemetry.Counters;

/**
 * What a {@link Dispatcher} does with messages that links bring: drops repeats, stamps what has no
 * stamp, keeps each origin's order, delivers and passes on with a hop less.
 *
 * <p>Messages come in batches; each step is taken for as many of them at once as it is the same
 * for: those of one life of an origin, then those with the same sinks.
 *
 * <p>Runs on the caller's thread, holds no lock, and never blocks. Thread-safe.
 */
final class Reception {

  private final EndpointId self;
  private final long incarnation;
  private final AtomicLong sequence;
  private final int ttl;
  private final boolean forward;
  private final Router router;
  private final Function<EndpointId, Sink> paths;
  private final Counters counters;
  private final MessageLog log;
  private final RepeatFilter repeats = new RepeatFilter();
  private final OriginLanes lanes = new OriginLanes(this::routeFirst);

  /** The reception of an endpoint; the parameters are those of its {@link Dispatcher}. */
  Reception(
      EndpointId self,
      long incarnation,
      AtomicLong sequence,
      int ttl,
      boolean forward,
      Router router,
      Function<EndpointId, Sink> paths,
      Counters counters,
      MessageLog log) {
    this.self = self;
    this.incarnation = incarnation;
    this.sequence = sequence;
    this.ttl = ttl;
    this.forward = forward;
    this.router = router;
    this.paths = paths;
    this.counters = counters;
    this.log = log;
  }

  /**
   * Takes what came.
   *
   * @return ACCEPTED, or what the worst-off subscriber of this process said, if that is known yet
   */
  Offer receive(Batch batch) {
    counters.received.add(batch.size());
    Offer worst = Offer.ACCEPTED;
    int next = batch.from();
    while (next < batch.to()) {
      int end = endOfLife(batch, next);
      worst = worse(worst, receiveLife(batch.part(next, end)));
      next = end;
    }
    return worst;
  }

  /** The index behind the messages that the same life of the same origin stamped. */
  private static int endOfLife(Batch batch, int start) {
    Envelope first = batch.messages()[start];
    int end = start + 1;
    while (end < batch.to()
        && batch.messages()[end].incarnation() == first.incarnation()
        && batch.messages()[end].origin().equals(first.origin())) {
      end++;
    }
    return end;
  }

  private Offer receiveLife(Batch batch) {
    for (int i = batch.from(); i < batch.to(); i++) {
      log.received(batch.messages()[i]);
    }
    if (!batch.first().isStamped()) {
      return route(batch); // They come by one link only.
    }
    if (batch.first().origin().equals(self)) {
      counters.drop(DropReason.REPEATED, batch.size());
      return Offer.ACCEPTED;
    }
    return lanes.dispatch(batch);
  }

  /** In the origin's lane. */
  private Offer routeFirst(Batch batch) {
    int end = repeats.keepFirstSeen(batch.messages(), batch.from(), batch.to());
    if (end < batch.to()) {
      counters.drop(DropReason.REPEATED, batch.to() - end);
    }
    return end == batch.from() ? Offer.ACCEPTED : route(batch.part(batch.from(), end));
  }

  private Offer route(Batch batch) {
    RoutingTable table = router.table();
    Offer worst = Offer.ACCEPTED;
    int next = batch.from();
    while (next < batch.to()) {
      Envelope first = batch.messages()[next];
      Sink[] sinks = table.lookup(first.topic());
      int end = next + 1;
      if (first.receiver().isNil()) {
        while (end < batch.to() && goesAlong(batch.messages()[end], first, sinks, table)) {
          end++;
        }
        worst = worse(worst, spread(batch.part(next, end), sinks));
      } else if (first.receiver().equals(self)) {
        worst = worse(worst, deliverLocally(first, sinks));
      } else {
        passOn(first, batch.link());
      }
      next = end;
    }
    return worst;
  }

  /** Whether a message is for everybody and has the kind and the sinks of another one. */
  private static boolean goesAlong(
      Envelope message, Envelope first, Sink[] sinks, RoutingTable table) {
    return message.receiver().isNil()
        && message.kind() == first.kind()
        && (message.topic() == first.topic() || table.lookup(message.topic()) == sinks);
  }

  private Offer spread(Batch batch, Sink[] sinks) {
    Offer worst = Offer.ACCEPTED;
    Envelope[] onward = null;
    for (Sink sink : sinks) {
      if (sink.isLocal()) {
        worst = worse(worst, deliver(sink, batch));
      } else if (forward && sink != batch.link() && !sink.leadsTo(batch.first().origin())) {
        if (onward == null) {
          onward = onward(batch);
        }
        counters.forwarded.add(sink.offerAll(onward, 0, onward.length));
      }
    }
    return worst;
  }

  /** What may travel on, with a hop less left; the rest is counted as lost. */
  private Envelope[] onward(Batch batch) {
    Envelope[] onward = new Envelope[batch.size()];
    int count = 0;
    for (int i = batch.from(); i < batch.to(); i++) {
      Envelope message = batch.messages()[i];
      int hops = hopsLeft(message);
      if (hops > 0) {
        onward[count++] = stamped(message).withTtl(hops);
      }
    }
    if (count < onward.length) {
      counters.drop(DropReason.TTL_EXPIRED, onward.length - count);
      return Arrays.copyOf(onward, count);
    }
    return onward;
  }

  /** Only what travels on needs a stamp. */
  private Envelope stamped(Envelope message) {
    return message.isStamped()
        ? message
        : message.stamped(self, incarnation, sequence.incrementAndGet());
  }

  private int hopsLeft(Envelope message) {
    return Math.min(ttl, message.ttl() - 1);
  }

  private Offer deliverLocally(Envelope message, Sink[] sinks) {
    Offer worst = Offer.ACCEPTED;
    for (Sink sink : sinks) {
      if (sink.isLocal()) {
        worst = worse(worst, deliver(sink, message, false));
      }
    }
    return worst;
  }

  private void passOn(Envelope message, Sink link) {
    Sink path = forward ? paths.apply(message.receiver()) : null;
    int hops = hopsLeft(message);
    if (path == null || path == link) {
      counters.drop(DropReason.NO_PATH, 1);
    } else if (hops <= 0) {
      counters.drop(DropReason.TTL_EXPIRED, 1);
    } else if (path.offer(stamped(message).withTtl(hops)).isTaken()) {
      counters.forwarded.increment();
    }
  }

  /** What the sink said of a single message; of several nobody asks. */
  private static Offer deliver(Sink sink, Batch batch) {
    Envelope first = batch.first();
    if (batch.size() == 1 || !sink.takes(first.kind())) {
      return deliver(sink, first, batch.reserved());
    }
    sink.offerAll(batch.messages(), batch.from(), batch.to());
    return Offer.ACCEPTED;
  }

  /** Hands a message to a subscriber of this process. */
  static Offer deliver(Sink sink, Envelope message, boolean reserved) {
    if (!sink.takes(message.kind())) {
      return Offer.CLOSED;
    }
    return reserved && sink.throttles() ? sink.force(message) : sink.offer(message);
  }

  private static Offer worse(Offer a, Offer b) {
    return b != Offer.CLOSED && b.ordinal() > a.ordinal() ? b : a;
  }
}
