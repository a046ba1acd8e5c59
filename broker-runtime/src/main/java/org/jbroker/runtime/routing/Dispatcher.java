package org.jbroker.runtime.routing;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jbroker.DropReason;
import org.jbroker.EndpointId;
import org.jbroker.ErrorCode;
import org.jbroker.PublishResult;
import org.jbroker.Topic;
import org.jbroker.data.Data;
import org.jbroker.runtime.telemetry.Counters;

/**
 * The one meeting point of sources and sinks: decides who gets a message.
 *
 * <pre>
 *   publish ──────────┐                      ┌─► subscribers of this process
 *                     ├─► this ─► table ─────┤
 *   receive (a link) ─┘   ttl, repeats       └─► peers, but not where it came from
 * </pre>
 *
 * <p>Runs on the caller's thread, holds no lock, and never blocks. Thread-safe.
 */
public final class Dispatcher {

  private final EndpointId self;
  private final long incarnation;
  private final boolean localDelivery;
  private final Router router;
  private final Function<EndpointId, Sink> paths;
  private final Counters counters;
  private final MessageLog log;
  private final Reception reception;
  private final AtomicLong sequence = new AtomicLong();

  /**
   * A dispatcher for one endpoint.
   *
   * @param incarnation this endpoint's life, part of its stamps
   * @param ttl the hops that a peer's message may travel on from here
   * @param forward whether messages of peers go to other peers
   * @param localDelivery whether own messages go to own subscribers
   * @param paths the link that leads to an endpoint, or null
   */
  public Dispatcher(
      EndpointId self,
      long incarnation,
      int ttl,
      boolean forward,
      boolean localDelivery,
      Router router,
      Function<EndpointId, Sink> paths,
      Counters counters,
      MessageLog log) {
    this.self = self;
    this.incarnation = incarnation;
    this.localDelivery = localDelivery;
    this.router = router;
    this.paths = paths;
    this.counters = counters;
    this.log = log;
    this.reception =
        new Reception(self, incarnation, sequence, ttl, forward, router, paths, counters, log);
  }

  /** A new message of this endpoint, stamped. */
  public Envelope envelope(Topic topic, Data data, EndpointId receiver) {
    return new Envelope(
        MessageKind.DATA,
        topic,
        Payload.of(data),
        Envelope.MAX_TTL,
        receiver,
        self,
        incarnation,
        sequence.incrementAndGet());
  }

  /** Counts and logs a message of this endpoint. */
  public void published(Envelope envelope) {
    counters.published.increment();
    log.published(envelope);
  }

  /** Whether a path to an endpoint is known. */
  public boolean isReachable(EndpointId endpoint) {
    return endpoint.equals(self) || paths.apply(endpoint) != null;
  }

  /** The link through which messages for another endpoint go, if a path is known. */
  public Optional<Sink> path(EndpointId endpoint) {
    return endpoint.equals(self) ? Optional.empty() : Optional.ofNullable(paths.apply(endpoint));
  }

  /** A new store command of this endpoint, stamped. Takes the bytes over. */
  public Envelope command(Topic topic, byte[] command, EndpointId receiver) {
    return new Envelope(
        MessageKind.COMMAND,
        topic,
        Payload.ofBytes(command),
        Envelope.MAX_TTL,
        receiver,
        self,
        incarnation,
        sequence.incrementAndGet());
  }

  /** Hands a message of this endpoint to everybody who wants it. */
  public PublishResult publish(Envelope envelope) {
    published(envelope);
    Tally tally = new Tally();
    for (Sink sink : router.table().lookup(envelope.topic())) {
      if (sink.isLocal()) {
        if (localDelivery || sink.takesOwn()) {
          tally.add(Reception.deliver(sink, envelope, false));
        }
      } else {
        tally.add(sink.offer(envelope));
      }
    }
    return tally.result();
  }

  /**
   * Hands a message that a client of this endpoint published to everybody else who wants it: an own
   * message to the peers, and a received one to the subscribers of this process.
   */
  public PublishResult publishFor(Sink client, Envelope envelope) {
    counters.received.increment();
    log.published(envelope);
    Tally tally = new Tally();
    for (Sink sink : router.table().lookup(envelope.topic())) {
      if (sink != client) {
        tally.add(sink.isLocal() ? Reception.deliver(sink, envelope, false) : sink.offer(envelope));
      }
    }
    return tally.result();
  }

  /** Hands a message of this endpoint to its own subscribers only. */
  public PublishResult publishLocally(Envelope envelope) {
    published(envelope);
    Tally tally = new Tally();
    for (Sink sink : router.table().lookup(envelope.topic())) {
      if (sink.isLocal()) {
        tally.add(Reception.deliver(sink, envelope, false));
      }
    }
    return tally.result();
  }

  /** Sends a message of this endpoint to the one endpoint that it names. */
  public PublishResult send(Envelope envelope) {
    if (envelope.receiver().equals(self)) {
      return publishLocally(envelope);
    }
    published(envelope);
    Sink path = paths.apply(envelope.receiver());
    if (path == null) {
      counters.drop(DropReason.NO_PATH, 1);
      return PublishResult.failed(ErrorCode.NO_PATH_TO_PEER);
    }
    Tally tally = new Tally();
    tally.add(path.offer(envelope));
    return tally.result();
  }

  /**
   * Takes a message that came through a link.
   *
   * @param link where it came from, and where it will not go
   * @return ACCEPTED, or what the worst-off subscriber of this process said, if that is known yet
   */
  public Offer receive(Envelope envelope, Sink link) {
    return reception.receive(Batch.of(envelope, link, false));
  }

  /**
   * As {@link #receive}, for a publisher of this process that has seen {@link #roomFor} it:
   * throttling subscribers take it, and may pass their bound by one message for each such
   * publisher.
   */
  public Offer receiveReserved(Envelope envelope, Sink link) {
    return reception.receive(Batch.of(envelope, link, true));
  }

  /** How much room the throttling subscribers of this process have for messages of a topic. */
  public int roomFor(Topic topic, Sink link) {
    int room = Integer.MAX_VALUE;
    for (Sink sink : router.table().lookup(topic)) {
      if (sink.isLocal() && sink != link) {
        room = Math.min(room, sink.room(topic));
      }
    }
    return room;
  }

  /** Runs an action as soon as {@link #roomFor} may be more than nothing. */
  public void whenRoom(Topic topic, Sink link, Runnable action) {
    for (Sink sink : router.table().lookup(topic)) {
      if (sink.isLocal() && sink != link && sink.room(topic) <= 0) {
        sink.whenRoom(topic, action);
        return;
      }
    }
    action.run();
  }

  /**
   * Takes messages that came through a link in a row.
   *
   * @param messages belongs to this until it returns; elements may be replaced
   * @param count how many there are, from index 0
   * @param link where they came from, and where they will not go
   */
  public void receive(Envelope[] messages, int count, Sink link) {
    reception.receive(new Batch(messages, 0, count, link, false));
  }

  /** Adds up what the sinks said. */
  private static final class Tally {
    private int accepted;
    private int dropped;

    void add(Offer offer) {
      switch (offer) {
        case ACCEPTED -> accepted++;
        case EVICTED_OLDEST, REPLACED_NEWEST -> {
          accepted++;
          dropped++;
        }
        case REFUSED, DISCONNECTED -> dropped++;
        case CLOSED -> {
          // It left between the lookup and the offer: as if it had never been there.
        }
      }
    }

    PublishResult result() {
      return PublishResult.of(accepted, dropped);
    }
  }
}
