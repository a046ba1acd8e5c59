package org.jbroker.websocket.server;

import io.netty.channel.Channel;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jbroker.websocket.link.Sockets;

/** The open connections of an endpoint's WebSocket API. Thread-safe, without a lock. */
final class Connections {

  private final Sockets sockets = new Sockets();
  private final Map<Channel, ClientLink> clients = new ConcurrentHashMap<>();
  private final LongAdder accepted = new LongAdder();

  /** A connection came in; it is forgotten when it closes. */
  void add(Channel channel) {
    accepted.increment();
    channel.closeFuture().addListener(closed -> clients.remove(channel));
    sockets.add(channel);
  }

  /** It speaks WebSocket now. */
  void add(Channel channel, ClientLink client) {
    clients.put(channel, client);
    if (!channel.isOpen()) {
      clients.remove(channel);
    }
  }

  int size() {
    return sockets.size();
  }

  long accepted() {
    return accepted.sum();
  }

  Collection<Channel> channels() {
    return sockets.all();
  }

  /** Closes all, and whatever comes later. */
  void close() {
    sockets.close();
  }

  Collection<ClientLink> clients() {
    return clients.values();
  }
}
