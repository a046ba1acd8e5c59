/**
 * The contestants that send messages through a socket, behind one interface, {@link
 * org.jbroker.benchmarks.transport.Transport}: this library, bare Netty, JeroMQ, NATS. Each carries
 * the same messages, numbers them and loses none; each is used as its documentation recommends for
 * many small messages.
 */
package org.jbroker.benchmarks.transport;
