package org.jbroker.runtime.routing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jbroker.Topic;

/** Filters: sets of topic prefixes. A topic matches a filter if it begins with one of them. */
public final class Filters {

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
