/**
 * {@code broker node}: an endpoint as a process that relays, measures round trips or answers them,
 * compatible with the C++ Broker's {@code broker-node}.
 */
package org.jbroker.tools.node;
