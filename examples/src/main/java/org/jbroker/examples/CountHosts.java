package org.jbroker.examples;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jbroker.Subscriber;
import org.jbroker.cluster.Cluster;
import org.jbroker.cluster.ClusterLayout;
import org.jbroker.data.Data;
import org.jbroker.store.Store;
import org.jbroker.zeek.ZeekEvent;

/**
 * A node of a cluster that counts how often hosts are seen: workers see them, each host has a proxy
 * that counts it, and a store has the sums. {@code ./broker cluster node} does the same.
 */
public final class CountHosts {

  private CountHosts() {}

  /** Takes the file with the layout, the node to be, and for how many seconds. */
  public static void main(String[] args) throws Exception {
    long seconds = args.length > 2 ? Long.parseLong(args[2]) : Long.MAX_VALUE;
    try (var cluster = Cluster.join(ClusterLayout.load(Path.of(args[0])), args[1]);
        var events = cluster.endpoint().subscriber(cluster.nodeTopic(args[1]))) {
      var hosts = cluster.createStore("hosts"); // The manager has the master.
      for (long i = 0; i < seconds; i++) {
        switch (cluster.localNodeType()) {
          case WORKER -> see(cluster);
          case PROXY -> hosts.store().ifPresent(store -> count(events, store));
          default -> hosts.store().ifPresent(CountHosts::print);
        }
        Thread.sleep(1000);
      }
    }
  }

  /** A worker sees ten hosts, and tells each one's proxy. */
  private static void see(Cluster cluster) {
    for (int i = 0; i < 10; i++) {
      Data host = Data.address("10.0.0." + ThreadLocalRandom.current().nextInt(1, 17));
      String proxy = cluster.pools().proxyPool().hrwTopic(host);
      if (!proxy.isEmpty()) { // Else no proxy is up.
        cluster.endpoint().publish(proxy, new ZeekEvent("Hosts::seen", host, Data.count(1)));
      }
    }
  }

  /** A proxy adds up what workers told it, and adds the sums to the store. */
  private static void count(Subscriber events, Store store) {
    Map<Data, Long> sums = new HashMap<>();
    for (var message : events.poll()) {
      ZeekEvent event = ZeekEvent.from(message.data());
      if (event.name().equals("Hosts::seen")) {
        sums.merge(event.args().get(0), event.args().get(1).as(Long.class), Long::sum);
      }
    }
    sums.forEach((host, times) -> store.increment(host, Data.count(times)));
  }

  /** Whoever has the store can read it, as its master or as a copy. */
  private static void print(Store store) {
    var sums = store.snapshot();
    long times = sums.values().stream().mapToLong(sum -> sum.as(Long.class)).sum();
    System.out.println(sums.size() + " hosts were seen " + times + " times");
  }
}
