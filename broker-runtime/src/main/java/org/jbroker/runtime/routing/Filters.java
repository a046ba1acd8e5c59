package org.jbroker.runtime.routing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jbroker.Topic;

/** Filters: sets of topic prefixes. A topic matches a filter if it begins with one of them. */
public final class Filters {

  /** At least what a wire format adds to a topic of a filter. */
  private static final int TOPIC_OVERHEAD_BYTES = 5;

  private Filters() {}

  /**
   * The smallest filter that matches the same topics, in the order of topics: without repeats, and
   * without prefixes that begin with another one.
   */
  public static List<Topic> minimise(Collection<Topic> filter) {
    Topic[] sorted = filter.toArray(new Topic[0]);
    Arrays.sort(sorted);
    List<Topic> minimal = new ArrayList<>(sorted.length);
    Topic last = null;
    for (Topic prefix : sorted) {
      // Whatever begins with a prefix comes right behind it in the order of unsigned bytes.
      if (last == null || !last.prefixOf(prefix)) {
        minimal.add(prefix);
        last = prefix;
      }
    }
    return minimal;
  }

  /**
   * A filter of at most {@code maxTopics} topics and {@code maxBytes} bytes that matches all that
   * the given one does, and as little more as shortening all long prefixes to one length allows:
   * what is announced when the true one exceeds what a peer accepts. What it matches too much is
   * sent in vain, and nobody here gets it.
   *
   * @param minimal minimised
   */
  public static List<Topic> widen(List<Topic> minimal, int maxTopics, long maxBytes) {
    if (fits(minimal, maxTopics, maxBytes)) {
      return minimal;
    }
    int fitting = 0;
    int tooLong = Topic.MAX_LENGTH + 1;
    List<Topic> widened = List.of(Topic.of("")); // Matches everything, and always fits.
    while (tooLong - fitting > 1) {
      int length = (fitting + tooLong) >>> 1;
      List<Topic> candidate = minimise(shorten(minimal, length));
      if (fits(candidate, maxTopics, maxBytes)) {
        fitting = length;
        widened = candidate;
      } else {
        tooLong = length;
      }
    }
    return widened;
  }

  private static boolean fits(List<Topic> filter, int maxTopics, long maxBytes) {
    if (filter.size() > maxTopics) {
      return false;
    }
    long bytes = 0;
    for (Topic topic : filter) {
      bytes += TOPIC_OVERHEAD_BYTES + topic.length();
    }
    return bytes <= maxBytes;
  }

  private static List<Topic> shorten(List<Topic> filter, int length) {
    List<Topic> shorter = new ArrayList<>(filter.size());
    for (Topic topic : filter) {
      shorter.add(
          topic.length() <= length ? topic : Topic.of(Arrays.copyOf(topic.toBytes(), length)));
    }
    return shorter;
  }

  /** Whether {@code topic} begins with a prefix in the filter. Looks at each of them. */
  public static boolean matches(Collection<Topic> filter, Topic topic) {
    for (Topic prefix : filter) {
      if (prefix.prefixOf(topic)) {
        return true;
      }
    }
    return false;
  }
}
