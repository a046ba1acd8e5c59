package org.jbroker.tools.throughput;

import org.jbroker.Endpoint;

/**
 * What both sides work with.
 *
 * @param endpoint not connected yet, so that the server can subscribe first
 * @param connection connects it
 */
record ThroughputRun(Endpoint endpoint, Runnable connection) {

  void connect() {
    connection.run();
  }
}
