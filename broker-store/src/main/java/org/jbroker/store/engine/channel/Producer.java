package org.jbroker.store.engine.channel;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToLongFunction;

/**
 * The sending end of a channel: numbers events, keeps them until every consumer has acknowledged
 * them, and sends again what a consumer lacks.
 *
 * <p>A pure state machine: it knows no clock, thread or connection. Messages and ticks go in by
 * method calls, everything to be done comes out through {@link ProducerOutput} before the call
 * returns. Not thread-safe; its owner serializes the calls. The work of a call is bounded by {@link
 * ChannelLimits}, whatever a consumer sends.
 *
 * <p>The numbers are those of the C++ Broker: the stream begins after {@value #FIRST_OFFSET}, so
 * the first event is 2, if the owner does not choose another beginning. Events that are produced
 * while nobody listens are not kept. Before the first consumer came they take no number either;
 * later they do, so that a consumer which was dropped in between finds out that it missed them.
 *
 * <p>A consumer of the kind {@link Opening#BY_CONSUMER} that asks to join although it is known has
 * lost its state, or a copy of its first request came late. It gets a handshake with the present
 * offset, but what it had not acknowledged before is kept until it acknowledges the new offset:
 * right in both cases.
 *
 * @param <H> what identifies a consumer; a key of a hash map
 * @param <P> what the channel carries; immutable
 */
public final class Producer<H, P> {

  /** After which number a stream of the C++ Broker begins (wire captures). */
  public static final long FIRST_OFFSET = 1;

  private final Opening opening;
  private final ChannelTimes times;
  private final ChannelLimits limits;
  private final ToLongFunction<? super P> payloadBytes;
  private final ProducerOutput<? super H, P> output;
  private final Map<H, ConsumerPath> paths = new LinkedHashMap<>();
  private final EventBuffer<P> buffer;
  private final AckRequests ackRequests = new AckRequests();
  private long sequence;
  private boolean hadConsumer;
  private long tick;
  private long lastBroadcastTick;
  private long protocolErrors;

  /**
   * A producer without consumers.
   *
   * @param payloadBytes about how many bytes a payload occupies; the same each time for the same
   *     payload
   */
  public Producer(
      Opening opening,
      ChannelTimes times,
      ChannelLimits limits,
      ToLongFunction<? super P> payloadBytes,
      ProducerOutput<? super H, P> output) {
    this(opening, times, limits, payloadBytes, output, FIRST_OFFSET);
  }

  /**
   * A producer whose stream begins after another number than {@link #FIRST_OFFSET}.
   *
   * @param firstOffset unsigned; the first event is the next number
   */
  public Producer(
      Opening opening,
      ChannelTimes times,
      ChannelLimits limits,
      ToLongFunction<? super P> payloadBytes,
      ProducerOutput<? super H, P> output,
      long firstOffset) {
    this.opening = Objects.requireNonNull(opening, "opening");
    this.times = Objects.requireNonNull(times, "times");
    this.limits = Objects.requireNonNull(limits, "limits");
    this.payloadBytes = Objects.requireNonNull(payloadBytes, "payloadBytes");
    this.output = Objects.requireNonNull(output, "output");
    this.sequence = firstOffset;
    this.buffer = new EventBuffer<>(payloadBytes, firstOffset);
  }

  /**
   * Adds a consumer and sends it the handshake. Where consumers open the channel, their request
   * does it.
   *
   * @return false if this consumer is known, or if there are {@link ChannelLimits#consumers}
   *     already
   */
  public boolean addConsumer(H consumer) {
    Objects.requireNonNull(consumer, "consumer");
    if (paths.containsKey(consumer) || paths.size() >= limits.consumers()) {
      return false;
    }
    if (paths.isEmpty()) {
      buffer.restart(sequence);
    }
    ConsumerPath path = new ConsumerPath(times, sequence, tick);
    paths.put(consumer, path);
    hadConsumer = true;
    output.send(consumer, handshake(path));
    return true;
  }

  /**
   * Forgets a consumer that is known to be gone; {@link ProducerOutput#dropped} is not called.
   *
   * @return whether it was known
   */
  public boolean removeConsumer(H consumer) {
    boolean known = paths.remove(consumer) != null;
    if (known) {
      release();
    }
    return known;
  }

