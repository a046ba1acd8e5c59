package org.jbroker.store.engine.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import org.jbroker.testkit.SeededRandom;
import org.junit.jupiter.api.Test;

class EventBufferTest {

  @Test
  void behavesLikeAQueueThroughGrowingAndShrinking() {
    SeededRandom random = SeededRandom.of(7);
    EventBuffer<String> buffer = new EventBuffer<>(String::length, 1);
    ArrayDeque<Event<String>> model = new ArrayDeque<>();
    long last = 1;
    for (int round = 0; round < 100; round++) {
      for (int i = random.nextInt(300); i > 0; i--) {
        Event<String> event = new Event<>(++last, "x".repeat(random.nextInt(4)));
        buffer.append(event);
        model.add(event);
      }
      long upTo = buffer.floor() + random.nextInt(model.size() + 2);
      buffer.releaseUpTo(upTo);
      while (!model.isEmpty() && model.peek().sequence() <= upTo) {
        model.remove();
      }
      assertThat(buffer.toList()).as("%s", random).isEqualTo(new ArrayList<>(model));
      assertThat(buffer.bytes())
          .isEqualTo(model.stream().mapToLong(event -> event.payload().length()).sum());
      assertThat(buffer.find(buffer.floor())).isNull();
      assertThat(buffer.find(last + 1)).isNull();
      if (!model.isEmpty()) {
        assertThat(buffer.find(last)).isSameAs(model.getLast());
      }
    }
  }

  @Test
  void refusesAGap() {
    EventBuffer<String> buffer = new EventBuffer<>(String::length, 1);
    assertThatThrownBy(() -> buffer.append(new Event<>(3, "x")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
