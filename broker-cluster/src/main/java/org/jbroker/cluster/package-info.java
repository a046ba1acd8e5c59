/**
 * The cluster framework: which nodes there are, how each is reached by topic, and which node of a
 * pool takes a key.
 *
 * <pre>{@code
 * cluster-layout.yaml --> ClusterLayout --+
 *                                         +--> ClusterOptions --> ClusterPools --> Pool.hrwTopic
 *                         ClusterTopics --+                          ^             Pool.rrTopic
 *                                                                    |
 *                                              nodeUp, nodeDown -----+
 * }</pre>
 *
 * <p>{@link org.jbroker.cluster.ClusterLayout} is where to begin. Nothing here opens a socket or
 * starts a thread: a program that has peered by itself tells {@link
 * org.jbroker.cluster.ClusterPools} who is up.
 */
package org.jbroker.cluster;
