package org.jbroker.store.engine.channel;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.ToLongFunction;

/**
 * The receiving end of a channel: passes events on in order, each once, and asks for what is
 * missing.
 *
 * <pre>
 *              handshake                      loss, time-out, close()
 *   JOINING --------------&gt; ESTABLISHED ------------------------------&gt; CLOSED
 *      |                                                                   ^
 *      +------------------------------ close() ----------------------------+
 * </pre>
 *
 * <p>A pure state machine: it knows no clock, thread or connection. Messages and ticks go in by
 * method calls, everything to be done comes out through {@link ConsumerOutput} before the call
 * returns. Not thread-safe; its owner serializes the calls. What it keeps and what it does in one
 * call is bounded by {@link ChannelLimits}, whatever the producer sends.
 *
 * <p>Its owner passes in messages of one producer only; until the handshake, only those that may be
 * this producer's. A closed consumer stays closed and ignores everything: join with a new one.
 *
 * @param <P> what the channel carries; immutable
 */
public final class Consumer<P> {

  /** Where a consumer stands. */
  public enum State {
    /** Waits for the handshake; events that come first are kept. */
    JOINING,
    /** Consumes the stream. */
    ESTABLISHED,
    /** Finished. */
    CLOSED
  }

  // Together they ask for as many events as are kept out of order.
  private static final int REQUESTS_PER_TICK = 16;

  private final ChannelTimes times;
  private final ChannelLimits limits;
  private final ConsumerOutput<? super P> output;
  private final ReorderBuffer<P> early;
  private State state = State.JOINING;
  // The number of the next event, and the number after the last one known to exist.
  private long next;
  private long end;
  private long nextAtLastTick;
  private int idleTicks;
  private int ticksSinceAck;
  private int eventsSinceAck;
  // The last number of the request that is under way.
  private long askedUpTo;
  private boolean asked;
  private int requestsThisTick;
  private int ackTicks;
  private long silentTicks;
  private long stuckTicks;
  private long timeoutTicks;
  private long duplicates;
  private long protocolErrors;

  /**
   * A consumer that waits for a handshake.
   *
   * @param payloadBytes about how many bytes a payload occupies; the same each time for the same
   *     payload
   */
  public Consumer(
      ChannelTimes times,
      ChannelLimits limits,
      ToLongFunction<? super P> payloadBytes,
      ConsumerOutput<? super P> output) {
    this.times = Objects.requireNonNull(times, "times");
    this.limits = Objects.requireNonNull(limits, "limits");
    this.output = Objects.requireNonNull(output, "output");
    this.early = new ReorderBuffer<>(limits, Objects.requireNonNull(payloadBytes, "payloadBytes"));
  }

  /** Asks for the handshake now; while it is missing, ticks ask again. */
  public void join() {
    if (state == State.JOINING) {
      idleTicks = 0;
      output.send(Nack.JOIN);
    }
  }

  /**
   * Takes the handshake.
   *
   * @return whether it was the first valid one; all later ones are ignored
   */
  public boolean handle(Handshake handshake) {
    silentTicks = 0;
    if (state != State.JOINING) {
      return false;
    }
    if (Sequences.isAfter(handshake.offset(), Sequences.LAST)) {
      reportError(ProtocolError.ABSURD_SEQUENCE);
      return false;
    }
    state = State.ESTABLISHED;
    next = handshake.offset() + 1;
    end = early.keepWindowFrom(next) + 1;
    nextAtLastTick = next;
    idleTicks = 0;
    // More often than the producer wants is no harm; never would be.
    int heartbeatTicks = handshake.heartbeatTicks();
    ackTicks =
        heartbeatTicks == 0
            ? times.heartbeatTicks()
            : Math.min(heartbeatTicks, times.heartbeatTicks());
    timeoutTicks = (long) heartbeatTicks * times.maxMissedHeartbeats();
    output.established(handshake);
    consumeEarly();
    if (state == State.ESTABLISHED) {
      sendAck();
    }
    return true;
  }

  /** Takes an event. */
  public void handle(Event<P> event) {
    long sequence = event.sequence();
    if (state == State.CLOSED || isAbsurd(sequence)) {
      return;
    }
    silentTicks = 0;
    if (state == State.JOINING) {
      early.offer(sequence, event.payload());
    } else if (Sequences.isBefore(sequence, next)) {
      duplicates++;
    } else if (sequence == next) {
      step();
      output.consume(sequence, event.payload());
      consumeEarly();
      progressed();
    } else {
      end = Sequences.max(end, sequence + 1);
      // What is too far ahead is asked for when its turn is near.
      if (ReorderBuffer.isInWindow(sequence, next, limits)) {
        early.offer(sequence, event.payload());
      }
    }
  }

  /** Takes the number of the last event. */
  public void handle(Keepalive keepalive) {
    if (state != State.ESTABLISHED || isAbsurd(keepalive.sequence())) {
      return;
    }
    silentTicks = 0;
    end = Sequences.max(end, keepalive.sequence() + 1);
    if (eventsSinceAck > 0 && Sequences.isBefore(keepalive.sequence(), next)) {
      sendAck(); // The producer waits for it, or has nothing to send.
    }
  }

