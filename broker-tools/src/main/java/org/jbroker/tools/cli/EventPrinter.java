package org.jbroker.tools.cli;

import java.util.Optional;
import java.util.function.Consumer;
import org.jbroker.BrokerError;
import org.jbroker.EndpointId;
import org.jbroker.EndpointInfo;
import org.jbroker.Status;
import org.jbroker.StatusEvent;
import org.jbroker.StatusSubscriber;

/**
 * Prints what happens to the peerings, one event a line: {@code peer added ID HOST:PORT}. A thread
 * of its own takes the events; it ends with the subscriber.
 */
final class EventPrinter {

  private final StatusSubscriber events;
  private final Consumer<String> line;
  private final Thread thread;

  EventPrinter(StatusSubscriber events, Consumer<String> line) {
    this.events = events;
    this.line = line;
    thread = new Thread(this::run, "broker-tool-events");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      for (StatusEvent event : events) {
        line.accept(text(event));
      }
    } catch (OutputClosedException nobodyReads) {
      // The command finds out itself when it prints a result.
    }
  }

  /** Waits until the events that came before the subscriber was closed are printed. */
  void join() {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static String text(StatusEvent event) {
    if (event instanceof BrokerError error) {
      return "error " + Lines.clean(error.toString());
    }
    Status status = (Status) event;
    String subject = status.endpoint().map(EventPrinter::subject).orElse("");
    return switch (status.code()) {
      case PEER_ADDED -> "peer added" + subject;
      case PEER_REMOVED -> "peer removed" + subject;
      case PEER_LOST -> "peer lost" + subject;
      case ENDPOINT_DISCOVERED -> "endpoint discovered" + subject;
      case ENDPOINT_UNREACHABLE -> "endpoint unreachable" + subject;
      case UNSPECIFIED -> "note " + Lines.clean(status.message());
    };
  }

  private static String subject(EndpointInfo info) {
    String id = info.node().equals(EndpointId.NIL) ? "" : " " + info.node();
    Optional<String> address = info.network().map(network -> " " + network);
    return id + address.map(Lines::clean).orElse("");
  }
}
