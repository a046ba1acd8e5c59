package org.jbroker.tools.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.jbroker.cluster.Cluster;
import org.jbroker.cluster.ClusterEvent;
import org.jbroker.cluster.ClusterEvent.EventsMissed;
import org.jbroker.cluster.ClusterEvent.NodeDown;
import org.jbroker.cluster.ClusterEvent.NodeUp;
import org.jbroker.cluster.ClusterStore;
import org.jbroker.data.Data;
import org.jbroker.zeek.ZeekEvent;

/**
 * A worker sees hosts, at random, and tells the proxy that each belongs to. When proxies come and
 * go it prints which hosts moved.
 *
 * <p>{@code heed} and {@code tick} share nothing but the cluster.
 */
final class WorkerCount extends HostCount {

  private static final double NANOS_PER_SECOND = 1e9;
  private static final Duration REPORT = Duration.ofSeconds(10);

  private final double sightingsPerNano;
  private final List<Data> hosts;
  private final HostOwners owners;
  private final Random random = new Random();
  private final Pace report = new Pace(REPORT, System.nanoTime());
  private double due;
  private long lastNanos = System.nanoTime();
  private long sent;
  private long homeless;

  WorkerCount(
      Cluster cluster,
      ClusterStore store,
      int ratePerSecond,
      List<Data> hosts,
      Consumer<String> line) {
    super(cluster, store, line);
    sightingsPerNano = ratePerSecond / NANOS_PER_SECOND;
    this.hosts = hosts;
    owners = new HostOwners(cluster, hosts);
  }

  @Override
  void heed(ClusterEvent event) {
    if (event instanceof NodeUp || event instanceof NodeDown || event instanceof EventsMissed) {
      owners.update().forEach(line);
    }
  }

  @Override
  void tick(long nowNanos) {
    due += (nowNanos - lastNanos) * sightingsPerNano;
    lastNanos = nowNanos;
    for (; due >= 1; due--) {
      see(hosts.get(random.nextInt(hosts.size())));
    }
    if (report.isDue(nowNanos) && sent + homeless > 0) {
      line.accept(
          "saw hosts " + sent + " times" + (homeless == 0 ? "" : ", no proxy for " + homeless));
    }
  }

  private void see(Data host) {
    String topic = cluster.pools().proxyPool().hrwTopic(host);
    if (topic.isEmpty()) {
      homeless++;
    } else {
      cluster.endpoint().publish(topic, new ZeekEvent(SEEN, host, Data.count(1)));
      sent++;
    }
  }
}
