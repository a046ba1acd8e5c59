package org.jbroker.cluster.log.transport;

import java.util.List;
import java.util.Optional;
import org.jbroker.data.Data;
import org.jbroker.data.Str;
import org.jbroker.zeek.ZeekEvent;

/**
 * What Java nodes tell each other so that nothing is lost when a logger leaves: events that Zeek
 * does not know, on topics that it does not subscribe to.
 *
 * <pre>
 *   logger                                             every other Java node
 *     |  JBroker::logger_leaving(name, id)                   |
 *     |-----------------------------------------------------&gt;|  sends to others from here on
 *     |                 JBroker::logger_left(name, id)       |
 *     |&lt;-----------------------------------------------------|  the last that it sends to it
 *     |  all answers are in: everything was received
 * </pre>
 *
 * @param kind which of the two
 * @param name of the node that sends it
 * @param id of the logger's endpoint
 */
record LogNotice(Kind kind, String name, String id) {

  /** The two events. */
  enum Kind {
    /** A logger leaves. */
    LEAVING("JBroker::logger_leaving"),
    /** A node sends no more to that logger. */
    LEFT("JBroker::logger_left");

    private final String event;

    Kind(String event) {
      this.event = event;
    }
  }

  /** The event. */
  ZeekEvent toEvent() {
    return new ZeekEvent(kind.event, name, id);
  }

  /** Reads an event; empty if it is another one, or malformed. */
  static Optional<LogNotice> from(ZeekEvent event) {
    List<Data> args = event.args().asList();
    if (args.size() != 2
        || !(args.get(0) instanceof Str name)
        || !(args.get(1) instanceof Str id)) {
      return Optional.empty();
    }
    for (Kind kind : Kind.values()) {
      if (kind.event.equals(event.name())) {
        return Optional.of(new LogNotice(kind, name.text(), id.text()));
      }
    }
    return Optional.empty();
  }
}
