/**
 * {@code broker cluster}: runs the nodes of a cluster, and says how they are.
 *
 * <pre>{@code
 * RunCommand --> NodeProcess, one for each node --> ClusterNodeCommand --> Cluster.join
 *                                                       |
 *                                                       +--> HostCount: worker, proxy, manager
 *
 * StatusCommand --> ClusterStatusClient --> any node
 * }</pre>
 */
package org.jbroker.tools.cluster;
