package org.jbroker.tools.cluster;

import java.time.Duration;
import java.util.function.Consumer;
import org.jbroker.cluster.Cluster;
import org.jbroker.cluster.ClusterStore;

/** A logger counts nothing but the records that it wrote. */
final class LogCount extends HostCount {

  private static final Duration REPORT = Duration.ofSeconds(10);

  private final Pace report = new Pace(REPORT, System.nanoTime());
  private long printed;

  LogCount(Cluster cluster, ClusterStore store, Consumer<String> line) {
    super(cluster, store, line);
  }

  @Override
  void tick(long nowNanos) {
    if (report.isDue(nowNanos)) {
      long written = cluster.logMetrics().written();
      if (written != printed) {
        line.accept("wrote " + written + " log records");
        printed = written;
      }
    }
  }
}
