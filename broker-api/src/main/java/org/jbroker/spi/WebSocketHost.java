package org.jbroker.spi;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jbroker.EndpointId;
import org.jbroker.EndpointOptions;
import org.jbroker.StatusEvent;
import org.jbroker.Topic;
import org.jbroker.Verbosity;

/** What an engine offers to the WebSocket API of an endpoint. Thread-safe. */
public interface WebSocketHost {

  /** The endpoint's id. */
  EndpointId id();

  /** The endpoint's options. */
  EndpointOptions options();

  /** Where callbacks of users run. */
  Executor callbacks();

  /**
   * What protects the ports that serve the API: the endpoint's certificate; empty for plain TCP. To
   * be asked for each connection.
   */
  Optional<TlsContextProvider.Source> serverTls();

  /** Reports to the endpoint's status subscribers. Never blocks. */
  void report(StatusEvent event);

  /**
   * Writes to the endpoint's log, in which nothing of {@code message} can forge a line. The same
   * warning is written once a minute.
   *
   * @param event what happened, as a short id
   */
  void log(Verbosity level, String event, String message);

  /**
   * Attaches a client: it gets what this endpoint and its peers publish under its prefixes, which
   * the peers are told, and what the other clients publish. Its buffer is bounded by the endpoint's
   * options.
   *
   * @param name names it in reports
   */
  WebSocketPort attachClient(String name, Collection<Topic> prefixes);

  /**
   * Attaches a connection to another network: it gets all that this endpoint publishes. Nothing is
   * told to anybody about it. Publishers with demand wait while its buffer is full.
   *
   * @param name names it in reports
   * @param maxMessages the bound of its buffer in messages
   * @param maxBytes the bound of its buffer in bytes of payload
   */
  WebSocketPort attachUplink(String name, int maxMessages, long maxBytes);

  /** What the subscribers of this endpoint want, prefix-minimised. */
  List<Topic> filter();

  /**
   * Calls {@code action} whenever {@link #filter()} may have changed, on the thread that changed
   * it. It must neither block nor do much. There is one at a time.
   */
  void onFilterChanged(Runnable action);
}
