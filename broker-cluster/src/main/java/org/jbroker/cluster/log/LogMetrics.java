package org.jbroker.cluster.log;

import java.util.Map;

/**
 * What became of the records of logs at this node: a snapshot.
 *
 * @param written records that this node wrote to files
 * @param sent records that this node gave to the links to loggers
 * @param waiting records that wait here to be sent or written
 * @param lost records that were lost, by reason; reasons that never occurred are absent
 */
public record LogMetrics(long written, long sent, long waiting, Map<LogLoss, Long> lost) {

  /** Copies the map. */
  public LogMetrics {
    lost = Map.copyOf(lost);
  }

  /** How many were lost for {@code reason}. */
  public long lost(LogLoss reason) {
    return lost.getOrDefault(reason, 0L);
  }
}
