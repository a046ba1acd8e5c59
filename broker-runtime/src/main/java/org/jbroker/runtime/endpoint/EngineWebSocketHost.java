package org.jbroker.runtime.endpoint;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jbroker.EndpointId;
import org.jbroker.EndpointOptions;
import org.jbroker.StatusEvent;
import org.jbroker.Topic;
import org.jbroker.Verbosity;
import org.jbroker.runtime.local.ClientPort;
import org.jbroker.runtime.local.LocalContext;
import org.jbroker.runtime.local.StatusHub;
import org.jbroker.runtime.queue.QueueOptions;
import org.jbroker.runtime.routing.Dispatcher;
import org.jbroker.runtime.routing.Router;
import org.jbroker.runtime.telemetry.Component;
import org.jbroker.runtime.telemetry.EventLog;
import org.jbroker.runtime.tls.Tls;
import org.jbroker.spi.TlsContextProvider;
import org.jbroker.spi.WebSocketHost;
import org.jbroker.spi.WebSocketPort;

/** What the engine offers to the WebSocket API. Thread-safe. */
final class EngineWebSocketHost implements WebSocketHost {

  private static final List<Topic> EVERYTHING = List.of(Topic.of(""));

  private final EndpointId id;
  private final EndpointOptions options;
  private final EventLog log;
  private final StatusHub statuses;
  private final Router router;
  private final EngineRouting routing;
  private final Dispatcher dispatcher;
  private final LocalContext local;
  private final Tls tls;

  EngineWebSocketHost(
      EndpointId id,
      EndpointOptions options,
      EventLog log,
      StatusHub statuses,
      Router router,
      EngineRouting routing,
      Dispatcher dispatcher,
      LocalContext local,
      Tls tls) {
    this.id = id;
    this.options = options;
    this.log = log;
    this.statuses = statuses;
    this.router = router;
    this.routing = routing;
    this.dispatcher = dispatcher;
    this.local = local;
    this.tls = tls;
  }

  @Override
  public EndpointId id() {
    return id;
  }

  @Override
  public EndpointOptions options() {
    return options;
  }

  @Override
  public Executor callbacks() {
    return local.executor();
  }

  @Override
  public Optional<TlsContextProvider.Source> serverTls() {
    return tls.certificateForConnection();
  }

  @Override
  public void report(StatusEvent event) {
    statuses.publish(event);
  }

  @Override
  public void log(Verbosity level, String event, String message) {
    switch (level) {
      case TRACE -> log.trace(Component.WEBSOCKET, event, "{}", message);
      case DEBUG -> log.debug(Component.WEBSOCKET, event, "{}", message);
      case INFO -> log.info(Component.WEBSOCKET, event, "{}", message);
      case WARNING -> log.warningOnce(Component.WEBSOCKET, event, message, "{}", message);
      case ERROR -> log.error(Component.WEBSOCKET, event, "{}", message);
      case QUIET -> {
        // Nobody wants to hear it.
      }
    }
  }

  @Override
  public WebSocketPort attachClient(String name, Collection<Topic> prefixes) {
    QueueOptions bounds =
        QueueOptions.webSocketClient(
            options.webSocketBufferSize(),
            options.webSocketBufferBytes(),
            options.webSocketOverflow());
    return ClientPort.open(local, dispatcher, bounds, name, List.copyOf(prefixes));
  }

  @Override
  public WebSocketPort attachUplink(String name, int maxMessages, long maxBytes) {
    QueueOptions bounds = QueueOptions.webSocketUplink(maxMessages, maxBytes);
    return ClientPort.open(local, dispatcher, bounds, name, EVERYTHING);
  }

  @Override
  public List<Topic> filter() {
    return router.ownFilter();
  }

  @Override
  public void onFilterChanged(Runnable action) {
    routing.onFilterChanged(action);
  }
}
