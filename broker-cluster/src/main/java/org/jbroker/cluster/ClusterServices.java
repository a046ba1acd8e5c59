package org.jbroker.cluster;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Function;
import org.jbroker.Endpoint;
import org.jbroker.cluster.ClusterEvent.EventsMissed;
import org.jbroker.cluster.ClusterEvent.NodeDown;
import org.jbroker.cluster.ClusterEvent.NodeUp;
import org.jbroker.cluster.log.LogColumn;
import org.jbroker.cluster.log.LogSchema;
import org.jbroker.cluster.log.LogStream;
import org.jbroker.cluster.log.LogType;
import org.jbroker.cluster.log.transport.ClusterLogs;
import org.jbroker.cluster.log.transport.LogSite;

/**
 * What a node offers beside membership: logs and stores. It listens to who comes and goes as any
 * program would. Any thread may call.
 */
final class ClusterServices implements AutoCloseable {

  /** Zeek's {@code Cluster::Info}. */
  private static final LogSchema CLUSTER_LOG =
      LogSchema.of(
          "Cluster::LOG",
          List.of(
              new LogColumn("ts", LogType.TIME),
              new LogColumn("node", LogType.STRING),
              new LogColumn("message", LogType.STRING)));

  private final ClusterOptions options;
  private final Endpoint endpoint;
  private final ClusterLogs logs;
  private final LogStream clusterLog;
  private final ClusterStores stores;

  /**
   * Begins to receive logs, if it does that.
   *
   * @param member who is up
   */
  ClusterServices(
      ClusterOptions options,
      ClusterPools pools,
      Endpoint endpoint,
      EventHub hub,
      Function<String, Optional<ClusterMember>> member) {
    this.options = options;
    this.endpoint = endpoint;
    logs =
        new ClusterLogs(site(pools, member), options.loggerOptions(), scheduler(), endpoint::now);
    clusterLog = logs.stream(CLUSTER_LOG);
    stores = new ClusterStores(options, endpoint, name -> member.apply(name).isPresent());
    hub.onEvent(this::heed);
  }

  private LogSite site(ClusterPools pools, Function<String, Optional<ClusterMember>> member) {
    NodeType type = options.localNodeType();
    boolean writesFiles =
        !options.isEnabled()
            || type == NodeType.LOGGER
            || type == NodeType.MANAGER && options.managerIsLogger();
    return new LogSite(
        options.node(),
        writesFiles,
        endpoint,
        options.topics().logTopicPrefix(),
        options.topics()::nodeTopic,
        pools::rrLogTopic,
        pools.loggerPool().nodes().size(),
        (name, id) -> member.apply(name).filter(m -> m.id().toString().equals(id)).isPresent());
  }

  /** Its only thread is started with the first task. */
  private ScheduledThreadPoolExecutor scheduler() {
    ScheduledThreadPoolExecutor scheduler =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, endpoint.options().name() + "-cluster-log");
              thread.setDaemon(true);
              return thread;
            });
    scheduler.setRemoveOnCancelPolicy(true);
    return scheduler;
  }

  private void heed(ClusterEvent event) {
    if (event instanceof NodeUp up) {
      logs.changed(up.name());
      stores.nodeUp(up.name());
    } else if (event instanceof NodeDown down) {
      logs.changed(down.name());
    } else if (event instanceof EventsMissed) {
      options.nodes().nodes().keySet().forEach(logs::changed);
      stores.resync();
    }
  }

  ClusterLogs logs() {
    return logs;
  }

  ClusterStores stores() {
    return stores;
  }

  /** Writes to the cluster log; what is no Unicode in the message becomes {@code ?}. */
  boolean log(String message) {
    return clusterLog.write(
        endpoint.now(), options.node(), message.getBytes(StandardCharsets.UTF_8));
  }

  /** While the endpoint is still open. */
  @Override
  public void close() {
    stores.close();
    logs.close();
  }
}
