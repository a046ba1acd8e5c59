package org.jbroker.cluster.log.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jbroker.cluster.log.LogColumn;
import org.jbroker.cluster.log.LogSchema;
import org.jbroker.cluster.log.LogType;
import org.jbroker.data.Data;
import org.jbroker.testkit.SeededRandom;
import org.junit.jupiter.api.Test;

/** Records that wait. */
class LogQueueTest {

  private static final LogSchema SCHEMA =
      LogSchema.of("Test::LOG", List.of(new LogColumn("s", LogType.STRING)));

  private static List<Data> row(String text) {
    return List.of(Data.string(text));
  }

  @Test
  void batchHasSoManyRecordsAndBytesAtMostButOne() {
    LogQueue queue = new LogQueue(SCHEMA, new LogQueue.Budget(100, 1 << 20));
    IntStream.range(0, 10).forEach(i -> queue.add(row("record " + i)));
    queue.add(row("x".repeat(5_000)));

    assertThat(queue.head(3, 1 << 20))
        .containsExactly(row("record 0"), row("record 1"), row("record 2"));
    queue.remove(9);
    assertThat(queue.head(100, 1_000)).containsExactly(row("record 9"));
    queue.remove(1);
    assertThat(queue.head(100, 1_000)).hasSize(1);
    queue.remove(1);
    assertThat(queue.head(100, 1_000)).isEmpty();
  }

  @Test
  void queuesOfANodeShareOneBudget() {
    LogQueue.Budget budget = new LogQueue.Budget(3, 1 << 20);
    LogQueue one = new LogQueue(SCHEMA, budget);
    LogQueue two = new LogQueue(SCHEMA, budget);

    assertThat(one.add(row("a"))).isEqualTo(1);
    assertThat(two.add(row("b"))).isEqualTo(1);
    assertThat(two.add(row("c"))).isEqualTo(2);
    assertThat(one.add(row("d"))).isZero();
    two.remove(1);
    assertThat(one.add(row("e"))).isEqualTo(2);
    assertThat(budget.records()).isEqualTo(3);
  }

  @Test
  void bytesAreBoundedToo() {
    LogQueue queue = new LogQueue(SCHEMA, new LogQueue.Budget(1_000, 2_000));

    assertThat(queue.add(row("x".repeat(1_500)))).isEqualTo(1);
    assertThat(queue.add(row("x".repeat(1_500)))).isZero();
    queue.remove(1);
    assertThat(queue.add(row("x".repeat(1_500)))).isEqualTo(1);
  }

  @Test
  void whateverIsAddedAndRemovedNothingIsLostOrReordered() {
    SeededRandom random = SeededRandom.of(11);
    LogQueue.Budget budget = new LogQueue.Budget(50, 10_000);
    LogQueue queue = new LogQueue(SCHEMA, budget);
    List<List<Data>> added = new ArrayList<>();
    List<List<Data>> taken = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      if (random.chance(0.7)) {
        List<Data> row = row(i + "x".repeat(random.nextInt(200)));
        if (queue.add(row) > 0) {
          added.add(row);
        }
      } else {
        List<List<Data>> head = queue.head(1 + random.nextInt(20), 1_000);
        if (random.chance(0.8)) {
          taken.addAll(head);
          queue.remove(head.size());
        }
      }
      assertThat(budget.records()).isEqualTo(queue.size()).isLessThanOrEqualTo(50);
    }
    while (queue.size() > 0) {
      taken.addAll(queue.head(10, 10_000));
      queue.remove(queue.head(10, 10_000).size());
    }

    assertThat(taken).as(random.toString()).isEqualTo(added);
    assertThat(budget.records()).isZero();
  }
}
