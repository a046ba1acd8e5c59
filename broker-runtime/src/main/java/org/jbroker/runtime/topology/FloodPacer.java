package org.jbroker.runtime.topology;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jbroker.EndpointId;
import org.jbroker.runtime.topology.Change.Flood;

/**
 * Which announcements wait to be flooded, and until when.
 *
 * <p>Who joins or leaves a star is announced to all its members, and the middle announces all its
 * links anew each time. If each of n newcomers were told at once, that would be n * n frames with
 * up to n links in each, and every member would compute its ways n times. So an endpoint with many
 * links rests after a flood, the longer the more links it has; what comes meanwhile waits, of each
 * origin the newest only, and goes out together. The first flood after a rest goes at once, and
 * with few links there is no rest: small networks see no delay, nor does a large one in which one
 * thing happens at a time.
 *
 * <p>Pure: reads no clock and knows no link. Not thread-safe.
 */
public final class FloodPacer {

  /** An endpoint with so many links does not rest. */
  public static final int UNPACED_LINKS = 32;

  /**
   * The rest for each link: 1 ms. So with a thousand links each of their peers takes in what is new
   * once a second, which costs it about a millisecond.
   */
  public static final long REST_NANOS_PER_LINK = 1_000_000;

  /**
   * The longest rest: 2 s. Short beside the 15 s after which a silent link is lost, and the 60 s
   * for which unreachable origins are remembered.
   */
  public static final long MAX_REST_NANOS = 2_000_000_000L;

  /** With so many origins waiting the rest ends early, so that nobody can pile them up. */
  static final int MAX_WAITING = 1 << 14;

  private final int unpacedLinks;
  private final Map<EndpointId, Flood> waiting = new LinkedHashMap<>();
  private long restBeganNanos;
  private long restNanos;

  /** A pacer for which nothing waits. */
  public FloodPacer() {
    this(UNPACED_LINKS);
  }

  FloodPacer(int unpacedLinks) {
    this.unpacedLinks = unpacedLinks;
  }

  /** Adds an announcement, at the end; an older one of the same origin goes. */
  public void add(Flood flood) {
    EndpointId origin = flood.announcement().origin();
    waiting.remove(origin);
    waiting.put(origin, flood);
  }

  /**
   * Takes what is to be flooded now: all that waits, or nothing during a rest.
   *
   * @param links the number of links that floods go to
   * @param nowNanos monotonic time of any origin
   */
  public FloodBatch due(int links, long nowNanos) {
    boolean resting = links > unpacedLinks && remainingNanos(nowNanos) > 0;
    return resting && waiting.size() < MAX_WAITING ? FloodBatch.NONE : all(links, nowNanos);
  }

  /** Takes all that waits, whatever the rest. If that is something, a rest begins. */
  public FloodBatch all(int links, long nowNanos) {
    if (waiting.isEmpty()) {
      return FloodBatch.NONE;
    }
    FloodBatch all = new FloodBatch(waiting.values());
    waiting.clear();
    restBeganNanos = nowNanos;
    restNanos = links > unpacedLinks ? Math.min(MAX_REST_NANOS, links * REST_NANOS_PER_LINK) : 0;
    return all;
  }

  /** Whether something waits for the end of the rest. */
  public boolean isWaiting() {
    return !waiting.isEmpty();
  }

  /** How much of the rest is left; 0 or less if none. */
  public long remainingNanos(long nowNanos) {
    return restNanos - (nowNanos - restBeganNanos);
  }
}
