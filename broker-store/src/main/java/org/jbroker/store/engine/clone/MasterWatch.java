package org.jbroker.store.engine.clone;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jbroker.store.EntityId;
import org.jbroker.store.engine.channel.ChannelTimes;

/**
 * Tells a second master from a master's successor, by what is heard of the two. Counts ticks.
 *
 * <pre>
 *   another master is heard ...                                       verdict
 *   with the endpoint of ours and a later object number               REPLACED
 *   while nothing was heard of ours for 10 heartbeats                 REPLACED
 *   for 4 heartbeats, and ours was heard 2 heartbeats after its first CONFLICT, once
 *   else                                                              UNDECIDED
 * </pre>
 *
 * <p>An endpoint has one master of a name, and does not use an object number twice. Between
 * endpoints, a master that moves is silent when its successor speaks, except for what was still
 * under way; two that both stay are a conflict. Not thread-safe.
 */
final class MasterWatch {

  /** What to make of another master. */
  enum Verdict {
    /** Too early to tell, or told before. */
    UNDECIDED,
    /** Ours is gone. */
    REPLACED,
    /** Both are there. */
    CONFLICT
  }

  private static final int MAX_RIVALS = 64;

  private final EntityId master;
  private final long heartbeatTicks;
  private final Map<EntityId, Long> firstHeard = new HashMap<>();
  private final Set<EntityId> reported = new HashSet<>();
  private long masterHeard;

  MasterWatch(EntityId master, ChannelTimes times, long nowTick) {
    this.master = master;
    this.heartbeatTicks = times.heartbeatTicks();
    this.masterHeard = nowTick;
  }

  void heardMaster(long nowTick) {
    masterHeard = nowTick;
  }

  /** Another master spoke. */
  Verdict heardRival(EntityId rival, long nowTick) {
    boolean successor =
        rival.endpoint().equals(master.endpoint())
            && Long.compareUnsigned(rival.object(), master.object()) > 0;
    if (successor || nowTick - masterHeard >= 10 * heartbeatTicks) {
      return Verdict.REPLACED;
    }
    if (firstHeard.size() >= MAX_RIVALS && !firstHeard.containsKey(rival)) {
      return Verdict.UNDECIDED; // An attacker's names, most likely; the first ones are reported.
    }
    long first = firstHeard.computeIfAbsent(rival, unused -> nowTick);
    boolean both =
        nowTick - first >= 4 * heartbeatTicks && masterHeard - first >= 2 * heartbeatTicks;
    return both ? conflict(rival) : Verdict.UNDECIDED;
  }

  /** Another master answered the very request that ours answered: both are there. */
  Verdict rivalAnswered(EntityId rival) {
    return conflict(rival);
  }

  private Verdict conflict(EntityId rival) {
    boolean news = reported.size() < MAX_RIVALS && reported.add(rival);
    return news ? Verdict.CONFLICT : Verdict.UNDECIDED;
  }
}
