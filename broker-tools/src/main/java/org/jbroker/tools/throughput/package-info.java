/**
 * {@code broker throughput}: a client that generates Zeek events and a server that counts them, as
 * {@code broker-throughput} of the C++ Broker.
 */
package org.jbroker.tools.throughput;
