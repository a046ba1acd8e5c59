package org.jbroker.cluster;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jbroker.cluster.log.LoggerOptions;

/**
 * The options of Zeek's cluster framework under their names, with their defaults. Immutable.
 *
 * <p>{@code docs/cluster.md} has them as a table.
 */
public final class ClusterOptions {

  /** The variable that names the local node. */
  public static final String NODE_VARIABLE = "CLUSTER_NODE";

  /** The variable that overrides {@link #retryInterval()}, in seconds. */
  public static final String RETRY_VARIABLE = "BRO_DEFAULT_CONNECT_RETRY";

  /** What {@link #RETRY_VARIABLE} is called in today's Zeek; counts where that is not set. */
  public static final String ZEEK_RETRY_VARIABLE = "ZEEK_DEFAULT_CONNECT_RETRY";

  /** A minute. */
  public static final Duration DEFAULT_RETRY_INTERVAL = Duration.ofMinutes(1);

  private final String node;
  private final ClusterLayout nodes;
  private final Optional<Boolean> managerIsLogger;
  private final ClusterTopics topics;
  private final Optional<PoolSpec> loggerPoolSpec;
  private final Optional<PoolSpec> proxyPoolSpec;
  private final Optional<PoolSpec> workerPoolSpec;
  private final Duration retryInterval;
  private final boolean enableRoundRobinLogging;
  private final LoggerOptions loggerOptions;
  private final BackendType defaultBackend;
  private final BackendType defaultPersistentBackend;
  private final String defaultMasterNode;
  private final String defaultStoreDir;
  private final Map<String, ClusterStoreOptions> stores;

  private ClusterOptions(Builder b) {
    node = b.node;
    nodes = b.nodes;
    managerIsLogger = b.managerIsLogger;
    topics = b.topics;
    loggerPoolSpec = b.loggerPoolSpec;
    proxyPoolSpec = b.proxyPoolSpec;
    workerPoolSpec = b.workerPoolSpec;
    retryInterval = b.retryInterval;
    enableRoundRobinLogging = b.enableRoundRobinLogging;
    loggerOptions = b.loggerOptions;
    defaultBackend = b.defaultBackend;
    defaultPersistentBackend = b.defaultPersistentBackend;
    defaultMasterNode = b.defaultMasterNode;
    defaultStoreDir = b.defaultStoreDir;
    stores = Map.copyOf(b.stores);
  }

  /** Everything at its default. */
  public static Builder builder() {
    return new Builder();
  }

  /** The name of the local node; {@code ""}, the default, outside of a cluster. */
  public String node() {
    return node;
  }

  /** The layout; empty by default. */
  public ClusterLayout nodes() {
    return nodes;
  }

  /** Whether there is a cluster: {@link #node()} is set. */
  public boolean isEnabled() {
    return !node.isEmpty();
  }

  /** What the local node is; {@link NodeType#NONE} outside of a cluster. */
  public NodeType localNodeType() {
    return nodes.node(node).map(ClusterNode::type).orElse(NodeType.NONE);
  }

  /**
   * Whether the manager takes the part of the logger; by default what {@link
   * ClusterLayout#managerIsLogger()} says, which is true without a layout.
   */
  public boolean managerIsLogger() {
    return managerIsLogger.orElseGet(nodes::managerIsLogger);
  }

  /** All topics; {@link ClusterTopics#bro()} by default. */
  public ClusterTopics topics() {
    return topics;
  }

  /** The pool of loggers: by default all of them, under the topic of {@link #topics()}. */
  public PoolSpec loggerPoolSpec() {
    return loggerPoolSpec.orElseGet(() -> PoolSpec.of(topics.loggerPoolTopic(), NodeType.LOGGER));
  }

  /** The pool of proxies: by default all of them, under the topic of {@link #topics()}. */
  public PoolSpec proxyPoolSpec() {
    return proxyPoolSpec.orElseGet(() -> PoolSpec.of(topics.proxyPoolTopic(), NodeType.PROXY));
  }

  /** The pool of workers: by default all of them, under the topic of {@link #topics()}. */
  public PoolSpec workerPoolSpec() {
    return workerPoolSpec.orElseGet(() -> PoolSpec.of(topics.workerPoolTopic(), NodeType.WORKER));
  }

