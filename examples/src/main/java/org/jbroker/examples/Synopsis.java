package org.jbroker.examples;

import java.util.List;
import java.util.Set;
import org.jbroker.Endpoint;
import org.jbroker.data.Data;
import org.jbroker.store.Backend;

/** The manual's synopsis: messages, then a data store. */
public final class Synopsis {

  private Synopsis() {}

  /** Takes the address and the port of a remote endpoint. */
  public static void main(String[] args) throws InterruptedException {
    try (var endpoint = Endpoint.open()) {
      // Messages

      var messages = endpoint.subscriber("/test/t2"); // Subscribe to incoming messages.
      endpoint.peer(args[0], Integer.parseInt(args[1])); // Connect to a remote endpoint.

      endpoint.publish("/test/t1", Set.of(1, 2, 3)); // Publish data under a given topic.

      var message = messages.get(); // Wait for one incoming message.
      System.out.println("got data for topic " + message.topic() + ": " + message.data());

      // Data stores

      var yoda = endpoint.attachMaster("yoda", Backend.memory()); // Create data store.

      yoda.put(4.2, -42); // Write into store.
      yoda.put("bar", List.of(true, Data.count(7), Data.now()));

      yoda.get(4.2) // Look up in store.
          .ifPresentOrElse(
              value -> System.out.println("value of 4.2 is " + value),
              () -> System.out.println("no such key: 4.2"));
    }
  }
}
