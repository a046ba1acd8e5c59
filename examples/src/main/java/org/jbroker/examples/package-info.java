/**
 * Short programs to read first: {@link org.jbroker.examples.Pong} answers {@link
 * org.jbroker.examples.Ping}, and {@link org.jbroker.examples.Synopsis} shows the main calls. They
 * are the examples of Broker's manual (chapter 2 and section 2.2.3). {@link
 * org.jbroker.examples.SqliteListen} and {@link org.jbroker.examples.SqliteConnect} share a data
 * store (section 2.5). {@link org.jbroker.examples.CountHosts} is a node of a cluster.
 */
package org.jbroker.examples;