  /** How long to wait before a failed connection is tried again; a minute by default. */
  public Duration retryInterval() {
    return retryInterval;
  }

  /** Whether log messages are spread over the loggers; true by default. */
  public boolean enableRoundRobinLogging() {
    return enableRoundRobinLogging;
  }

  /** How records of logs are sent and written; {@link LoggerOptions#DEFAULT} by default. */
  public LoggerOptions loggerOptions() {
    return loggerOptions;
  }

  /** Where stores keep their data; {@link BackendType#MEMORY} by default. */
  public BackendType defaultBackend() {
    return defaultBackend;
  }

  /** Where stores that are persistent keep their data; {@link BackendType#SQLITE} by default. */
  public BackendType defaultPersistentBackend() {
    return defaultPersistentBackend;
  }

  /** The node with the masters of stores; {@code ""}, the default, for the manager. */
  public String defaultMasterNode() {
    return defaultMasterNode;
  }

  /** The directory of files of stores; {@code ""}, the default, for the working directory. */
  public String defaultStoreDir() {
    return defaultStoreDir;
  }

  /** What is set for stores beforehand, by their names; nothing by default. */
  public Map<String, ClusterStoreOptions> stores() {
    return stores;
  }

  /** What is set for a store, or else the defaults. */
  public ClusterStoreOptions store(String name) {
    return stores.getOrDefault(name, ClusterStoreOptions.DEFAULT);
  }

  /** Collects options. Not for use by several threads. */
  public static final class Builder {

    private String node = "";
    private ClusterLayout nodes = ClusterLayout.empty();
    private Optional<Boolean> managerIsLogger = Optional.empty();
    private ClusterTopics topics = ClusterTopics.bro();
    private Optional<PoolSpec> loggerPoolSpec = Optional.empty();
    private Optional<PoolSpec> proxyPoolSpec = Optional.empty();
    private Optional<PoolSpec> workerPoolSpec = Optional.empty();
    private Duration retryInterval = DEFAULT_RETRY_INTERVAL;
    private boolean enableRoundRobinLogging = true;
    private LoggerOptions loggerOptions = LoggerOptions.DEFAULT;
    private BackendType defaultBackend = BackendType.MEMORY;
    private BackendType defaultPersistentBackend = BackendType.SQLITE;
    private String defaultMasterNode = "";
    private String defaultStoreDir = "";
    private final Map<String, ClusterStoreOptions> stores = new LinkedHashMap<>();

    private Builder() {}

    /** Sets {@link ClusterOptions#node()}. */
    public Builder node(String name) {
      node = Objects.requireNonNull(name);
      return this;
    }

    /** Sets {@link ClusterOptions#nodes()}. */
    public Builder nodes(ClusterLayout layout) {
      nodes = Objects.requireNonNull(layout);
      return this;
    }

    /** Sets {@link ClusterOptions#managerIsLogger()}, whatever the layout says. */
    public Builder managerIsLogger(boolean is) {
      managerIsLogger = Optional.of(is);
      return this;
    }

    /** Sets {@link ClusterOptions#topics()}. */
    public Builder topics(ClusterTopics all) {
      topics = Objects.requireNonNull(all);
      return this;
    }

    /** Sets {@link ClusterOptions#loggerPoolSpec()}. */
    public Builder loggerPoolSpec(PoolSpec spec) {
      loggerPoolSpec = Optional.of(spec);
      return this;
    }

    /** Sets {@link ClusterOptions#proxyPoolSpec()}. */
    public Builder proxyPoolSpec(PoolSpec spec) {
      proxyPoolSpec = Optional.of(spec);
      return this;
    }

    /** Sets {@link ClusterOptions#workerPoolSpec()}. */
    public Builder workerPoolSpec(PoolSpec spec) {
      workerPoolSpec = Optional.of(spec);
      return this;
    }

