package org.jbroker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jbroker.data.Count;
import org.jbroker.data.EnumValue;
import org.junit.jupiter.api.Test;

/** One pool: who takes a key, whose turn it is. */
class PoolTest {

  private static final int KEYS = 20_000;

  private static Pool pool(List<String> names, String local) {
    Pool pool = new Pool(PoolSpec.of("pool", NodeType.PROXY));
    pool.assign(names, local, ClusterTopics.bro());
    return pool;
  }

  private static Pool alive(List<String> names) {
    Pool pool = pool(names, "");
    names.forEach(name -> pool.mark(name, true));
    return pool;
  }

  private static List<String> names(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(i -> "proxy-" + i).toList();
  }

  private static String topic(String name) {
    return "bro/cluster/node/" + name + "/";
  }

  private static List<String> takers(Pool pool) {
    return IntStream.range(0, KEYS).mapToObj(key -> pool.hrwTopic(Count.of(key))).toList();
  }

  @Test
  void keysGoWhereZeekSendsThem() {
    Pool pool = alive(ZeekVectors.poolNodes());

    for (Map<?, ?> row : ZeekVectors.assignments()) {
      String type = row.get("type").toString();
      String key = row.get("key").toString();
      assertThat(pool.hrwTopic(ZeekVectors.data(type, key)))
          .as(row.toString())
          .isEqualTo(topic(row.get("node").toString()));
    }
    assertThat(ZeekVectors.assignments()).hasSizeGreaterThan(50);
  }

  @Test
  void takesJavaValuesAndEnumsAsKeys() {
    Pool pool = alive(ZeekVectors.poolNodes());

    assertThat(pool.hrwTopic("key-0")).isEqualTo(topic("worker-4"));
    assertThat(pool.hrwTopic("Col", EnumValue.of("RED"))).startsWith("bro/cluster/node/");
  }

  @Test
  void keysSpreadEvenly() {
    int nodes = 8;
    Map<String, Integer> counts = new HashMap<>();

    takers(alive(names(nodes))).forEach(topic -> counts.merge(topic, 1, Integer::sum));

    assertThat(counts).hasSize(nodes);
    assertThat(counts.values()).allSatisfy(n -> assertThat(n).isBetween(1500, 3500));
  }

  @Test
  void onlyKeysOfTheNodeThatLeavesMoveAndComeBackWithIt() {
    Pool pool = alive(names(8));
    List<String> before = takers(pool);

    pool.mark("proxy-3", false);
    List<String> without = takers(pool);
    pool.mark("proxy-3", true);

    for (int key = 0; key < KEYS; key++) {
      if (before.get(key).equals(topic("proxy-3"))) {
        assertThat(without.get(key)).isNotEqualTo(topic("proxy-3")).isNotEmpty();
      } else {
        assertThat(without.get(key)).isEqualTo(before.get(key));
      }
    }
    assertThat(takers(pool)).isEqualTo(before);
  }

  @Test
  void choiceDoesNotDependOnTheOrderInWhichNodesCameUp() {
    List<String> reversed = new ArrayList<>(names(8));
    Collections.reverse(reversed);

    assertThat(takers(alive(reversed))).isEqualTo(takers(alive(names(8))));
  }

  @Test
  void sitesWhoseWeightsAreEqualAreDecidedByTheLargerId() {
    // Weights have 31 bits, so two ids that differ in the top bit only are always equal.
    HrwSites.Site small = new HrwSites.Site(5, "small");
    HrwSites.Site large = new HrwSites.Site(5 | Integer.MIN_VALUE, "large");

    for (int digest = 0; digest < 1000; digest++) {
      assertThat(HrwSites.weight(digest, small.id()))
          .isEqualTo(HrwSites.weight(digest, large.id()));
      assertThat(new HrwSites(List.of(small, large)).topic(digest)).isEqualTo("large");
      assertThat(new HrwSites(List.of(large, small)).topic(digest)).isEqualTo("large");
    }
  }

  @Test
  void aNodeWhoseIdIsTakenGetsAnotherAlias() {
    Map<Integer, String> seen = new HashMap<>();
    String first = null;
    String second = null;
    for (int i = 0; first == null; i++) {
      second = "node-" + Integer.toString(i * 7919, 36);
      first = seen.putIfAbsent(KeyDigest.of(second + ".0"), second);
    }

    List<PoolNode> nodes = pool(List.of(first, second), "").nodes();

    assertThat(nodes).extracting(PoolNode::alias).containsExactly(first + ".0", second + ".1");
    assertThat(nodes.get(1).siteId())
        .isEqualTo(Integer.toUnsignedLong(KeyDigest.of(second + ".1")))
        .isNotEqualTo(nodes.get(0).siteId());
  }

  @Test
  void siteIdsAreThoseOfZeek() {
    assertThat(pool(List.of("proxy-1", "worker-1"), "").nodes())
        .extracting(PoolNode::siteId)
        .containsExactly(2_719_221_839L, 4_178_617_771L);
  }

  @Test
  void nothingAliveIsAnEmptyTopic() {
    Pool dead = pool(names(3), "");
    Pool none = pool(List.of(), "");

    for (Pool pool : List.of(dead, none)) {
      assertThat(pool.hrwTopic("key")).isEmpty();
      assertThat(pool.rrTopic()).isEmpty();
      assertThat(pool.rrTopic("k")).isEmpty();
      assertThat(pool.aliveCount()).isZero();
    }
  }

  @Test
  void roundRobinSkipsTheDead() {
    Pool pool = alive(names(3));

    assertThat(pool.rrTopic()).isEqualTo(topic("proxy-1"));
    pool.mark("proxy-2", false);
    assertThat(pool.rrTopic()).isEqualTo(topic("proxy-3"));
    assertThat(pool.rrTopic()).isEqualTo(topic("proxy-1"));
    pool.mark("proxy-2", true);
    assertThat(pool.rrTopic()).isEqualTo(topic("proxy-2"));
  }

  @Test
  void roundRobinHasACursorForEachKey() {
    Pool pool = alive(names(2));

    assertThat(pool.rrTopic("a")).isEqualTo(topic("proxy-1"));
    assertThat(pool.rrTopic("b")).isEqualTo(topic("proxy-1"));
    assertThat(pool.rrTopic("a")).isEqualTo(topic("proxy-2"));
    assertThat(pool.rrTopic()).isEqualTo(topic("proxy-1"));
  }

  @Test
  void localNodeTakesItsTurnButNoKeys() {
    Pool pool = pool(names(2), "proxy-2");

    assertThat(pool.aliveCount()).isOne();
    assertThat(pool.rrTopic()).isEqualTo(topic("proxy-2"));
    assertThat(pool.hrwTopic("key")).isEmpty();
    pool.mark("proxy-1", true);
    assertThat(takers(pool)).containsOnly(topic("proxy-1"));
    assertThat(pool.aliveCount()).isEqualTo(2);
  }

  @Test
  void marksMembersOnlyAndAsOftenAsOneLikes() {
    Pool pool = alive(names(2));

    assertThat(pool.mark("stranger", true)).isFalse();
    assertThat(pool.mark("proxy-1", true)).isTrue();
    assertThat(pool.aliveCount()).isEqualTo(2);
    assertThat(pool.mark("proxy-1", false)).isTrue();
    assertThat(pool.mark("proxy-1", false)).isTrue();
    assertThat(pool.aliveCount()).isOne();
    assertThat(pool.contains("proxy-1")).isTrue();
    assertThat(pool.contains("stranger")).isFalse();
  }
}
