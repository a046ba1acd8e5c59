package org.jbroker.runtime.routing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jbroker.Topic;

/**
 * Who gets a message: an immutable map from topic prefixes to sinks.
 *
 * <p>A change makes a new table that shares all but the changed paths with the old one, so it costs
 * microseconds whatever the size; the engine swaps the table that it uses. A change that changes
 * nothing returns the same table. Sinks are told apart by identity, and held until they are taken
 * out.
 *
 * <p>A lookup walks down a compressed trie along the topic's bytes. It meets matching prefixes and
 * nothing else, so its cost grows with the length of the topic and the number of matches, not with
 * the number of prefixes that don't match.
 *
 * <p><b>The cache.</b> Producers repeat topics, so each table remembers the latest answers, by the
 * topic's hash, one per place. It belongs to the table since an answer is true for one table only:
 * a change needs no invalidation, it leaves the old answers behind with the old table. It is
 * bounded since topics come from the network, where anybody can invent them: {@link #CACHE_ENTRIES}
 * answers, none for a topic beyond {@link #CACHEABLE_TOPIC_BYTES} or with more than {@link
 * #CACHEABLE_SINKS} sinks that had to be put together. It is allocated by the first lookup, as many
 * tables live too briefly to have one.
 *
 * <p><b>Threads.</b> All methods may be called by any thread and take no lock. The table never
 * changes; places of the cache are written and read without synchronization, which is safe because
 * an entry has nothing but final fields: a reader sees none or a whole one.
 */
public final class RoutingTable {

  /** The table without any sink. */
  public static final RoutingTable EMPTY = new RoutingTable(TrieNode.EMPTY, 0, 0);

  /** The answers that a table remembers. A power of two. */
  static final int CACHE_ENTRIES = 1024;

  /** The longest topic in bytes whose answer is remembered. */
  static final int CACHEABLE_TOPIC_BYTES = 512;

  /** The largest answer that is remembered, unless it is an array of the trie itself. */
  static final int CACHEABLE_SINKS = 256;

  /** From this number of prefixes on, a change puts its nodes in order. */
  private static final int SETTLED_FROM = 1024;

  /** From this number of sinks on, repeats are found by hashing. */
  private static final int HASHED_FROM = 16;

  /** With the topic's hash, so that a wrong answer is passed by without a look at its topic. */
  private record CacheEntry(int hash, Topic topic, Sink[] sinks) {}

  private final TrieNode root;
  private final int prefixCount;
  private final long registrationCount;
  private volatile CacheEntry[] cache;

  private RoutingTable(TrieNode root, int prefixCount, long registrationCount) {
    this.root = root;
    this.prefixCount = prefixCount;
    this.registrationCount = registrationCount;
  }

  /** This table and a sink for one more prefix. */
  public RoutingTable with(Topic prefix, Sink sink) {
    return with(List.of(prefix), sink);
  }

  /** This table and a sink for more prefixes: much faster than one after the other. */
  public RoutingTable with(Collection<Topic> prefixes, Sink sink) {
    Objects.requireNonNull(sink);
    TrieEdit edit = new TrieEdit(root, prefixCount, registrationCount);
    for (Topic prefix : prefixes) {
      edit.add(prefix, sink);
    }
    if (prefixes.size() >= SETTLED_FROM && edit.changed()) {
      edit.settle();
    }
    return result(edit);
  }

  /** This table without a sink for one prefix. Other prefixes of the sink stay. */
  public RoutingTable without(Topic prefix, Sink sink) {
    return without(List.of(prefix), sink);
  }

  /** This table without a sink for some prefixes: much faster than one after the other. */
  public RoutingTable without(Collection<Topic> prefixes, Sink sink) {
    Objects.requireNonNull(sink);
    TrieEdit edit = new TrieEdit(root, prefixCount, registrationCount);
    for (Topic prefix : prefixes) {
      edit.remove(prefix, sink);
    }
    return result(edit);
  }

  private RoutingTable result(TrieEdit edit) {
    if (!edit.changed()) {
      return this;
    }
    return edit.registrationCount() == 0
        ? new RoutingTable(TrieNode.EMPTY, 0, 0)
        : new RoutingTable(edit.root(), edit.prefixCount(), edit.registrationCount());
  }

