package org.jbroker.runtime.routing;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jbroker.EndpointId;

/**
 * Drops messages that came before by another way, told by their stamps: origin, incarnation and
 * sequence.
 *
 * <p>Each life of each origin has a sliding window of its latest 64 Ki sequence numbers. Lives have
 * windows of their own, so what is still under way from before a restart is not mistaken, and
 * nobody can make a live origin's messages look old by claiming a later life for it. What is older
 * than the window counts as a repeat: at 100,000 messages a second that is 0.65 s of delay between
 * two ways.
 *
 * <p><b>Bounds.</b> A window has 8 bytes at first and 8 KiB at most, by the distance between the
 * numbers seen. There are at most {@code maxOrigins} windows ({@link #DEFAULT_MAX_ORIGINS}, so 32
 * MiB). When one more is needed, the least recently used sixteenth of them goes (at least one), in
 * one sweep so that its cost is shared by that many newcomers. Somebody who invents origins can
 * push out those that are quieter than the inventor is fast, and no others: what is used between
 * two sweeps is never the least recently used. A forgotten origin's repeats pass once more. Stamps
 * are not signed: a peer can forge a number far ahead in somebody's name and so silence it here;
 * only TLS with certificates keeps such peers out.
 *
 * <p><b>Threads.</b> Any number of event loops may call {@link #keepFirstSeen}. A window's monitor
 * guards its bits, held for a few instructions a message. The monitor of this object guards
 * additions to the map and is only taken for a life that is new; inside it no window's monitor is
 * taken. The order of use is kept by a counter: a window takes the next number unless it has the
 * latest already, so batches of one origin write nothing that is shared. A message that meets the
 * sweep that evicts its origin is judged by the old window.
 */
public final class RepeatFilter {

  /** The lives of origins that are remembered by default. */
  public static final int DEFAULT_MAX_ORIGINS = 4096;

  private record Life(EndpointId origin, long incarnation) {}

  /** A window and when it was used. */
  private static final class Entry {
    final RepeatWindow window = new RepeatWindow();
    volatile long lastUse;
  }

  private record Candidate(Life life, long lastUse) {}

  private final int maxOrigins;
  private final Map<Life, Entry> entries = new ConcurrentHashMap<>();
  private final AtomicLong uses = new AtomicLong();

  /** A filter that remembers {@link #DEFAULT_MAX_ORIGINS}. */
  public RepeatFilter() {
    this(DEFAULT_MAX_ORIGINS);
  }

  /**
   * A filter that remembers so many lives of origins.
   *
   * @throws IllegalArgumentException if {@code maxOrigins} is not positive
   */
  public RepeatFilter(int maxOrigins) {
    if (maxOrigins < 1) {
      throw new IllegalArgumentException("maxOrigins must be positive, not " + maxOrigins);
    }
    this.maxOrigins = maxOrigins;
  }

  /**
   * Remembers the stamps of messages of one life and moves those that are new to the front, in
   * their order. Left out are repeats, what is older than the window, and sequences below 1, which
   * nobody stamps.
   *
   * @return the index behind the last one that is new
   */
  int keepFirstSeen(Envelope[] messages, int from, int to) {
    Life life = new Life(messages[from].origin(), messages[from].incarnation());
    Entry entry = entries.get(life);
    if (entry == null) {
      entry = add(life);
    }
    if (entry.lastUse != uses.get()) {
      entry.lastUse = uses.incrementAndGet();
    }
    int kept = from;
    synchronized (entry.window) {
      for (int i = from; i < to; i++) {
        long sequence = messages[i].sequence();
        if (sequence > 0 && entry.window.add(sequence)) {
          messages[kept++] = messages[i];
        }
      }
    }
    return kept;
  }

  /** How many lives of origins are remembered now. */
  public int size() {
    return entries.size();
  }

  private synchronized Entry add(Life life) {
    Entry known = entries.get(life);
    if (known != null) {
      return known;
    }
    if (entries.size() >= maxOrigins) {
      evict();
    }
    Entry entry = new Entry();
    // Before others see it: an entry without a use would be the next to go.
    entry.lastUse = uses.incrementAndGet();
    entries.put(life, entry);
    return entry;
  }

  private void evict() {
    // Copied first, as the order must not change while it is sorted.
    Candidate[] candidates =
        entries.entrySet().stream()
            .map(e -> new Candidate(e.getKey(), e.getValue().lastUse))
            .toArray(Candidate[]::new);
    Arrays.sort(candidates, Comparator.comparingLong(Candidate::lastUse));
    int victims = Math.max(1, maxOrigins / 16);
    for (int i = 0; i < victims; i++) {
      entries.remove(candidates[i].life());
    }
  }
}
