package org.jbroker.store.engine.channel;

/** What a producer knows about one consumer. All times are the producer's ticks. */
final class ConsumerPath {

  private final int firstHandshakeGapTicks;
  private final int maxHandshakeGapTicks;
  private long floor;
  private long offset;
  private boolean pending = true;
  private long lastSeenTick;
  private long handshakeTick;
  private int handshakeGapTicks;
  private long retransmitTick = -1;
  private int retransmittedEntries;
  private long retransmittedBytes;
  private long retransmittedUpTo;

  ConsumerPath(ChannelTimes times, long floor, long nowTick) {
    this.firstHandshakeGapTicks = times.nackTicks();
    this.maxHandshakeGapTicks = Math.max(times.nackTicks(), 4 * times.heartbeatTicks());
    this.floor = floor;
    this.offset = floor;
    this.lastSeenTick = nowTick;
    this.handshakeTick = nowTick;
    this.handshakeGapTicks = firstHandshakeGapTicks;
  }

  /** Events up to this one need not be kept for this consumer. */
  long floor() {
    return floor;
  }

  /** The offset of the handshake that is under way or was the last. */
  long offset() {
    return offset;
  }

  /** Whether no acknowledgement came for the last handshake. */
  boolean pending() {
    return pending;
  }

  void seen(long nowTick) {
    lastSeenTick = nowTick;
  }

  long silentTicks(long nowTick) {
    return nowTick - lastSeenTick;
  }

  /** Takes an acknowledgement at or after the floor; returns whether it completes a handshake. */
  boolean acknowledge(long sequence) {
    boolean arrived =
        Sequences.isBefore(floor, retransmittedUpTo)
            && !Sequences.isBefore(sequence, retransmittedUpTo);
    if (arrived) {
      retransmittedEntries = 0;
      retransmittedBytes = 0;
    }
    floor = sequence;
    boolean completes = pending && !Sequences.isBefore(sequence, offset);
    if (completes) {
      pending = false;
    }
    return completes;
  }

  /**
   * Whether a handshake may be repeated on request. The gap doubles each time up to four heartbeat
   * intervals: a snapshot may take longer than the consumer's patience, and more snapshots behind
   * it would not help.
   */
  boolean mayRepeatHandshake(long nowTick) {
    return nowTick - handshakeTick >= handshakeGapTicks;
  }

  long ticksSinceHandshake(long nowTick) {
    return nowTick - handshakeTick;
  }

  void handshakeRepeated(long nowTick) {
    boolean longAgo = nowTick - handshakeTick >= 4L * maxHandshakeGapTicks;
    handshakeGapTicks =
        longAgo ? firstHandshakeGapTicks : Math.min(2 * handshakeGapTicks, maxHandshakeGapTicks);
    handshakeTick = nowTick;
  }

  /** The consumer asked to join again: it has to get a handshake with this offset. */
  void reopen(long newOffset) {
    pending = true;
    offset = newOffset;
  }

  /**
   * Whether an event may be sent again now; if so, counts it. The limits are for a tick, or until
   * all that was sent again is acknowledged: so a large loss is made good at the pace of the
   * network, and a consumer that only asks gets little.
   */
  boolean takeRetransmission(long sequence, long bytes, long nowTick, ChannelLimits limits) {
    if (retransmitTick != nowTick) {
      retransmitTick = nowTick;
      retransmittedEntries = 0;
      retransmittedBytes = 0;
    }
    boolean first = retransmittedEntries == 0;
    boolean fits =
        retransmittedEntries < limits.nackEntries()
            && bytes <= limits.retransmitBytesPerTick() - retransmittedBytes;
    if (first || fits) {
      retransmittedEntries++;
      retransmittedBytes += bytes;
      retransmittedUpTo = Sequences.max(retransmittedUpTo, sequence);
      return true;
    }
    return false;
  }
}
