package org.jbroker.runtime.routing;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jbroker.Topic;

/**
 * Holds the current {@link RoutingTable}.
 *
 * <p>Readers take the snapshot with one volatile read. Writers (the control loop for peers, event
 * loops for what a peer wants in addition, any thread for subscribers) build the next one under a
 * lock that guards nothing else; no callback runs under it.
 */
public final class Router {

  private final Object lock = new Object();
  private final Set<Topic> forwarded = new LinkedHashSet<>();
  private final Map<Sink, Set<Topic>> peers = new HashMap<>();
  private volatile RoutingTable table = RoutingTable.EMPTY;

  /** The snapshot of this moment. */
  public RoutingTable table() {
    return table;
  }

  /** Adds a subscriber of this process. */
  public void subscribe(Collection<Topic> prefixes, Sink sink) {
    synchronized (lock) {
      table = table.with(prefixes, sink);
    }
  }

  /** Removes a subscriber of this process from some prefixes. */
  public void unsubscribe(Collection<Topic> prefixes, Sink sink) {
    synchronized (lock) {
      table = table.without(prefixes, sink);
    }
  }

  /** Adds prefixes that are forwarded though nobody here is subscribed to them. */
  public void forward(Collection<Topic> prefixes) {
    synchronized (lock) {
      forwarded.addAll(prefixes);
    }
  }

  /** How many prefixes the subscribers of this process have, after minimising. */
  public int subscriptions() {
    return table.minimalFilter(Sink::isLocal).size();
  }

  /** Sends a peer what matches exactly these prefixes from now on; an empty set removes it. */
  public void setPeer(Sink peer, Collection<Topic> prefixes) {
    synchronized (lock) {
      Set<Topic> next = new HashSet<>(prefixes);
      Set<Topic> before = next.isEmpty() ? peers.remove(peer) : peers.put(peer, next);
      Set<Topic> gone = new HashSet<>(before == null ? Set.of() : before);
      gone.removeAll(next);
      Set<Topic> come = new HashSet<>(next);
      if (before != null) {
        come.removeAll(before);
      }
      table = table.without(gone, peer).with(come, peer);
    }
  }

  /** Sends a peer what matches these prefixes, too, until {@link #setPeer} says exactly what. */
  public void widenPeer(Sink peer, Collection<Topic> prefixes) {
    synchronized (lock) {
      Set<Topic> all = new HashSet<>(peers.getOrDefault(peer, Set.of()));
      List<Topic> come = prefixes.stream().filter(all::add).toList();
      if (!come.isEmpty()) {
        peers.put(peer, all);
        table = table.with(come, peer);
      }
    }
  }

  /** What this endpoint wants for itself: its subscriptions and forwards, prefix-minimised. */
  public List<Topic> ownFilter() {
    Set<Topic> extra;
    RoutingTable now;
    synchronized (lock) {
      extra = new LinkedHashSet<>(forwarded);
      now = table;
    }
    Collection<Topic> subscribed = now.minimalFilter(Sink::isLocal);
    if (extra.isEmpty()) {
      return List.copyOf(subscribed);
    }
    extra.addAll(subscribed);
    return List.copyOf(Filters.minimise(extra));
  }
}
