package org.jbroker.cluster.log.transport;

import java.nio.file.Path;
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;
import org.jbroker.Endpoint;
import org.jbroker.Topic;

/**
 * What logging needs to know of the cluster that it is in.
 *
 * @param node the name of this node; {@code ""} outside of a cluster
 * @param writesFiles whether this node writes what it logs, and what others send to it
 * @param endpoint the endpoint of this node
 * @param logTopicPrefix what the topics of streams begin with
 * @param nodeTopic the topic of a node, from its name
 * @param route where the next batch of a stream goes, from its id: a logger's topic in turn, or the
 *     stream's own
 * @param loggers how many there may be to choose from
 * @param isUp whether the node of that name is connected with an endpoint of that id
 */
public record LogSite(
    String node,
    boolean writesFiles,
    Endpoint endpoint,
    String logTopicPrefix,
    UnaryOperator<String> nodeTopic,
    UnaryOperator<String> route,
    int loggers,
    BiPredicate<String, String> isUp) {

  /** Where {@link LogNotice#toEvent() notices} of loggers that leave are sent. */
  Topic leavingTopic() {
    String base =
        logTopicPrefix.endsWith("/")
            ? logTopicPrefix.substring(0, logTopicPrefix.length() - 1)
            : logTopicPrefix;
    // Not below the prefix of logs, to which loggers that are Zeek's subscribe.
    return Topic.of(base + "-leaving");
  }

  /** Where files are written if nothing else is said. */
  Path defaultDirectory() {
    Path logs = Path.of("logs");
    return node.isEmpty() ? logs : logs.resolve(node);
  }

  /** Whether there is a cluster. */
  boolean isClustered() {
    return !node.isEmpty();
  }
}
