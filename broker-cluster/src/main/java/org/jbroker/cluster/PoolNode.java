package org.jbroker.cluster;

/**
 * A node as a pool sees it at a moment: Zeek's {@code Cluster::PoolNode}.
 *
 * @param name its name in the layout
 * @param alias the name with {@code .0} behind it, or a higher number where that has the site id of
 *     another node
 * @param siteId the 32-bit FNV-1a digest of the alias, 0 to 2^32 - 1; unique in its pool
 * @param alive whether it can be given work
 */
public record PoolNode(String name, String alias, long siteId, boolean alive) {}
