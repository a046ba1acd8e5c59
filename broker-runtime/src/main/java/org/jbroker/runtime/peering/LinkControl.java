package org.jbroker.runtime.peering;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jbroker.EndpointId;
import org.jbroker.Topic;
import org.jbroker.runtime.topology.LinkState;
import org.jbroker.runtime.wire.WireFormat;

/**
 * The frames beside the messages that wait to be written to a link: filter, routes, pings, pongs.
 * They overtake messages. While a peer does not read they stay few, since a newer filter replaces
 * the older, and a newer announcement that of the same origin. Confined to the link's event loop.
 */
final class LinkControl {

  /** A peer with so many unanswered pings is flooding. */
  private static final int MAX_PONGS = 1024;

  /** So is one whose unanswered pings carry so many bytes; the longest token fits in. */
  private static final int MAX_PONG_BYTES = 256 << 10;

  private static final byte[] NO_TOKEN = {};

  private final WireFormat format;
  private final Map<EndpointId, LinkState> routes = new LinkedHashMap<>();
  private final Deque<byte[]> pongs = new ArrayDeque<>();
  private int pongBytes;
  private final List<CompletableFuture<Void>> filterWaiters = new ArrayList<>();
  private final List<CompletableFuture<Void>> drainWaiters = new ArrayList<>();
  private List<Topic> filter;
  private boolean probe;
  private boolean heartbeat;

  LinkControl(WireFormat format) {
    this.format = format;
  }

  void filter(List<Topic> newest, CompletableFuture<Void> sent) {
    filter = newest;
    filterWaiters.add(sent);
  }

  void routes(List<LinkState> announcements) {
    for (LinkState announcement : announcements) {
      routes.merge(
          announcement.origin(),
          announcement,
          (old, young) -> old.isNewerThan(young) ? old : young);
    }
  }

  /** Asks for a pong; one that waits to be asked for is enough. */
  void probe() {
    probe = true;
  }

  /** Answers a ping; false if there are too many already. */
  boolean pong(byte[] token) {
    if (pongs.size() >= MAX_PONGS || pongBytes + token.length > MAX_PONG_BYTES) {
      return false;
    }
    pongBytes += token.length;
    return pongs.add(token);
  }

  void heartbeat() {
    heartbeat = true;
  }

  void whenDrained(CompletableFuture<Void> waiter) {
    drainWaiters.add(waiter);
  }

  /** Appends all that waits. */
  void encode(ByteBuf out) {
    if (filter != null) {
      format.encodeFilter(filter, out);
      filter = null;
      filterWaiters.forEach(waiter -> waiter.complete(null));
      filterWaiters.clear();
    }
    if (!routes.isEmpty()) {
      format.encodeRoutes(List.copyOf(routes.values()), out);
      routes.clear();
    }
    if (probe) {
      probe = false;
      format.encodePing(NO_TOKEN, out);
    }
    while (!pongs.isEmpty()) {
      format.encodePong(pongs.remove(), out);
    }
    pongBytes = 0;
    if (heartbeat) {
      heartbeat = false;
      format.encodeHeartbeat(out);
    }
  }

  /** Whether nothing waits. */
  boolean isEmpty() {
    return filter == null && routes.isEmpty() && pongs.isEmpty() && !probe && !heartbeat;
  }

  /** No message waits: completes the waiters when the socket has taken all that was written. */
  void completeDrained(Channel channel) {
    if (drainWaiters.isEmpty()) {
      return;
    }
    List<CompletableFuture<Void>> waiters = List.copyOf(drainWaiters);
    drainWaiters.clear();
    channel
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(written -> waiters.forEach(waiter -> waiter.complete(null)));
  }

  /** The link is over: nobody shall wait for it. */
  void fail() {
    filterWaiters.forEach(waiter -> waiter.complete(null));
    filterWaiters.clear();
    drainWaiters.forEach(waiter -> waiter.complete(null));
    drainWaiters.clear();
  }
}
