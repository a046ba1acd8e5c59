package org.jbroker.runtime.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jbroker.Topic;
import org.junit.jupiter.api.Test;

/**
 * The edges of what a node of the trie packs into words: eight bytes of label, sixteen children.
 */
class TrieNodeTest {

  private static final long SEED = 20261120;
  private static final int BYTES = 256;

  private final Sink a = new NamedSink("a");
  private final Sink b = new NamedSink("b");

  private static Topic topic(byte... bytes) {
    return Topic.of(bytes);
  }

  private static boolean isFound(RoutingTable table, byte[] topic) {
    return table.find(Topic.of(topic)).length > 0;
  }

  @Test
  void aLabelOfAnyLengthMatchesWhollyOrNotAtAll() {
    for (int length = 1; length <= 20; length++) {
      byte[] prefix = new byte[length];
      for (int i = 0; i < length; i++) {
        prefix[i] = (byte) (0x80 + 3 * i);
      }
      RoutingTable table = RoutingTable.EMPTY.with(Topic.of(prefix), a);
      for (int n = 0; n < length; n++) {
        assertThat(isFound(table, Arrays.copyOf(prefix, n))).isFalse();
        byte[] other = Arrays.copyOf(prefix, length + n);
        assertThat(isFound(table, other)).isTrue();
        other[n] ^= 1;
        assertThat(isFound(table, other)).as("byte %d of %d", n, length).isFalse();
      }
    }
  }

  @Test
  void zerosInALabelAreNotTheZerosBehindIt() {
    RoutingTable table = RoutingTable.EMPTY.with(topic((byte) 7, (byte) 0, (byte) 0), a);

    assertThat(table.find(topic((byte) 7, (byte) 0, (byte) 0))).containsExactly(a);
    assertThat(table.find(topic((byte) 7, (byte) 0))).isEmpty();
    assertThat(table.find(topic((byte) 7))).isEmpty();
  }

  @Test
  void splitsAndJoinsLabelsOfEveryLength() {
    byte[] text = "0123456789abcdefghij".getBytes(StandardCharsets.US_ASCII);
    RoutingTable whole = RoutingTable.EMPTY.with(Topic.of(text), a);
    for (int n = 1; n < text.length; n++) {
      Topic upper = Topic.of(text, 0, n);
      RoutingTable split = whole.with(upper, b);
      assertThat(split.nodeCount()).isEqualTo(3);
      assertThat(split.find(Topic.of(text))).containsExactly(b, a);
      assertThat(split.find(upper)).containsExactly(b);
      assertThat(split.minimalFilter(sink -> sink == a)).containsExactly(Topic.of(text));

      RoutingTable joined = split.without(upper, b);
      assertThat(joined.nodeCount()).isEqualTo(2);
      assertThat(joined.minimalFilter(sink -> true)).containsExactly(Topic.of(text));
      assertThat(joined.find(Topic.of(text))).containsExactly(a);
      assertThat(joined.find(upper)).isEmpty();
    }
  }

  @Test
  void findsTheChildrenThatThereAreWhateverTheirNumber() {
    List<Byte> order = new ArrayList<>();
    for (int i = 0; i < BYTES; i++) {
      order.add((byte) i);
    }
    Collections.shuffle(order, new Random(SEED));
    boolean[] added = new boolean[BYTES];
    RoutingTable table = RoutingTable.EMPTY;
    assertChildren(table, added);
    for (byte first : order) {
      table = table.with(topic(first), a);
      added[first & 0xFF] = true;
      assertChildren(table, added);
    }
    Collections.shuffle(order, new Random(SEED + 1));
    for (byte first : order) {
      table = table.without(topic(first), a);
      added[first & 0xFF] = false;
      assertChildren(table, added);
    }
  }

  private static void assertChildren(RoutingTable table, boolean[] added) {
    List<Topic> expected = new ArrayList<>();
    for (int i = 0; i < BYTES; i++) {
      if (added[i]) {
        expected.add(topic((byte) i));
      }
      boolean found = table.find(topic((byte) i, (byte) 'x')).length > 0;
      if (found != added[i]) {
        throw new AssertionError("byte " + i + " of seed " + SEED + ": " + found);
      }
    }
    assertThat(table.minimalFilter(sink -> true)).isEqualTo(expected);
  }

  @Test
  void aBulkChangeThatPutsNodesInOrderLeavesTheOldTableAlone() {
    List<Topic> first = new ArrayList<>();
    List<Topic> second = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      String text = String.format("/site-%08x", i * 0x9E37_79B1);
      (i % 2 == 0 ? first : second).add(Topic.of(text));
    }
    RoutingTable one = RoutingTable.EMPTY.with(first, a);
    RoutingTable two = one.with(second, a).with(first, b);

    for (Topic topic : first) {
      assertThat(one.find(topic)).containsExactly(a);
      assertThat(two.find(topic)).containsExactly(a, b);
    }
    for (Topic topic : second) {
      assertThat(one.find(topic)).isEmpty();
      assertThat(two.find(topic)).containsExactly(a);
    }
    assertThat(one.minimalFilter(sink -> true)).hasSize(first.size()).isSorted();
    assertThat(two.minimalFilter(sink -> true)).hasSize(3_000).isSorted();
    assertThat(two.nodeCount())
        .isEqualTo(RoutingTable.EMPTY.with(second, a).with(first, a).nodeCount());
  }
}
