package org.jbroker.examples;

import java.nio.file.Path;
import org.jbroker.Endpoint;
import org.jbroker.StatusEvent;
import org.jbroker.store.Backend;

/**
 * Holds the master of the store {@code mystore} in a SQLite file, as the manual's {@code
 * sqlite-listen.py}: prints what happens to its peerings, and {@code foo} each time.
 */
public final class SqliteListen {

  private SqliteListen() {}

  /** Takes the port to listen on, 9999 if none is given, and the file, {@code mystore.sqlite}. */
  public static void main(String[] args) {
    int port = args.length > 0 ? Integer.parseInt(args[0]) : 9999;
    Path file = Path.of(args.length > 1 ? args[1] : "mystore.sqlite");
    try (var endpoint = Endpoint.open();
        var statuses = endpoint.statusSubscriber(true)) {
      var store = endpoint.attachMaster("mystore", Backend.sqlite(file));
      System.out.println("listening on port " + endpoint.listen("127.0.0.1", port));

      for (StatusEvent status : statuses) {
        System.out.println(status);
        System.out.println("foo is " + store.get("foo", Long.class).orElse(0L));
      }
    }
  }
}
