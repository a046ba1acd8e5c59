package org.jbroker.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jbroker.data.Data;
import org.jbroker.data.EnumValue;

/**
 * Nodes among which keys or work are spread, as Zeek does it: Java and Zeek send the same key to
 * the same node.
 *
 * <p>Made by {@link ClusterPools#registerPool}; empty until {@link ClusterPools#settle()}.
 *
 * <p>As in Zeek, a node counts itself alive in its own pools for {@link #rrTopic} but never for
 * {@link #hrwTopic}, which knows only nodes that were reported up. So a member of a pool does not
 * choose itself for a key where another node would choose it; ask a node outside of the pool, such
 * as a worker about the pool of proxies.
 *
 * <p>Any thread may call. {@code hrwTopic} takes no lock: it reads an immutable set of sites. One
 * lock guards the members and the cursors of the round robin; nothing is called while it is held.
 */
public final class Pool {

  private static final class Member {
    final String name;
    final String alias;
    final int siteId;
    final String topic;

    /** For round robin. */
    boolean alive;

    /** For rendezvous hashing. */
    boolean up;

    Member(String name, String alias, int siteId, String topic) {
      this.name = name;
      this.alias = alias;
      this.siteId = siteId;
      this.topic = topic;
    }
  }

  private final PoolSpec spec;
  private final Object lock = new Object();

  /** In the order in which they were assigned. */
  private final List<Member> members = new ArrayList<>();

  /** For each key of the round robin, the index of the member whose turn it is. */
  private final Map<String, Integer> cursors = new HashMap<>();

  private volatile HrwSites sites = HrwSites.EMPTY;

  Pool(PoolSpec spec) {
    this.spec = Objects.requireNonNull(spec);
  }

  /** Gives it its nodes, once. */
  void assign(List<String> names, String localNode, ClusterTopics topics) {
    synchronized (lock) {
      Set<Integer> taken = new HashSet<>();
      for (String name : names) {
        int suffix = 0;
        String alias = name + ".0";
        while (!taken.add(KeyDigest.of(alias))) {
          suffix++;
          alias = name + "." + suffix;
        }
        Member member = new Member(name, alias, KeyDigest.of(alias), topics.nodeTopic(name));
        member.alive = name.equals(localNode);
        members.add(member);
      }
    }
  }

  /** What it was registered with. */
  public PoolSpec spec() {
    return spec;
  }

  /** Its nodes at this moment, in the order in which they were assigned. */
  public List<PoolNode> nodes() {
    synchronized (lock) {
      return members.stream()
          .map(m -> new PoolNode(m.name, m.alias, Integer.toUnsignedLong(m.siteId), m.alive))
          .toList();
    }
  }

  /** How many of its nodes are alive, the local one included. */
  public int aliveCount() {
    synchronized (lock) {
      return (int) members.stream().filter(member -> member.alive).count();
    }
  }

  /** Whether the node is one of its nodes, alive or not. */
  public boolean contains(String name) {
    synchronized (lock) {
      return members.stream().anyMatch(member -> member.name.equals(name));
    }
  }

  /** Marks a node, if it is a member; whether it is. */
  boolean mark(String name, boolean up) {
    synchronized (lock) {
      for (Member member : members) {
        if (member.name.equals(name)) {
          member.alive = up;
          member.up = up;
          sites =
              new HrwSites(
                  members.stream()
                      .filter(m -> m.up)
                      .map(m -> new HrwSites.Site(m.siteId, m.topic))
                      .toList());
          return true;
        }
      }
      return false;
    }
  }

  /**
   * The topic of the node that a key belongs to, by rendezvous hashing: always the same while the
   * same nodes are up.
   *
   * @param key a bool, count, int, real, string, address, subnet, port, timestamp or timespan
   * @return {@code ""} if no node is up
   * @throws IllegalArgumentException for any other kind; {@link #hrwTopic(String, EnumValue)} takes
   *     enum values
   */
  public String hrwTopic(Data key) {
    return sites.topic(KeyDigest.of(key));
  }

  /** The same for what {@link Data#of} makes of an object. */
  public String hrwTopic(Object key) {
    return hrwTopic(Data.of(key));
  }

  /**
   * The same for an enum's constant.
   *
   * @param enumType the name of the enum in Zeek, such as {@code Notice::Type}, which Zeek digests,
   *     too
   * @param key the constant, such as {@code Scan::Port_Scan}
   */
  public String hrwTopic(String enumType, EnumValue key) {
    return sites.topic(KeyDigest.of(enumType, key));
  }

  /** The topic of the next node that is alive, by one cursor for all who give no key. */
  public String rrTopic() {
    return rrTopic("");
  }

  /**
   * The topic of the next node that is alive.
   *
   * @param key what it is for: each key has a cursor of its own, which is kept as long as the pool,
   *     so do not make keys of what comes from the network
   * @return {@code ""} if no node is alive
   */
  public String rrTopic(String key) {
    Objects.requireNonNull(key, "key");
    synchronized (lock) {
      if (members.isEmpty()) {
        return "";
      }
      int start = cursors.getOrDefault(key, 0);
      for (int i = 0; i < members.size(); i++) {
        int turn = (start + i) % members.size();
        if (members.get(turn).alive) {
          cursors.put(key, (turn + 1) % members.size());
          return members.get(turn).topic;
        }
      }
      return "";
    }
  }

  /** The topic of the pool and its nodes. */
  @Override
  public String toString() {
    return spec.topic() + nodes();
  }
}
