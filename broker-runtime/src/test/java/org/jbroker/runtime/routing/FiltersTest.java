package org.jbroker.runtime.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jbroker.Topic;
import org.junit.jupiter.api.Test;

/** What is announced for filters that are too large for a peer. */
class FiltersTest {

  private static List<Topic> numbered(int count) {
    List<Topic> topics = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      topics.add(Topic.of(String.format("/group-%d/%05d", i % 3, i)));
    }
    return Filters.minimise(topics);
  }

  @Test
  void leavesAFilterThatFitsAsItIs() {
    List<Topic> filter = numbered(100);
    assertThat(Filters.widen(filter, 100, 10_000)).isSameAs(filter);
  }

  @Test
  void shortensPrefixesUntilTheirNumberFits() {
    List<Topic> filter = numbered(10_000);
    List<Topic> widened = Filters.widen(filter, 50, Long.MAX_VALUE);
    assertThat(widened).hasSizeBetween(3, 50);
    assertThat(filter).allMatch(topic -> Filters.matches(widened, topic));
    assertThat(Filters.matches(widened, Topic.of("/other"))).isFalse();
  }

  @Test
  void shortensPrefixesUntilTheirBytesFit() {
    List<Topic> filter = numbered(1_000);
    List<Topic> widened = Filters.widen(filter, 1 << 20, 200);
    assertThat(widened.stream().mapToInt(topic -> topic.length() + 5).sum()).isBetween(1, 200);
    assertThat(filter).allMatch(topic -> Filters.matches(widened, topic));
  }

  @Test
  void announcesEverythingWhereNothingLessFits() {
    assertThat(Filters.widen(List.of(Topic.of("a"), Topic.of("b")), 1, 100))
        .containsExactly(Topic.of(""));
  }
}
