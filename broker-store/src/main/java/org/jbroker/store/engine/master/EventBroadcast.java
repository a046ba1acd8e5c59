package org.jbroker.store.engine.master;

import java.util.ArrayList;
import java.util.List;
import org.jbroker.store.engine.command.StoreCommand;
import org.jbroker.store.engine.outbox.Outbox;

/**
 * The events on their way to all clones. As long as no clone has the contents, nobody can make use
 * of an event: then it waits for others and for the next part, so that not each of them wakes event
 * loops and stores of both processes.
 *
 * <p>Not thread-safe: guarded by the master's lock.
 */
final class EventBroadcast {

  static final int MAX_WAITING = 1024;

  private final CommandPort port;
  private final Outbox outbox;
  private final List<StoreCommand> waiting = new ArrayList<>();

  EventBroadcast(CommandPort port, Outbox outbox) {
    this.port = port;
    this.outbox = outbox;
  }

  /**
   * Takes the next event.
   *
   * @param urgent whether to send it, and those before it, now
   */
  void add(StoreCommand event, boolean urgent) {
    if (urgent && waiting.isEmpty()) {
      outbox.add(() -> port.broadcast(event));
    } else {
      waiting.add(event);
      if (urgent || waiting.size() == MAX_WAITING) {
        flush();
      }
    }
  }

  /** Sends what waits. */
  void flush() {
    if (!waiting.isEmpty()) {
      List<StoreCommand> all = List.copyOf(waiting);
      waiting.clear();
      outbox.add(() -> all.forEach(port::broadcast));
    }
  }
}
