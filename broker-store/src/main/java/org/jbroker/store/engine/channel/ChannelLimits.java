package org.jbroker.store.engine.channel;

/**
 * What one end of a channel may hold or do at most, whatever the other end sends. None of it is
 * seen on the wire, so the two ends need not agree.
 *
 * @param unackedEntries how many events a producer keeps for its slowest consumer; default
 *     1,048,576
 * @param unackedBytes how many bytes of payload it keeps; a single larger event is kept
 *     nevertheless; default 64 MiB
 * @param reorderEntries how far ahead of the next event a consumer keeps events that came early;
 *     default 65,536
 * @param reorderBytes how many bytes of payload it keeps of them; default 64 MiB
 * @param nackEntries how many events a consumer asks for in one {@link Nack}, how many entries of
 *     one a producer reads, and how many events it sends a consumer again in one tick, or until
 *     those are acknowledged; default 4,096
 * @param retransmitBytesPerTick how many bytes of payload a producer sends a consumer again in one
 *     tick, or until those are acknowledged, beyond a first event; default 16 MiB
 * @param eventsPerAck after how many events a consumer acknowledges without waiting for its
 *     interval; default 1,024
 * @param consumers how many consumers a producer has; default 4,096
 */
public record ChannelLimits(
    int unackedEntries,
    long unackedBytes,
    int reorderEntries,
    long reorderBytes,
    int nackEntries,
    long retransmitBytesPerTick,
    int eventsPerAck,
    int consumers) {

  private static final long MIB = 1L << 20;

  /** The default of every limit. */
  public static final ChannelLimits DEFAULT =
      new ChannelLimits(1 << 20, 64 * MIB, 1 << 16, 64 * MIB, 4096, 16 * MIB, 1024, 4096);

  /** Each limit is at least 1. */
  public ChannelLimits {
    requirePositive(unackedEntries, "unackedEntries");
    requirePositive(unackedBytes, "unackedBytes");
    requirePositive(reorderEntries, "reorderEntries");
    requirePositive(reorderBytes, "reorderBytes");
    requirePositive(nackEntries, "nackEntries");
    requirePositive(retransmitBytesPerTick, "retransmitBytesPerTick");
    requirePositive(eventsPerAck, "eventsPerAck");
    requirePositive(consumers, "consumers");
  }

  /** These limits with another bound on what a producer keeps. */
  public ChannelLimits withUnacked(int entries, long bytes) {
    return new ChannelLimits(
        entries,
        bytes,
        reorderEntries,
        reorderBytes,
        nackEntries,
        retransmitBytesPerTick,
        eventsPerAck,
        consumers);
  }

  /** These limits with another bound on what a consumer keeps. */
  public ChannelLimits withReorder(int entries, long bytes) {
    return new ChannelLimits(
        unackedEntries,
        unackedBytes,
        entries,
        bytes,
        nackEntries,
        retransmitBytesPerTick,
        eventsPerAck,
        consumers);
  }

  /** These limits with another bound on what is asked for and sent again. */
  public ChannelLimits withRetransmission(int entries, long bytesPerTick) {
    return new ChannelLimits(
        unackedEntries,
        unackedBytes,
        reorderEntries,
        reorderBytes,
        entries,
        bytesPerTick,
        eventsPerAck,
        consumers);
  }

  /** These limits with another number of events between acknowledgements. */
  public ChannelLimits withEventsPerAck(int events) {
    return new ChannelLimits(
        unackedEntries,
        unackedBytes,
        reorderEntries,
        reorderBytes,
        nackEntries,
        retransmitBytesPerTick,
        events,
        consumers);
  }

  /** These limits with another number of consumers. */
  public ChannelLimits withConsumers(int count) {
    return new ChannelLimits(
        unackedEntries,
        unackedBytes,
        reorderEntries,
        reorderBytes,
        nackEntries,
        retransmitBytesPerTick,
        eventsPerAck,
        count);
  }

  private static void requirePositive(long value, String name) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " is below 1: " + value);
    }
  }
}
