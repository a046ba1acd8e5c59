package org.jbroker.cluster.log;

/**
 * A log stream that this node writes to; from {@link org.jbroker.cluster.Cluster#logStream}.
 *
 * <p>Any thread may write; nothing blocks. Records of one thread keep their order up to the logger;
 * different batches may go to different loggers. Closed with its cluster.
 */
public interface LogStream {

  /** The longest record, as encoded: 16 MiB, a quarter of the frame that peers take by default. */
  int MAX_RECORD_BYTES = 16 << 20;

  /** What the stream is. */
  LogSchema schema();

  /**
   * Writes a record.
   *
   * @param values one for each column, converted by {@code Data.of}; null for unset
   * @return whether it was taken: false, and counted in {@link LogMetrics#lost()}, if too many wait
   *     for a logger, or the cluster is closed
   * @throws IllegalArgumentException if there are more or fewer values than columns, one does not
   *     fit its column, which the text names, or all together are too long
   */
  boolean write(Object... values);

  /**
   * Writes a record, whose components are the values in order.
   *
   * @return as {@link #write(Object...)}
   * @throws IllegalArgumentException as {@link #write(Object...)}
   */
  boolean write(Record values);
}
