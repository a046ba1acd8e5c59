package org.jbroker.websocket.link;

import io.netty.channel.Channel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * All open connections, from before their loop knows them: a loop that ends closes only what it
 * serves already, and a socket that is being made then would stay open for ever. Thread-safe,
 * without a lock.
 */
public final class Sockets {

  private static final long CLOSE_TIMEOUT_MILLIS = 2_000;

  private final Set<Channel> open = ConcurrentHashMap.newKeySet();
  private volatile boolean isClosed;

  /** None yet. */
  public Sockets() {}

  /** Adds a connection until it closes; closes it at once if it comes too late. */
  public void add(Channel channel) {
    open.add(channel);
    channel.closeFuture().addListener(closed -> open.remove(channel));
    if (isClosed) {
      channel.close();
    }
  }

  /** How many are open. */
  public int size() {
    return open.size();
  }

  /** Those that are open now. */
  public Set<Channel> all() {
    return Set.copyOf(open);
  }

  /** Closes all, and whatever is added later, and waits for that. */
  public void close() {
    isClosed = true;
    for (Channel channel : open) {
      channel.close().awaitUninterruptibly(CLOSE_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
    }
  }
}
