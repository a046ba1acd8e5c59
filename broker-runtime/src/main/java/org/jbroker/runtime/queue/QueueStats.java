package org.jbroker.runtime.queue;

/**
 * The numbers of a {@link SinkQueue} at one moment.
 *
 * @param messages how many messages wait
 * @param bytes what they count for in bytes
 * @param reserved how many places are reserved beside them
 * @param highWater the most messages that ever waited
 * @param dropped how many messages were lost because the queue was full
 */
public record QueueStats(int messages, long bytes, int reserved, int highWater, long dropped) {}
