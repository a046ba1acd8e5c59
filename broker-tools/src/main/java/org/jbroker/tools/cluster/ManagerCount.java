package org.jbroker.tools.cluster;

import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.jbroker.cluster.Cluster;
import org.jbroker.cluster.ClusterStore;
import org.jbroker.data.Count;
import org.jbroker.data.Data;
import org.jbroker.store.Store;

/** The manager has the master of the store, and prints what is in it whenever that changed. */
final class ManagerCount extends HostCount {

  private static final Duration REPORT = Duration.ofSeconds(2);

  private final Pace report = new Pace(REPORT, System.nanoTime());
  private String printed = "";

  ManagerCount(Cluster cluster, ClusterStore store, Consumer<String> line) {
    super(cluster, store, line);
  }

  @Override
  void tick(long nowNanos) {
    if (report.isDue(nowNanos)) {
      store.store().ifPresent(this::print);
    }
  }

  private void print(Store hosts) {
    Map<Data, Data> contents = hosts.snapshot();
    long sum = 0;
    for (Data value : contents.values()) {
      sum += value instanceof Count count ? count.bits() : 0;
    }
    String text = "store has " + contents.size() + " hosts, seen " + sum + " times";
    if (!text.equals(printed) && !contents.isEmpty()) {
      line.accept(text);
      printed = text;
    }
  }
}
