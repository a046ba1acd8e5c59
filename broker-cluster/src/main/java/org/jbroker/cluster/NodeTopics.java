package org.jbroker.cluster;

import java.util.ArrayList;
import java.util.List;
import org.jbroker.Topic;

/**
 * What a node subscribes to, as Zeek's nodes do: the topic of its type, its own, that of its pools,
 * logs if it collects them. Programs that want the messages subscribe themselves; these are
 * announced to peers all the same, so that nothing depends on who subscribes first. Stateless.
 */
final class NodeTopics {

  private NodeTopics() {}

  /** Without the topic of its id, under which the framework itself listens. */
  static List<Topic> of(ClusterOptions options, ClusterPools pools) {
    ClusterTopics topics = options.topics();
    NodeType type = options.localNodeType();
    List<Topic> all = new ArrayList<>();
    topics.ofType(type).map(Topic::of).ifPresent(all::add);
    all.add(Topic.of(topics.nodeTopic(options.node())));
    pools.poolsOf(options.node()).forEach(pool -> all.add(Topic.of(pool.spec().topic())));
    if (type == NodeType.LOGGER || type == NodeType.MANAGER && options.managerIsLogger()) {
      all.add(Topic.of(topics.logTopicPrefix()));
    }
    return all;
  }
}