  /** Takes the news that an event is lost. */
  public void handle(RetransmitFailed failed) {
    long sequence = failed.sequence();
    if (state != State.ESTABLISHED || isAbsurd(sequence)) {
      return;
    }
    if (!Sequences.isBefore(sequence, next) && !ReorderBuffer.isInWindow(sequence, next, limits)) {
      reportError(ProtocolError.UNASKED_RETRANSMIT_FAILED);
      return;
    }
    silentTicks = 0;
    if (sequence == next) {
      step();
      consumeLost(sequence);
      consumeEarly();
      progressed();
    } else if (Sequences.isAfter(sequence, next)) {
      end = Sequences.max(end, sequence + 1);
      early.offerLost(sequence);
    }
  }

  /** Time goes one tick on: requests, acknowledgements, the time-out. */
  public void tick() {
    if (state == State.JOINING) {
      idleTicks++;
      if (idleTicks >= times.nackTicks()) {
        join();
      }
    } else if (state == State.ESTABLISHED) {
      tickEstablished();
    }
  }

  private void tickEstablished() {
    silentTicks++;
    // A producer that announced an interval of zero sends no keepalives: silence means nothing.
    if (timeoutTicks > 0 && silentTicks >= timeoutTicks) {
      closeBecause(CloseReason.PRODUCER_TIMED_OUT);
      return;
    }
    ticksSinceAck++;
    requestsThisTick = 0;
    boolean quiet = next == nextAtLastTick;
    idleTicks = quiet ? idleTicks + 1 : 0;
    stuckTicks = quiet && next != end ? stuckTicks + 1 : 0;
    nextAtLastTick = next;
    if (stuckTicks >= times.connectionTimeoutTicks()) {
      closeBecause(CloseReason.NO_PROGRESS);
    } else if (next != end && idleTicks >= times.nackTicks()) {
      request();
    } else if (ticksSinceAck >= ackTicks || quiet && eventsSinceAck > 0) {
      sendAck();
    }
  }

  /** Finishes; nothing is sent and nothing called. */
  public void close() {
    state = State.CLOSED;
    early.clear();
  }

  /** Where this consumer stands. */
  public State state() {
    return state;
  }

  /** Whether every event that is known to exist was consumed; false unless established. */
  public boolean idle() {
    return state == State.ESTABLISHED && next == end;
  }

  /** The number of the next event to be consumed, unsigned; 0 before the handshake. */
  public long nextSequence() {
    return next;
  }

  /** How many events are kept because they came early, known losses included. */
  public int earlyEntries() {
    return early.size();
  }

  /** How many bytes of payload are kept because they came early. */
  public long earlyBytes() {
    return early.bytes();
  }

  /** How many events came that had been consumed before. */
  public long duplicates() {
    return duplicates;
  }

  /** How many messages were against the protocol. */
  public long protocolErrors() {
    return protocolErrors;
  }

  private void step() {
    next++;
    end = Sequences.max(end, next);
    eventsSinceAck++;
  }

  private void consumeEarly() {
    while (state == State.ESTABLISHED) {
      long sequence = next;
      ReorderBuffer.Slot<P> slot = early.remove(sequence);
      if (slot == null) {
        return;
      }
      step();
      if (slot.isLost()) {
        consumeLost(sequence);
      } else {
        output.consume(sequence, slot.payload());
      }
    }
  }

  private void consumeLost(long sequence) {
    AfterLoss then = output.consumeLost(sequence);
    if (then == AfterLoss.CLOSE && state == State.ESTABLISHED) {
      closeBecause(CloseReason.EVENT_LOST);
    }
  }

  private void progressed() {
    if (state != State.ESTABLISHED) {
      return;
    }
    boolean answered = asked && Sequences.isAfter(next, askedUpTo);
    if (answered) {
      asked = false;
    }
    if (answered && next != end && requestsThisTick < REQUESTS_PER_TICK) {
      request(); // A large loss: the rest of it.
    } else if (eventsSinceAck >= limits.eventsPerAck()) {
      sendAck();
    }
  }

  /** Asks for what is missing, which acknowledges what is before it. */
  private void request() {
    List<Long> missing = missing();
    idleTicks = 0;
    requestsThisTick++;
    asked = true;
    askedUpTo = missing.get(missing.size() - 1);
    output.send(new Nack(missing));
  }

  private void sendAck() {
    ticksSinceAck = 0;
    eventsSinceAck = 0;
    output.send(new CumulativeAck(next - 1));
  }

  /**
   * The first numbers that are missing, none beyond what {@link #early} would keep. The walk is
   * bounded by the list and the early events.
   */
  private List<Long> missing() {
    List<Long> missing = new ArrayList<>();
    long farthest = Sequences.min(end, next + limits.reorderEntries());
    for (long sequence = next;
        sequence != farthest && missing.size() < limits.nackEntries();
        sequence++) {
      if (!early.contains(sequence)) {
        missing.add(sequence);
      }
    }
    return missing;
  }

  private boolean isAbsurd(long sequence) {
    boolean absurd = Sequences.isAfter(sequence, Sequences.LAST);
    if (absurd) {
      reportError(ProtocolError.ABSURD_SEQUENCE);
    }
    return absurd;
  }

  private void closeBecause(CloseReason reason) {
    close();
    output.closed(reason);
  }

  private void reportError(ProtocolError error) {
    protocolErrors++;
    output.protocolError(error);
  }
}
