package org.jbroker.examples;

import org.jbroker.Endpoint;
import org.jbroker.zeek.ZeekEvent;

/**
 * Sends five events {@code ping(n)} and prints the answers: the manual's example for Zeek events.
 * Run {@link Pong} first, or Zeek with the manual's {@code ping.zeek}.
 */
public final class Ping {

  private Ping() {}

  /** Takes the port of the other side, 9999 if none is given. */
  public static void main(String[] args) throws InterruptedException {
    int port = args.length > 0 ? Integer.parseInt(args[0]) : 9999;
    try (var endpoint = Endpoint.open();
        var events = endpoint.subscriber("/topic/test")) {
      endpoint.peer("127.0.0.1", port); // Returns when the connection is up.

      for (int n = 0; n < 5; n++) {
        // Send event "ping(n)".
        endpoint.publish("/topic/test", new ZeekEvent("ping", n));

        // Wait for the "pong" that answers it.
        ZeekEvent pong = ZeekEvent.from(events.get().data());
        System.out.println("received " + pong.name() + pong.args());
      }
    }
  }
}