  /**
   * Numbers the payload and broadcasts it. A consumer that falls too far behind by it is dropped.
   *
   * @return the event's sequence number, or 0 if there is no consumer and so nothing was sent
   */
  public long produce(P payload) {
    Objects.requireNonNull(payload, "payload");
    if (paths.isEmpty()) {
      if (hadConsumer) {
        sequence++;
      }
      return 0;
    }
    Event<P> event = new Event<>(++sequence, payload);
    buffer.append(event);
    lastBroadcastTick = tick;
    output.broadcast(event);
    // The newest event alone is no reason to drop anybody, however large it is.
    while (buffer.size() > 1 && isOverLimit(buffer.size(), buffer.bytes())) {
      dropSlowest();
    }
    return event.sequence();
  }

  /** Takes an acknowledgement. */
  public void handle(H from, CumulativeAck ack) {
    ConsumerPath path = paths.get(from);
    if (Sequences.isAfter(ack.sequence(), sequence)) {
      reportError(from, ProtocolError.ACK_OF_FUTURE);
    } else if (path == null) {
      tellToStartOver(from, ack.sequence() + 1);
    } else {
      acknowledge(from, path, ack.sequence());
    }
  }

  /** Takes a request for events or for a handshake. */
  public void handle(H from, Nack nack) {
    if (nack.isJoin()) {
      join(from);
      return;
    }
    List<Long> missing = nack.sequences();
    int count = Math.min(missing.size(), limits.nackEntries());
    if (!nack.isStrictlyAscending(count)) {
      reportError(from, ProtocolError.MALFORMED_NACK);
      return;
    }
    long first = missing.get(0);
    ConsumerPath path = paths.get(from);
    if (Sequences.isAfter(first, sequence)) {
      reportError(from, ProtocolError.NACK_OF_FUTURE);
    } else if (path == null) {
      tellToStartOver(from, first);
    } else {
      acknowledge(from, path, first - 1);
      retransmit(from, path, missing.subList(0, count));
    }
  }

  /**
   * Asks the consumers to acknowledge what is produced so far, for an owner that waits for it. They
   * would do so by themselves, but some ticks later; those of the C++ Broker do it only then.
   */
  public void requestAcks() {
    if (buffer.size() > 0 && ackRequests.want(sequence)) {
      askForAcks();
    }
  }

  private void askForAcks() {
    ackRequests.asked(sequence);
    output.broadcast(new Keepalive(sequence));
  }

  /** Time goes one tick on: keepalives, repeated handshakes, time-outs. */
  public void tick() {
    tick++;
    ackRequests.tick();
    boolean heartbeat = tick - lastBroadcastTick >= times.heartbeatTicks();
    if (heartbeat) {
      lastBroadcastTick = tick;
      output.broadcast(new Keepalive(sequence));
    }
    List<H> silent = new ArrayList<>();
    for (Map.Entry<H, ConsumerPath> entry : paths.entrySet()) {
      ConsumerPath path = entry.getValue();
      if (path.silentTicks(tick) >= times.connectionTimeoutTicks()) {
        silent.add(entry.getKey());
      } else if (!path.pending()) {
        if (heartbeat && path.floor() != sequence) {
          output.send(entry.getKey(), new Keepalive(sequence));
        }
      } else if (opening == Opening.BY_PRODUCER
          && path.ticksSinceHandshake(tick) >= times.heartbeatTicks()) {
        path.handshakeRepeated(tick);
        output.send(entry.getKey(), handshake(path));
      }
    }
    if (!silent.isEmpty()) {
      drop(silent, DropReason.TIMED_OUT);
    }
  }

  /** Whether every consumer has acknowledged its handshake and every event. */
  public boolean idle() {
    return paths.values().stream().allMatch(path -> !path.pending() && path.floor() == sequence);
  }

  /** Whether some consumer has not acknowledged its handshake. */
  public boolean hasPendingHandshakes() {
    return paths.values().stream().anyMatch(ConsumerPath::pending);
  }

  /** The consumers, in the order in which they came; a copy. */
  public List<H> consumers() {
    return List.copyOf(paths.keySet());
  }

  /** How many consumers there are. */
  public int consumerCount() {
    return paths.size();
  }

  /** The number of the last event; unsigned. The next one gets the next number. */
  public long sequence() {
    return sequence;
  }

  /** How many events are kept. */
  public int unackedEntries() {
    return buffer.size();
  }

