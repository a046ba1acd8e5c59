/**
 * The cluster framework. {@link org.jbroker.cluster.ClusterLayout} is where to begin: which nodes
 * there are, what each does and where it is reached.
 *
 * <p>Nothing here opens a socket or starts a thread.
 */
package org.jbroker.cluster;
