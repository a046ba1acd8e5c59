package org.jbroker.examples;

import java.util.Set;
import org.jbroker.Endpoint;

/** The manual's synopsis, its half about messages. */
public final class Synopsis {

  private Synopsis() {}

  /** Takes the address and the port of a remote endpoint. */
  public static void main(String[] args) throws InterruptedException {
    try (var endpoint = Endpoint.open()) {
      var messages = endpoint.subscriber("/test/t2"); // Subscribe to incoming messages.
      endpoint.peer(args[0], Integer.parseInt(args[1])); // Connect to a remote endpoint.

      endpoint.publish("/test/t1", Set.of(1, 2, 3)); // Publish data under a given topic.

      var message = messages.get(); // Wait for one incoming message.
      System.out.println("got data for topic " + message.topic() + ": " + message.data());
    }
  }
}