  /** How many bytes of payload are kept. */
  public long unackedBytes() {
    return buffer.bytes();
  }

  /** The events that are kept, in order; a copy. */
  public List<Event<P>> unacknowledged() {
    return buffer.toList();
  }

  /**
   * Whether this payload can be produced without dropping a consumer. An owner that can wait, as a
   * clone with its own writes, asks first.
   */
  public boolean hasRoomFor(P payload) {
    return buffer.size() == 0
        || !isOverLimit(buffer.size() + 1L, buffer.bytes() + payloadBytes.applyAsLong(payload));
  }

  /** How many messages were against the protocol. */
  public long protocolErrors() {
    return protocolErrors;
  }

  private boolean isOverLimit(long entries, long bytes) {
    return entries > limits.unackedEntries() || bytes > limits.unackedBytes();
  }

  private Handshake handshake(ConsumerPath path) {
    return opening == Opening.BY_CONSUMER
        ? new AckClone(path.offset(), times.heartbeatTicks())
        : new AttachWriter(path.offset(), times.heartbeatTicks());
  }

  private void join(H from) {
    ConsumerPath path = paths.get(from);
    if (path == null) {
      if (opening == Opening.BY_CONSUMER && !addConsumer(from)) {
        reportError(from, ProtocolError.TOO_MANY_CONSUMERS);
      }
      return;
    }
    path.seen(tick);
    if (!path.mayRepeatHandshake(tick)) {
      return;
    }
    if (!path.pending()) {
      // A master has a snapshot for a new beginning; a writer can only resume where it was.
      path.reopen(opening == Opening.BY_CONSUMER ? sequence : path.floor());
    }
    path.handshakeRepeated(tick);
    output.send(from, handshake(path));
  }

  private void acknowledge(H from, ConsumerPath path, long acked) {
    if (Sequences.isBefore(acked, path.floor())) {
      return; // Overtaken by a later one, or from a former life of this consumer.
    }
    path.seen(tick);
    boolean heldBack = path.floor() == buffer.floor() && path.floor() != acked;
    boolean completed = path.acknowledge(acked);
    if (heldBack) {
      release();
    }
    if (completed) {
      output.handshakeCompleted(from);
    }
  }

  private void retransmit(H from, ConsumerPath path, List<Long> missing) {
    for (long wanted : missing) {
      if (Sequences.isAfter(wanted, sequence)) {
        reportError(from, ProtocolError.NACK_OF_FUTURE);
        return;
      }
      Event<P> event = buffer.find(wanted);
      long bytes = event == null ? 0 : buffer.bytesOf(event);
      if (!path.takeRetransmission(wanted, bytes, tick, limits)) {
        return; // The consumer asks again.
      }
      if (event == null) {
        output.send(from, new RetransmitFailed(wanted));
      } else {
        output.send(from, event);
      }
    }
  }

  /**
   * A consumer that was dropped still gets the broadcasts and may believe that all is well. Only a
   * channel that consumers open has an answer to that.
   */
  private void tellToStartOver(H unknown, long next) {
    if (opening == Opening.BY_CONSUMER) {
      output.send(unknown, new RetransmitFailed(next));
    }
  }

  private void dropSlowest() {
    long lowest = lowestFloor();
    List<H> slowest = new ArrayList<>();
    paths.forEach(
        (consumer, path) -> {
          if (path.floor() == lowest) {
            slowest.add(consumer);
          }
        });
    drop(slowest, DropReason.TOO_FAR_BEHIND);
  }

  private void drop(List<H> consumers, DropReason reason) {
    consumers.forEach(paths::remove);
    try {
      consumers.forEach(consumer -> output.dropped(consumer, reason));
    } finally {
      release();
    }
  }

  private void release() {
    if (paths.isEmpty()) {
      buffer.restart(sequence);
    } else {
      buffer.releaseUpTo(lowestFloor());
      if (ackRequests.acknowledged(buffer.floor())) {
        askForAcks();
      }
    }
  }

  private long lowestFloor() {
    long lowest = sequence;
    for (ConsumerPath path : paths.values()) {
      lowest = Sequences.min(lowest, path.floor());
    }
    return lowest;
  }

  private void reportError(H from, ProtocolError error) {
    protocolErrors++;
    output.protocolError(from, error);
  }
}
