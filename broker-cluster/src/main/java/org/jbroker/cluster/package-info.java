/**
 * The cluster framework. {@link org.jbroker.cluster.ClusterLayout} is where to begin: which nodes
 * there are, what each does and where it is reached. {@link org.jbroker.cluster.ClusterOptions} has
 * what can be set beside it, {@link org.jbroker.cluster.ClusterTopics} who is reached by which
 * topic.
 *
 * <p>Nothing here opens a socket or starts a thread.
 */
package org.jbroker.cluster;