  /**
   * The sinks that have a prefix of {@code topic}, each once: those of the shortest prefix first,
   * and those of one prefix in the order in which they were registered for it.
   *
   * @return an array that is shared and not to be changed
   */
  public Sink[] lookup(Topic topic) {
    if (topic.length() > CACHEABLE_TOPIC_BYTES) {
      return find(topic);
    }
    CacheEntry[] entries = cache;
    if (entries == null) {
      // Two threads may both make one; what the loser remembered is looked up again.
      entries = new CacheEntry[CACHE_ENTRIES];
      cache = entries;
    }
    int hash = topic.hashCode();
    int place = (hash ^ hash >>> 16) & CACHE_ENTRIES - 1;
    CacheEntry entry = entries[place];
    if (entry != null && entry.hash == hash && entry.topic.equals(topic)) {
      return entry.sinks;
    }
    Sink[] sinks = find(topic);
    if (sinks.length <= CACHEABLE_SINKS) {
      entries[place] = new CacheEntry(hash, topic, sinks);
    }
    return sinks;
  }

  /** The same as {@link #lookup}, without the cache. */
  Sink[] find(Topic topic) {
    TrieNode node = root;
    Sink[] found = node.sinks;
    Union union = null;
    int length = topic.length();
    // Behind a copy there is room: labels are compared eight bytes at a time.
    byte[] bytes = new byte[length + TrieNode.PADDING_BYTES];
    topic.copyTo(bytes, 0);
    int at = 0;
    while (at < length) {
      node = node.child(bytes[at]);
      if (node == null || !node.leads(bytes, at, length)) {
        break;
      }
      at += node.labelLength();
      Sink[] more = node.sinks;
      if (more.length == 0 || more == found) {
        continue;
      }
      if (found.length == 0) {
        found = more;
      } else {
        if (union == null) {
          union = new Union(found);
        }
        union.add(more);
      }
    }
    return union == null ? found : union.toArray();
  }

  /**
   * The prefixes of the accepted sinks, in the order of topics; a prefix that begins with another
   * one of them is left out, as it says nothing new.
   */
  public List<Topic> minimalFilter(Predicate<? super Sink> accepted) {
    List<Topic> filter = new ArrayList<>();
    TrieWalk walk = new TrieWalk(root);
    while (walk.next()) {
      if (anyAccepted(walk.node().sinks, accepted)) {
        filter.add(walk.prefix());
      } else {
        walk.descend();
      }
    }
    return filter;
  }

  private static boolean anyAccepted(Sink[] sinks, Predicate<? super Sink> accepted) {
    for (Sink sink : sinks) {
      if (accepted.test(sink)) {
        return true;
      }
    }
    return false;
  }

  /** How many different prefixes have a sink. */
  public int prefixCount() {
    return prefixCount;
  }

  /** How many pairs of prefix and sink there are. */
  public long registrationCount() {
    return registrationCount;
  }

  /** Whether no sink is registered. */
  public boolean isEmpty() {
    return registrationCount == 0;
  }

  /** How many nodes the trie has, the root included. Walks all of them. */
  int nodeCount() {
    int count = 0;
    TrieWalk walk = new TrieWalk(root);
    while (walk.next()) {
      count++;
      walk.descend();
    }
    return count;
  }

  /** For logs: the sizes. */
  @Override
  public String toString() {
    return prefixCount + " prefixes, " + registrationCount + " registrations";
  }

  /** Sinks in the order in which they were added, each once. */
  private static final class Union {
    private Sink[] sinks;
    private int size;
    private Set<Sink> seen;

    Union(Sink[] first) {
      sinks = Arrays.copyOf(first, Math.max(4, first.length * 2));
      size = first.length;
    }

    void add(Sink[] more) {
      for (Sink sink : more) {
        if (isNew(sink)) {
          if (size == sinks.length) {
            sinks = Arrays.copyOf(sinks, size * 2);
          }
          sinks[size++] = sink;
        }
      }
    }

    private boolean isNew(Sink sink) {
      if (seen == null && size < HASHED_FROM) {
        for (int i = 0; i < size; i++) {
          if (sinks[i] == sink) {
            return false;
          }
        }
        return true;
      }
      if (seen == null) {
        seen = Collections.newSetFromMap(new IdentityHashMap<>(size * 2));
        seen.addAll(Arrays.asList(sinks).subList(0, size));
      }
      return seen.add(sink);
    }

    Sink[] toArray() {
      return size == sinks.length ? sinks : Arrays.copyOf(sinks, size);
    }
  }
}
