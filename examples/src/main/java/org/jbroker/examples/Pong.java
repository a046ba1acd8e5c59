package org.jbroker.examples;

import org.jbroker.Endpoint;
import org.jbroker.Message;
import org.jbroker.zeek.ZeekEvent;

/** Answers each event {@code ping(n)} with {@code pong(n)}, as the manual's {@code ping.zeek}. */
public final class Pong {

  private Pong() {}

  /** Takes the port to listen on, 9999 if none is given, 0 for any. */
  public static void main(String[] args) {
    int port = args.length > 0 ? Integer.parseInt(args[0]) : 9999;
    try (var endpoint = Endpoint.open();
        var events = endpoint.subscriber("/topic/test")) {
      System.out.println("listening on port " + endpoint.listen("127.0.0.1", port));

      for (Message message : events) {
        ZeekEvent event = ZeekEvent.from(message.data());
        if (event.name().equals("ping")) {
          endpoint.publish("/topic/test", ZeekEvent.withArgs("pong", event.args()));
        }
      }
    }
  }
}
