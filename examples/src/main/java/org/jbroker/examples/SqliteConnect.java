package org.jbroker.examples;

import java.time.Duration;
import org.jbroker.Endpoint;

/**
 * Increments {@code foo} in a clone of the store {@code mystore} each second, as the manual's
 * {@code sqlite-connect.py}; {@link SqliteListen} holds the master.
 */
public final class SqliteConnect {

  private SqliteConnect() {}

  /** Takes the port of the master, 9999 if none is given, and how often to increment. */
  public static void main(String[] args) throws InterruptedException {
    int port = args.length > 0 ? Integer.parseInt(args[0]) : 9999;
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : Integer.MAX_VALUE;
    try (var endpoint = Endpoint.open()) {
      if (!endpoint.peer("127.0.0.1", port, Duration.ZERO)) {
        System.err.println("could not connect");
        System.exit(1);
      }
      var store = endpoint.attachClone("mystore");
      for (int i = 0; i < rounds; i++) {
        store.increment("foo", 1); // Goes to the master.
        store.flush(); // The master has it on disk.
        store.awaitIdle(Duration.ofSeconds(5)); // The copy here has it, too.
        System.out.println("foo is " + store.get("foo", Long.class).orElse(0L));
        Thread.sleep(1000);
      }
    }
  }
}
