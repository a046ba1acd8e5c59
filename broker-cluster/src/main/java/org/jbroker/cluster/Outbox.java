package org.jbroker.cluster;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import org.jbroker.EndpointId;
import org.jbroker.Topic;
import org.jbroker.data.Data;

/**
 * What still has to be said to peers. A peer that subscribed before it connected hears it at once;
 * one whose filter comes later (its program joined the cluster when it was connected already) would
 * miss what is published before, so that is tried again until somebody takes it, or the peer is
 * gone.
 *
 * <p>Reads no clock. Not for use by several threads; {@link MembershipLoop} owns it.
 */
final class Outbox {

  static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  static final long LAST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private record Key(EndpointId peer, Topic topic) {}

  private static final class Pending {
    final Data data;
    long pauseNanos = FIRST_PAUSE_NANOS;
    long dueNanos;

    Pending(Data data) {
      this.data = data;
    }
  }

  private final BiPredicate<Topic, Data> publish;
  private final Map<Key, Pending> pending = new HashMap<>();

  /**
   * Empty.
   *
   * @param publish publishes, and says whether anybody took it
   */
  Outbox(BiPredicate<Topic, Data> publish) {
    this.publish = publish;
  }

  /** Says it, instead of what still waits for that peer under that topic. */
  void send(EndpointId peer, String topic, Data data, long nowNanos) {
    Key key = new Key(peer, Topic.of(topic));
    pending.remove(key);
    if (!publish.test(key.topic(), data)) {
      Pending later = new Pending(data);
      later.dueNanos = nowNanos + later.pauseNanos;
      pending.put(key, later);
    }
  }

  /** Forgets what was for a peer that is gone. */
  void peerLost(EndpointId peer) {
    pending.keySet().removeIf(key -> key.peer().equals(peer));
  }

  /** Tries again what is due. */
  void tick(long nowNanos) {
    for (Iterator<Map.Entry<Key, Pending>> all = pending.entrySet().iterator(); all.hasNext(); ) {
      Map.Entry<Key, Pending> entry = all.next();
      Pending later = entry.getValue();
      if (nowNanos - later.dueNanos < 0) {
        continue;
      }
      if (publish.test(entry.getKey().topic(), later.data)) {
        all.remove();
      } else {
        later.pauseNanos = Math.min(2 * later.pauseNanos, LAST_PAUSE_NANOS);
        later.dueNanos = nowNanos + later.pauseNanos;
      }
    }
  }

  OptionalLong nextDeadlineNanos(long nowNanos) {
    OptionalLong left =
        pending.values().stream().mapToLong(later -> later.dueNanos - nowNanos).min();
    return left.isPresent() ? OptionalLong.of(nowNanos + left.getAsLong()) : left;
  }
}
