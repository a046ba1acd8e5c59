package org.jbroker.cluster;

import java.util.Objects;
import java.util.Optional;

/**
 * The topics of a cluster: Zeek's options of these names, and the fixed ones beside them.
 *
 * <p>Two presets differ in their first part: {@link #bro()}, the default, and {@link #zeek()},
 * which today's Zeek uses. All nodes of a cluster use the same ones.
 *
 * @param loggerTopic reaches loggers
 * @param managerTopic reaches the manager
 * @param proxyTopic reaches proxies
 * @param workerTopic reaches workers
 * @param timeMachineTopic reaches time machines
 * @param nodeTopicPrefix what the topic of a named node begins with
 * @param nodeidTopicPrefix what the topic of a node with an id begins with
 * @param loggerPoolTopic the topic of the standard pool of loggers
 * @param proxyPoolTopic the topic of the standard pool of proxies
 * @param workerPoolTopic the topic of the standard pool of workers
 * @param logTopicPrefix what the topic of a log stream begins with
 * @param startedTopic where the manager tells that the cluster has started
 */
public record ClusterTopics(
    String loggerTopic,
    String managerTopic,
    String proxyTopic,
    String workerTopic,
    String timeMachineTopic,
    String nodeTopicPrefix,
    String nodeidTopicPrefix,
    String loggerPoolTopic,
    String proxyPoolTopic,
    String workerPoolTopic,
    String logTopicPrefix,
    String startedTopic) {

  private static final String END = "/";
  private static final ClusterTopics BRO = preset("bro/");
  private static final ClusterTopics ZEEK = preset("zeek/");

  /**
   * Refuses null and empty topics.
   *
   * @throws IllegalArgumentException if one is empty: as a prefix it would match everything
   */
  public ClusterTopics {
    requireTopic(loggerTopic, "loggerTopic");
    requireTopic(managerTopic, "managerTopic");
    requireTopic(proxyTopic, "proxyTopic");
    requireTopic(workerTopic, "workerTopic");
    requireTopic(timeMachineTopic, "timeMachineTopic");
    requireTopic(nodeTopicPrefix, "nodeTopicPrefix");
    requireTopic(nodeidTopicPrefix, "nodeidTopicPrefix");
    requireTopic(loggerPoolTopic, "loggerPoolTopic");
    requireTopic(proxyPoolTopic, "proxyPoolTopic");
    requireTopic(workerPoolTopic, "workerPoolTopic");
    requireTopic(logTopicPrefix, "logTopicPrefix");
    requireTopic(startedTopic, "startedTopic");
  }

  private static void requireTopic(String topic, String name) {
    if (Objects.requireNonNull(topic, name).isEmpty()) {
      throw new IllegalArgumentException(name + " is not empty");
    }
  }

  /** Topics below {@code bro/}: the defaults of Zeek's framework when it was Bro's. */
  public static ClusterTopics bro() {
    return BRO;
  }

  /** Topics below {@code zeek/}, as in today's Zeek. */
  public static ClusterTopics zeek() {
    return ZEEK;
  }

  private static ClusterTopics preset(String first) {
    String cluster = first + "cluster/";
    return new ClusterTopics(
        cluster + "logger",
        cluster + "manager",
        cluster + "proxy",
        cluster + "worker",
        cluster + "time_machine",
        cluster + "node/",
        cluster + "nodeid/",
        cluster + "pool/logger",
        cluster + "pool/proxy",
        cluster + "pool/worker",
        first + "logs/",
        cluster + "experimental/started");
  }

  /** A builder that begins with these topics. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** What reaches all nodes of a type; empty for the types that have no topic. */
  public Optional<String> ofType(NodeType type) {
    return switch (type) {
      case LOGGER -> Optional.of(loggerTopic);
      case MANAGER -> Optional.of(managerTopic);
      case PROXY -> Optional.of(proxyTopic);
      case WORKER -> Optional.of(workerTopic);
      case TIME_MACHINE -> Optional.of(timeMachineTopic);
      case NONE, CONTROL -> Optional.empty();
    };
  }

  /**
   * What reaches the node of that name alone: {@code bro/cluster/node/worker-1/}. It ends in a
   * separator, since subscriptions are prefixes: without it, what is for worker-10 would reach
   * worker-1, too.
   */
  public String nodeTopic(String name) {
    return nodeTopicPrefix + name + END;
  }

  /** What reaches the endpoint of that id alone; ends in a separator as {@link #nodeTopic} does. */
  public String nodeidTopic(String id) {
    return nodeidTopicPrefix + id + END;
  }

  /** Where records of a log stream go if no logger is chosen: {@code bro/logs/} and its id. */
  public String logTopic(String streamId) {
    return logTopicPrefix + streamId;
  }

  /** Changes the topics that are options in Zeek. Not for use by several threads. */
  public static final class Builder {

    private final ClusterTopics base;
    private String loggerTopic;
    private String managerTopic;
    private String proxyTopic;
    private String workerTopic;
    private String timeMachineTopic;
    private String nodeTopicPrefix;
    private String nodeidTopicPrefix;
    private String logTopicPrefix;

    private Builder(ClusterTopics base) {
      this.base = base;
      loggerTopic = base.loggerTopic;
      managerTopic = base.managerTopic;
      proxyTopic = base.proxyTopic;
      workerTopic = base.workerTopic;
      timeMachineTopic = base.timeMachineTopic;
      nodeTopicPrefix = base.nodeTopicPrefix;
      nodeidTopicPrefix = base.nodeidTopicPrefix;
      logTopicPrefix = base.logTopicPrefix;
    }

    /** Sets {@link ClusterTopics#loggerTopic()}. */
    public Builder loggerTopic(String topic) {
      loggerTopic = topic;
      return this;
    }

    /** Sets {@link ClusterTopics#managerTopic()}. */
    public Builder managerTopic(String topic) {
      managerTopic = topic;
      return this;
    }

    /** Sets {@link ClusterTopics#proxyTopic()}. */
    public Builder proxyTopic(String topic) {
      proxyTopic = topic;
      return this;
    }

    /** Sets {@link ClusterTopics#workerTopic()}. */
    public Builder workerTopic(String topic) {
      workerTopic = topic;
      return this;
    }

    /** Sets {@link ClusterTopics#timeMachineTopic()}. */
    public Builder timeMachineTopic(String topic) {
      timeMachineTopic = topic;
      return this;
    }

    /** Sets {@link ClusterTopics#nodeTopicPrefix()}. */
    public Builder nodeTopicPrefix(String prefix) {
      nodeTopicPrefix = prefix;
      return this;
    }

    /** Sets {@link ClusterTopics#nodeidTopicPrefix()}. */
    public Builder nodeidTopicPrefix(String prefix) {
      nodeidTopicPrefix = prefix;
      return this;
    }

    /** Sets {@link ClusterTopics#logTopicPrefix()}. */
    public Builder logTopicPrefix(String prefix) {
      logTopicPrefix = prefix;
      return this;
    }

    /**
     * The topics.
     *
     * @throws IllegalArgumentException if one is empty
     */
    public ClusterTopics build() {
      return new ClusterTopics(
          loggerTopic,
          managerTopic,
          proxyTopic,
          workerTopic,
          timeMachineTopic,
          nodeTopicPrefix,
          nodeidTopicPrefix,
          base.loggerPoolTopic,
          base.proxyPoolTopic,
          base.workerPoolTopic,
          logTopicPrefix,
          base.startedTopic);
    }
  }
}
