/**
 * How records get from the node that logs them to a file.
 *
 * <pre>{@code
 * LogStream.write --> LogQueue --> LogLoop, one thread --+--> LogSender --> Endpoint.publish
 *                                                        |
 *                        LogReceiver <-- Endpoint -------+--> LocalLog --> LogFiles
 *                             |                                  ^
 *                             +----------------------------------+
 * }</pre>
 *
 * <p>A logger writes its own records itself; every other node sends them. {@link
 * org.jbroker.cluster.log.transport.ClusterLogs} puts it together.
 */
package org.jbroker.cluster.log.transport;
