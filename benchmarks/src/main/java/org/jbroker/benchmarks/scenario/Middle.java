package org.jbroker.benchmarks.scenario;

import java.io.IOException;
import org.jbroker.benchmarks.transport.NatsServer;
import org.jbroker.benchmarks.transport.Transports;

/**
 * What stands between both ends of a contestant: a server, for those that need one.
 *
 * @param address where both ends connect to; empty if there is nothing and they connect directly
 * @param server ends it
 */
record Middle(String address, Runnable server) implements AutoCloseable {

  static Middle of(String transport) throws IOException {
    if (transport.equals(Transports.NATS)) {
      NatsServer server = NatsServer.start();
      return new Middle(server.address(), server::close);
    }
    return new Middle("", () -> {});
  }

  @Override
  public void close() {
    server.run();
  }
}
