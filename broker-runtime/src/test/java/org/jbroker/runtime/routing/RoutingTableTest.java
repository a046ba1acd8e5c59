package org.jbroker.runtime.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jbroker.Topic;
import org.junit.jupiter.api.Test;

class RoutingTableTest {

  private final Sink a = new NamedSink("a");
  private final Sink b = new NamedSink("b");
  private final Sink c = new NamedSink("c");

  private static Topic topic(String text) {
    return Topic.of(text);
  }

  private static List<Topic> topics(String... texts) {
    return Arrays.stream(texts).map(Topic::of).toList();
  }

  @Test
  void findsEverySinkThatHasAPrefixShortestPrefixFirst() {
    RoutingTable table =
        RoutingTable.EMPTY
            .with(topic("/zeek/event"), a)
            .with(topic("/zeek"), b)
            .with(topic("/zeek"), c)
            .with(topic("/zebra"), a);

    assertThat(table.lookup(topic("/zeek/event/x"))).containsExactly(b, c, a);
    assertThat(table.lookup(topic("/zeek"))).containsExactly(b, c);
    assertThat(table.lookup(topic("/zee"))).isEmpty();
    assertThat(table.lookup(topic("/zebra"))).containsExactly(a);
    assertThat(table.lookup(topic(""))).isEmpty();
  }

  @Test
  void theEmptyPrefixMatchesEverything() {
    RoutingTable table = RoutingTable.EMPTY.with(topic(""), a).with(topic("x"), b);

    assertThat(table.lookup(topic(""))).containsExactly(a);
    assertThat(table.lookup(topic("x"))).containsExactly(a, b);
    assertThat(table.lookup(topic("y"))).containsExactly(a);
    assertThat(table.without(topic(""), a).lookup(topic("y"))).isEmpty();
  }

  @Test
  void givesASinkWithSeveralMatchingPrefixesOnce() {
    RoutingTable table = RoutingTable.EMPTY.with(topics("/", "/a", "/a/b"), a);
    RoutingTable two = table.with(topic("/a"), b);

    assertThat(table.lookup(topic("/a/b/c"))).containsExactly(a);
    assertThat(two.lookup(topic("/a/b/c"))).containsExactly(a, b);
  }

  @Test
  void tellsSinksApartByIdentity() {
    Sink twin = new NamedSink("a");
    RoutingTable table = RoutingTable.EMPTY.with(topic("/"), a).with(topic("/x"), twin);

    assertThat(table.lookup(topic("/x"))).hasSize(2);
    assertThat(table.without(topic("/x"), a)).isSameAs(table);
  }

  @Test
  void comparesBytesAsUnsigned() {
    byte[] bytes = {(byte) 0x80, 0, (byte) 0xFF, 0x7F};
    RoutingTable table = RoutingTable.EMPTY;
    for (int i = 0; i < 256; i++) {
      table = table.with(Topic.of(new byte[] {(byte) 0x80, (byte) i}), a);
    }
    table = table.with(Topic.of(bytes), b);

    assertThat(table.lookup(Topic.of(bytes))).containsExactly(a, b);
    assertThat(table.minimalFilter(sink -> true)).hasSize(256).isSorted();
  }

  @Test
  void aTableNeverChanges() {
    RoutingTable one = RoutingTable.EMPTY.with(topic("/abc"), a);
    RoutingTable two = one.with(topics("/abd", "/abc", "/ab"), b);
    RoutingTable three = two.without(topics("/abc"), a);

    assertThat(one.lookup(topic("/abc"))).containsExactly(a);
    assertThat(two.lookup(topic("/abc"))).containsExactly(b, a);
    assertThat(three.lookup(topic("/abc"))).containsExactly(b);
    assertThat(one.prefixCount()).isEqualTo(1);
    assertThat(two.prefixCount()).isEqualTo(3);
    assertThat(two.registrationCount()).isEqualTo(4);
  }

  @Test
  void aChangeThatChangesNothingReturnsTheSameTable() {
    RoutingTable table = RoutingTable.EMPTY.with(topics("/a", "/ab"), a);

    assertThat(table.with(topics("/a", "/ab"), a)).isSameAs(table);
    assertThat(table.without(topics("/", "/abc", "/b"), a)).isSameAs(table);
    assertThat(table.without(topic("/a"), b)).isSameAs(table);
    assertThat(table.with(List.of(), b)).isSameAs(table);
  }

  @Test
  void nodesWithoutSinksDisappear() {
    RoutingTable table = RoutingTable.EMPTY.with(topics("/abc", "/abd", "/ab", "/x"), a);
    assertThat(table.nodeCount()).isEqualTo(6);
    // The fork at "/ab" stays as long as it has two branches, and is one with the last.
    assertThat(table.without(topic("/ab"), a).nodeCount()).isEqualTo(6);
    assertThat(table.without(topics("/ab", "/abc"), a).nodeCount()).isEqualTo(4);
    RoutingTable empty = table.without(topics("/ab", "/abc", "/x", "/abd"), a);
    assertThat(empty.nodeCount()).isEqualTo(1);
    assertThat(empty.isEmpty()).isTrue();
    assertThat(empty.prefixCount()).isZero();
  }

