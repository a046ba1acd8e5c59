/**
 * The cluster framework: which nodes there are, who of them is up, how each is reached by topic,
 * and which node of a pool takes a key.
 *
 * <pre>{@code
 * cluster-layout.yaml --> ClusterLayout --+
 *                                         +--> ClusterOptions --> Cluster.join --> Endpoint
 *                         ClusterTopics --+                          |
 *                                                                    +--> members, events
 *                                                                    +--> ClusterPools
 *                                                                    |      Pool.hrwTopic, rrTopic
 *                                                                    +--> ClusterStore --> Store
 *                                                                    +--> log, LogStream
 * }</pre>
 *
 * <p>{@link org.jbroker.cluster.Cluster} is where to begin. {@link
 * org.jbroker.cluster.ClusterLayout} and {@link org.jbroker.cluster.ClusterPools} can be used by
 * themselves; they open no socket and start no thread. {@link
 * org.jbroker.cluster.ClusterStatusClient} asks running nodes from outside.
 */
package org.jbroker.cluster;
