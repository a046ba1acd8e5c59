package org.jbroker.cluster.log.file;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jbroker.cluster.log.LogLoss;
import org.jbroker.cluster.log.LogMetrics;

/** Counts what becomes of records. Any thread may call. */
public final class LogTally {

  private final LongAdder written = new LongAdder();
  private final LongAdder sent = new LongAdder();
  private final Map<LogLoss, LongAdder> lost = new EnumMap<>(LogLoss.class);

  /** Everything at zero. */
  public LogTally() {
    for (LogLoss reason : LogLoss.values()) {
      lost.put(reason, new LongAdder());
    }
  }

  /** Records are in a file. */
  public void written(long records) {
    written.add(records);
  }

  /** Records were given to a link. */
  public void sent(long records) {
    sent.add(records);
  }

  /** Records are lost. */
  public void lost(LogLoss reason, long records) {
    lost.get(reason).add(records);
  }

  /** The counts now, beside what waits. */
  public LogMetrics snapshot(long waiting) {
    Map<LogLoss, Long> losses = new EnumMap<>(LogLoss.class);
    lost.forEach(
        (reason, count) -> {
          if (count.sum() > 0) {
            losses.put(reason, count.sum());
          }
        });
    return new LogMetrics(written.sum(), sent.sum(), waiting, losses);
  }
}