    /**
     * Sets {@link ClusterOptions#retryInterval()}.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public Builder retryInterval(Duration interval) {
      if (interval.isNegative() || interval.isZero()) {
        throw new IllegalArgumentException("retryInterval is positive, not " + interval);
      }
      retryInterval = interval;
      return this;
    }

    /** Sets {@link ClusterOptions#enableRoundRobinLogging()}. */
    public Builder enableRoundRobinLogging(boolean enable) {
      enableRoundRobinLogging = enable;
      return this;
    }

    /** Sets {@link ClusterOptions#loggerOptions()}. */
    public Builder loggerOptions(LoggerOptions all) {
      loggerOptions = Objects.requireNonNull(all);
      return this;
    }

    /** Sets {@link ClusterOptions#defaultBackend()}. */
    public Builder defaultBackend(BackendType type) {
      defaultBackend = Objects.requireNonNull(type);
      return this;
    }

    /**
     * Sets {@link ClusterOptions#defaultPersistentBackend()}.
     *
     * @throws IllegalArgumentException if data would be gone with the master
     */
    public Builder defaultPersistentBackend(BackendType type) {
      if (type == BackendType.MEMORY) {
        throw new IllegalArgumentException("defaultPersistentBackend is persistent, not MEMORY");
      }
      defaultPersistentBackend = Objects.requireNonNull(type);
      return this;
    }

    /** Sets {@link ClusterOptions#defaultMasterNode()}. */
    public Builder defaultMasterNode(String name) {
      defaultMasterNode = Objects.requireNonNull(name);
      return this;
    }

    /** Sets {@link ClusterOptions#defaultStoreDir()}. */
    public Builder defaultStoreDir(String directory) {
      defaultStoreDir = Objects.requireNonNull(directory);
      return this;
    }

    /** Sets what {@link ClusterOptions#stores()} has for a store. */
    public Builder store(String name, ClusterStoreOptions options) {
      stores.put(Objects.requireNonNull(name), Objects.requireNonNull(options));
      return this;
    }

    /**
     * Takes over what the variables {@value #NODE_VARIABLE} and {@value #RETRY_VARIABLE}, or
     * {@value #ZEEK_RETRY_VARIABLE}, say, where they are set and not empty.
     *
     * @param variables such as {@link System#getenv()}
     * @throws IllegalArgumentException if the interval is no positive number of seconds
     */
    public Builder environment(Map<String, String> variables) {
      String name = variables.getOrDefault(NODE_VARIABLE, "");
      if (!name.isEmpty()) {
        node(name);
      }
      String variable =
          variables.getOrDefault(RETRY_VARIABLE, "").isEmpty()
              ? ZEEK_RETRY_VARIABLE
              : RETRY_VARIABLE;
      String seconds = variables.getOrDefault(variable, "");
      if (!seconds.isEmpty()) {
        if (!seconds.matches("[0-9]{1,9}") || Integer.parseInt(seconds) == 0) {
          throw new IllegalArgumentException(
              variable + " is a positive number of seconds, not '" + seconds + "'");
        }
        retryInterval(Duration.ofSeconds(Integer.parseInt(seconds)));
      }
      return this;
    }

    /**
     * The options.
     *
     * @throws IllegalArgumentException if {@code node} or {@code defaultMasterNode} is not in the
     *     layout, or a pool's specification is of another type
     */
    public ClusterOptions build() {
      requireKnown(node, "node");
      requireKnown(defaultMasterNode, "defaultMasterNode");
      stores.forEach((name, store) -> requireKnown(store.masterNode(), "store " + name));
      requireType(loggerPoolSpec, NodeType.LOGGER);
      requireType(proxyPoolSpec, NodeType.PROXY);
      requireType(workerPoolSpec, NodeType.WORKER);
      return new ClusterOptions(this);
    }

    private void requireKnown(String name, String option) {
      if (!name.isEmpty() && nodes.node(name).isEmpty()) {
        throw new IllegalArgumentException(
            option
                + ": no node of the layout has the name '"
                + name
                + "'"
                + Nearest.hint(name, nodes.nodes().keySet()));
      }
    }

    private static void requireType(Optional<PoolSpec> spec, NodeType type) {
      if (spec.isPresent() && spec.get().nodeType() != type) {
        throw new IllegalArgumentException(
            "the pool " + spec.get().topic() + " is of " + spec.get().nodeType() + ", not " + type);
      }
    }
  }
}
