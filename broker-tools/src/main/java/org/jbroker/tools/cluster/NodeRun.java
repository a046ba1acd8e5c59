package org.jbroker.tools.cluster;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jbroker.NetworkInfo;
import org.jbroker.cluster.Cluster;
import org.jbroker.cluster.ClusterBuilder;
import org.jbroker.cluster.ClusterEvent;
import org.jbroker.cluster.ClusterEvent.NodeDown;
import org.jbroker.cluster.ClusterEvent.NodeUp;
import org.jbroker.cluster.ClusterNode;
import org.jbroker.tools.cli.Console;
import org.jbroker.tools.cli.OutputClosedException;

/**
 * A node while it runs, from joining to polite leaving.
 *
 * <p>The thread that calls {@link #run} joins, ticks and leaves. A shutdown hook makes it leave on
 * SIGINT and SIGTERM and waits for that; the process ends as soon as the hook returns.
 */
final class NodeRun {

  private static final long TICK_MILLIS = 100;
  private static final long LEAVE_SECONDS = 15;

  private final Console console;
  private final NodeSettings settings;
  private final String name;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch left = new CountDownLatch(1);

  NodeRun(Console console, NodeSettings settings, String name) {
    this.console = console;
    this.settings = settings;
    this.name = name;
  }

  /** Runs until the process is told to end, or nobody reads its output any more. */
  void run(ClusterBuilder builder) throws InterruptedException {
    Thread hook = new Thread(this::awaitEnd, "broker-cluster-shutdown");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      joinAndTick(builder);
    } finally {
      left.countDown();
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException shuttingDown) {
        // The hook runs or ran; it waits for nothing any more.
      }
    }
  }

  private void awaitEnd() {
    stop.countDown();
    try {
      left.await(LEAVE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void joinAndTick(ClusterBuilder builder) throws InterruptedException {
    HostCount[] count = new HostCount[1];
    Consumer<Cluster> subscribe =
        cluster -> {
          print(
              "node "
                  + name
                  + ", "
                  + cluster.localNodeType().text()
                  + ", "
                  + cluster.endpoint().id());
          count[0] = HostCount.of(cluster, settings, this::print);
          cluster.onEvent(event -> tell(cluster, count[0], event));
        };
    try (Cluster cluster = builder.beforeConnecting(subscribe).join();
        HostCount part = count[0]) {
      ClusterNode self = cluster.localNode().orElseThrow();
      if (self.listens()) {
        print("listening on " + NetworkInfo.of(self.host(), self.port()));
      }
      while (!stop.await(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
        part.tick(System.nanoTime());
      }
    }
  }

  private void tell(Cluster cluster, HostCount part, ClusterEvent event) {
    String text = EventText.of(event, name);
    print(text);
    if (event instanceof NodeUp || event instanceof NodeDown) {
      cluster.log(text);
    }
    part.heed(event);
  }

  private void print(String line) {
    try {
      console.out(line);
    } catch (OutputClosedException nobodyReads) {
      stop.countDown();
    }
  }
}