  @Test
  void aTableHoldsNoSinkThatWasTakenOut() {
    List<WeakReference<Sink>> gone = new ArrayList<>();
    RoutingTable table = RoutingTable.EMPTY.with(topics("/a", "/a/b", "/b"), a);
    RoutingTable after = withAndWithoutAnother(table, gone);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              System.gc();
              return gone.get(0).refersTo(null);
            });
    assertThat(after.lookup(topic("/a/c"))).containsExactly(a, b);
  }

  /** In a method of its own, so that no frame of the test holds the sink. */
  private RoutingTable withAndWithoutAnother(
      RoutingTable table, List<WeakReference<Sink>> reference) {
    Sink sink = new NamedSink("gone");
    reference.add(new WeakReference<>(sink));
    return table
        .with(topics("/a/b", "/c"), sink)
        .with(topic("/a/c"), b)
        .without(topics("/a/b", "/c"), sink);
  }

  @Test
  void minimalFilterLeavesOutWhatAShorterPrefixSays() {
    RoutingTable table =
        RoutingTable.EMPTY.with(topics("/a", "/a/b", "/c/d"), a).with(topics("/c", "/a/x"), b);

    assertThat(table.minimalFilter(sink -> true)).isEqualTo(topics("/a", "/c"));
    assertThat(table.minimalFilter(sink -> sink == a)).isEqualTo(topics("/a", "/c/d"));
    assertThat(table.minimalFilter(sink -> sink == b)).isEqualTo(topics("/a/x", "/c"));
    assertThat(table.minimalFilter(sink -> sink == c)).isEmpty();
    assertThat(table.with(topic(""), c).minimalFilter(sink -> true)).isEqualTo(topics(""));
  }

  @Test
  void filtersMinimiseAndMatch() {
    assertThat(Filters.minimise(topics("/b", "/a/1", "/a", "/b", "/ab", "/a")))
        .isEqualTo(topics("/a", "/b"));
    assertThat(Filters.minimise(topics("x", "", "y"))).isEqualTo(topics(""));
    assertThat(Filters.minimise(List.of())).isEmpty();
    assertThat(Filters.matches(topics("/a", "/b"), topic("/b/1"))).isTrue();
    assertThat(Filters.matches(topics("/a", "/b"), topic("/"))).isFalse();
    assertThat(Filters.matches(List.of(), topic(""))).isFalse();
  }

  @Test
  void remembersAnswersForItsOwnSnapshotOnly() {
    RoutingTable table = RoutingTable.EMPTY.with(topic("/"), a).with(topic("/x"), b);
    Sink[] first = table.lookup(topic("/x"));

    assertThat(table.lookup(topic("/x"))).isSameAs(first);
    assertThat(table.without(topic("/x"), b).lookup(topic("/x"))).containsExactly(a);
    Topic longTopic = topic("/x" + "y".repeat(RoutingTable.CACHEABLE_TOPIC_BYTES));
    assertThat(table.lookup(longTopic)).isNotSameAs(table.lookup(longTopic)).containsExactly(a, b);
  }

  @Test
  void answersStayRightWhenMoreTopicsAreLookedUpThanAreRemembered() {
    RoutingTable table = RoutingTable.EMPTY;
    Sink[] sinks = new Sink[10];
    for (int i = 0; i < 10; i++) {
      sinks[i] = new NamedSink("sink " + i);
      table = table.with(topic("/" + i), sinks[i]);
    }
    for (int i = 0; i < 4 * RoutingTable.CACHE_ENTRIES; i++) {
      String text = "/" + i;
      assertThat(table.lookup(topic(text))).containsExactly(sinks[text.charAt(1) - '0']);
    }
  }

  @Test
  void putsManySinksTogetherOnce() {
    List<Sink> expected = new ArrayList<>();
    RoutingTable table = RoutingTable.EMPTY;
    for (int i = 0; i < 300; i++) {
      Sink sink = new NamedSink("sink " + i);
      expected.add(sink);
      table = table.with(i % 2 == 0 ? topics("/a", "/a/b") : topics("/a"), sink);
    }
    table = table.with(topic("/a/b"), a);
    expected.add(a);

    assertThat(table.lookup(topic("/a/b"))).containsExactlyElementsOf(expected);
  }

  @Test
  void aChainAsDeepAsATopicIsLongNeedsNoDeepStack() {
    List<Topic> chain = new ArrayList<>();
    byte[] bytes = new byte[5000];
    for (int length = 0; length <= bytes.length; length++) {
      chain.add(Topic.of(bytes, 0, length));
    }
    RoutingTable table = RoutingTable.EMPTY.with(chain, a);

    assertThat(table.lookup(Topic.of(bytes))).containsExactly(a);
    assertThat(table.minimalFilter(sink -> true)).containsExactly(topic(""));
    assertThat(table.minimalFilter(sink -> false)).isEmpty();
    Collections.reverse(chain);
    assertThat(table.without(chain, a).nodeCount()).isEqualTo(1);
  }

  @Test
  void agreesWithASlowTableAfterRandomChanges() {
    for (long seed = 1; seed <= 60; seed++) {
      Random random = new Random(seed);
      Sink[] sinks = {a, b, c, new NamedSink("d")};
      Map<Topic, List<Sink>> slow = new TreeMap<>();
      RoutingTable table = RoutingTable.EMPTY;
      for (int i = 0; i < 150; i++) {
        List<Topic> some = new ArrayList<>();
        for (int n = 1 + random.nextInt(4); n > 0; n--) {
          some.add(randomTopic(random));
        }
        Sink sink = sinks[random.nextInt(sinks.length)];
        if (random.nextInt(5) < 3) {
          table = table.with(some, sink);
          for (Topic t : some) {
            List<Sink> list = slow.computeIfAbsent(t, k -> new ArrayList<>());
            if (!list.contains(sink)) {
              list.add(sink);
            }
          }
        } else {
          table = table.without(some, sink);
          for (Topic t : some) {
            slow.computeIfPresent(
                t,
                (k, list) -> {
                  list.remove(sink);
                  return list.isEmpty() ? null : list;
                });
          }
        }
        assertThat(table.prefixCount()).as("seed %d", seed).isEqualTo(slow.size());
        Topic probe = randomTopic(random);
        assertThat(table.lookup(probe))
            .as("seed %d topic %s", seed, probe)
            .containsExactlyElementsOf(slowLookup(slow, probe));
      }
      assertThat(table.minimalFilter(s -> true))
          .as("seed %d", seed)
          .isEqualTo(Filters.minimise(slow.keySet()));
      assertThat(table.nodeCount()).as("seed %d", seed).isLessThanOrEqualTo(2 * slow.size() + 1);
      for (Sink sink : sinks) {
        table = table.without(slow.keySet(), sink);
      }
      assertThat(table.nodeCount()).as("seed %d", seed).isEqualTo(1);
    }
  }

  private static Topic randomTopic(Random random) {
    byte[] bytes = new byte[random.nextInt(7)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (random.nextInt(3) * 0x7F);
    }
    return Topic.of(bytes);
  }

  private static List<Sink> slowLookup(Map<Topic, List<Sink>> slow, Topic probe) {
    List<Sink> found = new ArrayList<>();
    for (int length = 0; length <= probe.length(); length++) {
      for (Sink sink : slow.getOrDefault(Topic.of(probe.toBytes(), 0, length), List.of())) {
        if (!found.contains(sink)) {
          found.add(sink);
        }
      }
    }
    return found;
  }

  @Test
  void aMillionPrefixesAreAddedInBulkAndOneMoreIsCheap() {
    List<Topic> million = new ArrayList<>(1_000_000);
    for (int i = 0; i < 1_000_000; i++) {
      million.add(topic("/subscriptions/" + i * 7919L % 1_000_003 + "/events"));
    }
    RoutingTable table = RoutingTable.EMPTY.with(million, a);
    assertThat(table.prefixCount()).isEqualTo(1_000_000);
    Topic probe = topic("/subscriptions/999999/events/x");
    // Far more than a table could be copied in the time limit of a test.
    for (int i = 0; i < 10_000; i++) {
      table = table.with(topic("/subscriptions/999999/e" + i), b);
      assertThat(table.find(probe)).hasSize(1);
    }
    table = table.with(topics("", "/subscriptions/9"), c);
    assertThat(table.lookup(probe)).containsExactly(c, a);
  }

  @Test
  void manyThreadsMayLookUpInOneTable() throws Exception {
    RoutingTable table = RoutingTable.EMPTY.with(topic("/"), a).with(topic("/1"), b);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      Callable<Integer> lookups =
          () -> {
            int found = 0;
            for (int i = 0; i < 20_000; i++) {
              found += table.lookup(topic("/" + i % 5000)).length;
            }
            return found;
          };
      List<Future<Integer>> results = threads.invokeAll(Collections.nCopies(4, lookups));
      // Of 0 to 4999, 1111 start with a 1.
      for (Future<Integer> result : results) {
        assertThat(result.get()).isEqualTo(20_000 + 4 * 1111);
      }
    } finally {
      threads.shutdown();
      assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }
  }
}
