package org.jbroker.examples;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import org.jbroker.Message;
import org.jbroker.cluster.Cluster;
import org.jbroker.cluster.ClusterLayout;
import org.jbroker.cluster.ClusterStore;
import org.jbroker.data.Data;
import org.jbroker.store.Store;
import org.jbroker.zeek.ZeekEvent;

/**
 * A node of a cluster that counts how often hosts are seen. Workers see hosts, and tell the proxy
 * that a host belongs to; proxies count; the store on the manager has the sums. {@code ./broker
 * cluster node} is a node of the same kind.
 */
public final class CountHosts {

  private static final String SEEN = "Hosts::seen";

  private CountHosts() {}

  /** Takes the file with the layout, the name of a node in it, and for how many seconds to run. */
  public static void main(String[] args) throws Exception {
    ClusterLayout layout = ClusterLayout.load(Path.of(args[0]));
    long seconds = args.length > 2 ? Long.parseLong(args[2]) : Long.MAX_VALUE;
    try (Cluster cluster = Cluster.join(layout, args[1])) {
      System.out.println("joined as " + args[1]);
      ClusterStore hosts = cluster.createStore("hosts"); // The master is on the manager.
      for (long second = 0; second < seconds; second++) {
        switch (cluster.localNodeType()) {
          case WORKER -> seeHosts(cluster);
          case PROXY -> countHosts(cluster, hosts);
          default -> hosts.store().ifPresent(CountHosts::print);
        }
      }
    }
  }
}
