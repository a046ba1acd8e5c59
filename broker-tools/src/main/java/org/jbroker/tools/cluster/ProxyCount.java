package org.jbroker.tools.cluster;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jbroker.BrokerException;
import org.jbroker.Message;
import org.jbroker.Subscription;
import org.jbroker.Topic;
import org.jbroker.cluster.Cluster;
import org.jbroker.cluster.ClusterStore;
import org.jbroker.data.Address;
import org.jbroker.data.Count;
import org.jbroker.data.Data;
import org.jbroker.store.Store;
import org.jbroker.tools.cli.Lines;
import org.jbroker.zeek.ZeekEvent;
import org.jbroker.zeek.ZeekMessage;

/**
 * A proxy adds up what workers tell it about the hosts that belong to it, and adds the sums to the
 * store once a second.
 *
 * <p>Messages come on the endpoint's threads; {@code lock} guards the sums.
 */
final class ProxyCount extends HostCount {

  private static final Duration FLUSH = Duration.ofSeconds(1);
  private static final Duration REPORT = Duration.ofSeconds(10);
  private static final Duration LAST_FLUSH = Duration.ofSeconds(2);

  /** How many hosts are kept until the store takes them; those beyond are not counted. */
  private static final int MAX_HOSTS = 100_000;

  private final Subscription sightings;
  private final Pace flush = new Pace(FLUSH, System.nanoTime());
  private final Pace report = new Pace(REPORT, System.nanoTime());
  private final Object lock = new Object();
  private final Map<Data, Long> sums = new HashMap<>();
  private final Set<Data> seen = new HashSet<>();
  private long counted;

  ProxyCount(Cluster cluster, ClusterStore store, Consumer<String> line) {
    super(cluster, store, line);
    String name = cluster.localNode().orElseThrow().name();
    sightings =
        cluster
            .endpoint()
            .subscribe(
                List.of(Topic.of(cluster.nodeTopic(name))),
                this::take,
                error -> line.accept("error " + error));
  }

  private void take(Message message) {
    Optional<ZeekMessage.Kind> kind = ZeekMessage.kindOf(message.data());
    if (kind.isEmpty() || kind.get() != ZeekMessage.Kind.EVENT) {
      return;
    }
    ZeekEvent event = ZeekEvent.from(message.data());
    // Whoever is connected may send anything.
    if (event.name().equals(SEEN)
        && event.args().size() == 2
        && event.args().get(0) instanceof Address host
        && event.args().get(1) instanceof Count times) {
      synchronized (lock) {
        if (sums.size() < MAX_HOSTS || sums.containsKey(host)) {
          sums.merge(host, times.bits(), Long::sum);
          counted += times.bits();
        }
        if (seen.size() < MAX_HOSTS) {
          seen.add(host);
        }
      }
    }
  }

  @Override
  void tick(long nowNanos) {
    if (flush.isDue(nowNanos)) {
      store.store().ifPresent(this::flush);
    }
    if (report.isDue(nowNanos)) {
      synchronized (lock) {
        if (counted > 0) {
          line.accept("counted " + counted + " sightings of " + seen.size() + " hosts");
        }
      }
    }
  }

  private void flush(Store into) {
    Map<Data, Long> taken;
    synchronized (lock) {
      taken = new HashMap<>(sums);
      sums.clear();
    }
    taken.forEach((host, sum) -> into.increment(host, Data.count(sum)));
  }

  /** Ends with what was counted on the master, if that answers. */
  @Override
  public void close() {
    sightings.close();
    if (store.isReady()) {
      Store into = store.store().orElseThrow();
      flush(into);
      try {
        if (!into.flush(LAST_FLUSH)) {
          line.accept("the store did not confirm the last counts");
        }
      } catch (BrokerException e) {
        line.accept("error " + Lines.clean(e.getMessage()));
      }
    }
  }
}
