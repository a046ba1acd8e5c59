package org.jbroker.websocket.server;

import io.netty.channel.Channel;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** The open connections of an endpoint's WebSocket API. Thread-safe, without a lock. */
final class Connections {

  private final Set<Channel> open = ConcurrentHashMap.newKeySet();
  private final Map<Channel, ClientLink> clients = new ConcurrentHashMap<>();
  private final LongAdder accepted = new LongAdder();

  /** A connection came in; it is forgotten when it closes. */
  void add(Channel channel) {
    accepted.increment();
    open.add(channel);
    channel
        .closeFuture()
        .addListener(
            closed -> {
              open.remove(channel);
              clients.remove(channel);
            });
  }

  /** It speaks WebSocket now. */
  void add(Channel channel, ClientLink client) {
    clients.put(channel, client);
    if (!channel.isOpen()) {
      clients.remove(channel);
    }
  }

  int size() {
    return open.size();
  }

  long accepted() {
    return accepted.sum();
  }

  Collection<Channel> channels() {
    return open;
  }

  Collection<ClientLink> clients() {
    return clients.values();
  }
}
