package org.jbroker.runtime.config;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jbroker.EndpointId;
import org.jbroker.EndpointOptions.Builder;
import org.jbroker.PeerOverflow;
import org.jbroker.Verbosity;

/**
 * All keys that have an effect. Immutable.
 *
 * <p>A key is the getter's name in kebab case under {@code broker.}, except for the log's three,
 * which keep the manual's {@code logger.}. {@code executor} has none. The C++ Broker's other
 * spellings of the same thing are keys, too.
 *
 * <p>{@link org.jbroker.EndpointOptions} is where the defaults stand.
 */
final class OptionCatalog {

  private static final List<Option> OPTIONS =
      List.of(
          Option.text("broker.name", Function.identity(), Builder::name),
          Option.text("broker.id", (String uuid) -> EndpointId.of(uuid), Builder::id),
          Option.flag("broker.forward", Builder::forward),
          Option.whole("broker.ttl", Builder::ttl),
          Option.flag("broker.propagate-subscriptions", Builder::propagateSubscriptions),
          Option.flag("broker.tree-topology", Builder::treeTopology),
          Option.flag("broker.local-delivery", Builder::localDelivery),
          Option.whole("broker.peer-buffer-size", Builder::peerBufferSize),
          Option.wide("broker.peer-buffer-bytes", Builder::peerBufferBytes),
          Option.choice("broker.peer-overflow", PeerOverflow.class, Builder::peerOverflow),
          Option.whole("broker.subscriber-buffer-size", Builder::subscriberBufferSize),
          Option.wide("broker.subscriber-buffer-bytes", Builder::subscriberBufferBytes),
          Option.whole("broker.web-socket-buffer-size", Builder::webSocketBufferSize),
          Option.wide("broker.web-socket-buffer-bytes", Builder::webSocketBufferBytes),
          Option.choice(
              "broker.web-socket-overflow", PeerOverflow.class, Builder::webSocketOverflow),
          Option.text("broker.web-socket-address", Function.identity(), Builder::webSocketAddress),
          Option.port("broker.web-socket-port", Builder::webSocketPort),
          Option.span("broker.handshake-timeout", Builder::handshakeTimeout),
          Option.span("broker.heartbeat-interval", Builder::heartbeatInterval),
          Option.span("broker.drain-timeout", Builder::drainTimeout),
          Option.whole("broker.max-frame-bytes", Builder::maxFrameBytes),
          Option.whole("broker.max-data-depth", Builder::maxDataDepth),
          Option.whole("broker.max-elements", Builder::maxElements),
          Option.whole("broker.max-peers", Builder::maxPeers),
          Option.whole("broker.max-pending-handshakes", Builder::maxPendingHandshakes),
          Option.whole("broker.max-protocol-version", Builder::maxProtocolVersion),
          Option.whole("broker.io-threads", Builder::ioThreads),
          Option.flag("broker.use-real-time", Builder::useRealTime),
          Option.text("logger.console-verbosity", Verbosity::parse, Builder::consoleVerbosity),
          Option.text("logger.file-verbosity", Verbosity::parse, Builder::fileVerbosity),
          Option.text("logger.file-name", Function.identity(), Builder::logFile),
          // The C++ Broker's spellings.
          Option.flag("broker.disable-forwarding", (b, disable) -> b.forward(!disable)),
          Option.choice("broker.peer-overflow-policy", PeerOverflow.class, Builder::peerOverflow),
          Option.whole("broker.web_socket-buffer-size", Builder::webSocketBufferSize),
          Option.choice(
              "broker.web-socket-overflow-policy", PeerOverflow.class, Builder::webSocketOverflow),
          Option.choice(
              "broker.web_socket-overflow-policy", PeerOverflow.class, Builder::webSocketOverflow),
          Option.text("broker.web-socket.address", Function.identity(), Builder::webSocketAddress),
          Option.port("broker.web-socket.port", Builder::webSocketPort),
          Option.text("caf.logger.console.verbosity", Verbosity::parse, Builder::consoleVerbosity),
          Option.text("caf.logger.file.verbosity", Verbosity::parse, Builder::fileVerbosity),
          Option.text("caf.logger.file.path", Function.identity(), Builder::logFile));

  private static final Map<String, Option> BY_KEY = byKey();

  private OptionCatalog() {}

  /** The option with that full key. */
  static Optional<Option> find(String key) {
    return Optional.ofNullable(BY_KEY.get(key));
  }

  /** All full keys, those of {@link TlsKeys} among them, for suggestions. */
  static Collection<String> keys() {
    return BY_KEY.keySet();
  }

  private static Map<String, Option> byKey() {
    Map<String, Option> map = new LinkedHashMap<>();
    for (Option option : OPTIONS) {
      map.put(option.key(), option);
    }
    for (String key : TlsKeys.ALL) {
      map.put(key, TlsKeys.option(key));
    }
    return Collections.unmodifiableMap(map);
  }
}
