package org.jbroker.store.engine.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jbroker.BrokerException;
import org.jbroker.ErrorCode;
import org.jbroker.data.Data;
import org.jbroker.store.Store;
import org.jbroker.store.engine.master.MasterFixture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every operation through the interface, with its types. */
class MasterStoreTest {

  private record Person(String name, long age) {}

  private final MasterFixture fixture = new MasterFixture();
  private final Store store = fixture.store;

  @AfterEach
  void close() {
    fixture.close();
  }

  private static void assertFails(ErrorCode code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(BrokerException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  private void assertUnchangedAfterClash(Object key, ThrowingCallable call) {
    Data before = store.get(key).orElseThrow();
    assertFails(ErrorCode.TYPE_CLASH, call);
    assertThat(store.get(key)).contains(before);
  }

  @Test
  void saysWhoItIs() {
    assertThat(store.name()).isEqualTo("store");
    assertThat(store.isMaster()).isTrue();
    assertThat(store.id()).isEqualTo(MasterFixture.MASTER);
    assertThat(store.isClosed()).isFalse();
  }

  @Test
  void whatIsPutIsThere() {
    store.put("k", 1);
    store.put("k", "two");
    store.put(Data.count(3), List.of(1, 2));

    assertThat(store.get("k")).contains(Data.string("two"));
    assertThat(store.get(Data.count(3))).contains(Data.vector(1, 2));
    assertThat(store.exists("k")).isTrue();
    assertThat(store.exists("none")).isFalse();
    assertThat(store.get("none")).isEmpty();
    assertThat(store.size()).isEqualTo(2);
    assertThat((Object) store.keys()).isEqualTo(Data.set(Data.string("k"), Data.count(3)));
    assertThat(store.snapshot())
        .isEqualTo(Map.of(Data.string("k"), Data.string("two"), Data.count(3), Data.vector(1, 2)));
  }

  @Test
  void recordsComeBackAsTheyWere() {
    store.put("p", new Person("Ada", 36));

    assertThat(store.get("p", Person.class)).contains(new Person("Ada", 36));
    assertThat(store.getAsync("p", Person.class).join()).contains(new Person("Ada", 36));
  }

  @Test
  void erasedAndClearedEntriesAreGone() {
    store.put("a", 1);
    store.put("b", 2);
    store.put("c", 3);

    store.erase("a");
    store.erase("nothing");
    assertThat((Object) store.keys()).isEqualTo(Data.set("b", "c"));

    store.clear();
    assertThat(store.size()).isZero();
  }

  @Test
  void putUniqueInsertsOnce() {
    assertThat(store.putUnique("k", 1)).isTrue();
    assertThat(store.putUnique("k", 2)).isFalse();
    assertThat(store.putUniqueAsync("k", 3, Duration.ofSeconds(1)).join()).isFalse();
    assertThat(store.get("k")).contains(Data.integer(1));

    store.erase("k");
    assertThat(store.putUnique("k", 4, Duration.ofSeconds(1))).isTrue();
    fixture.advance(Duration.ofSeconds(1));
    assertThat(store.exists("k")).isFalse();
  }

  @Test
  void incrementAndDecrementFollowTheTypes() {
    store.increment("int", 2);
    store.increment("int", 3);
    store.decrement("int", 1);
    store.increment("count", Data.count(2));
    store.increment("real", 0.5);
    store.increment("time", Duration.ofSeconds(2));
    store.put("span", Duration.ofSeconds(5));
    store.decrement("span", Duration.ofSeconds(2));
    store.decrement("missing", 1);

    assertThat(store.get("int")).contains(Data.integer(4));
    assertThat(store.get("count")).contains(Data.count(2));
    assertThat(store.get("real")).contains(Data.real(0.5));
    assertThat(store.get("time")).contains(Data.timestamp(Instant.ofEpochSecond(2)));
    assertThat(store.get("span")).contains(Data.timespan(Duration.ofSeconds(3)));
    assertThat(store.exists("missing")).isFalse();
    assertUnchangedAfterClash("int", () -> store.increment("int", Data.count(1)));
    assertUnchangedAfterClash("int", () -> store.decrement("int", "x"));
    assertFails(ErrorCode.TYPE_CLASH, () -> store.increment("new", "text"));
    assertThat(store.exists("new")).isFalse();
  }

  @Test
  void appendGrowsStrings() {
    store.append("s", "ab");
    store.append("s", "cd");
    store.put("n", 1);

    assertThat(store.get("s")).contains(Data.string("abcd"));
    assertUnchangedAfterClash("s", () -> store.append("s", 1));
    assertUnchangedAfterClash("n", () -> store.append("n", "x"));
  }

  @Test
  void setsAndTablesGrowAndShrink() {
    store.insertInto("set", 1);
    store.insertInto("set", 2);
    store.removeFrom("set", 1);
    store.insertInto("table", "a", 1);
    store.insertInto("table", "b", 2);
    store.insertInto("table", "a", 3);
    store.removeFrom("table", "b");
    store.removeFrom("missing", "b");

    assertThat(store.get("set")).contains(Data.set(2));
    assertThat(store.get("table")).contains(Data.table("a", 3));
    assertThat(store.exists("missing")).isFalse();
    assertUnchangedAfterClash("set", () -> store.insertInto("set", 1, 2));
    assertUnchangedAfterClash("table", () -> store.insertInto("table", "x"));
  }

  @Test
  void vectorsTakeElementsAtAnIndex() {
    store.push("v", 1);
    store.push("v", 3);
    store.insertInto("v", 1, 2);
    assertThat(store.get("v")).contains(Data.vector(1, 2, 3));

    store.removeFrom("v", 0);
    store.removeFrom("v", 99);
    store.pop("v");
    store.pop("missing");
    assertThat(store.get("v")).contains(Data.vector(2));
    assertFails(ErrorCode.INVALID_DATA, () -> store.insertInto("v", 5, 0));
    assertUnchangedAfterClash("v", () -> store.insertInto("v", "x", 0));
    store.put("n", 1);
    assertUnchangedAfterClash("n", () -> store.push("n", 1));
    assertUnchangedAfterClash("n", () -> store.pop("n"));
    assertUnchangedAfterClash("n", () -> store.removeFrom("n", 1));
  }

  @Test
  void elementsAreReadFromContainers() {
    store.put("v", List.of(10, 20));
    store.put("s", Set.of(1));
    store.put("t", Map.of("k", "v"));
    store.put("n", 1);

    assertThat(store.getIndexFromValue("v", 1)).contains(Data.integer(20));
    assertThat(store.getIndexFromValue("v", 2)).isEmpty();
    assertThat(store.getIndexFromValue("s", 1)).contains(Data.bool(true));
    assertThat(store.getIndexFromValue("s", 2)).contains(Data.bool(false));
    assertThat(store.getIndexFromValue("t", "k")).contains(Data.string("v"));
    assertThat(store.getIndexFromValue("t", "x")).isEmpty();
    assertFails(ErrorCode.NO_SUCH_KEY, () -> store.getIndexFromValue("missing", 1));
    assertFails(ErrorCode.TYPE_CLASH, () -> store.getIndexFromValue("n", 1));
    assertFails(ErrorCode.TYPE_CLASH, () -> store.getIndexFromValue("v", "x"));
    assertThat(store.getIndexFromValueAsync("missing", 1))
        .failsWithin(Duration.ofSeconds(5))
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(BrokerException.class)
        .withMessageContaining("no_such_key");
  }

  @Test
  void theAsynchronousTwinsSayTheSame() {
    store.putAsync("k", 1).join();
    store.putAsync("gone", 1, Duration.ofSeconds(1)).join();
    store.incrementAsync("k", 2).join();

    assertThat(store.getAsync("k").join()).contains(Data.integer(3));
    assertThat(store.existsAsync("k").join()).isTrue();
    assertThat(store.sizeAsync().join()).isEqualTo(2);
    assertThat((Object) store.keysAsync().join()).isEqualTo(Data.set("k", "gone"));
    assertThat(store.snapshotAsync().join()).hasSize(2);
    assertThat(store.appendAsync("k", "x"))
        .failsWithin(Duration.ofSeconds(5))
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(BrokerException.class);
  }

  @Test
  void argumentsOutOfRangeAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> store.put(new Object(), 1));
    assertThatIllegalArgumentException().isThrownBy(() -> store.put("k", new Object()));
    assertThatIllegalArgumentException().isThrownBy(() -> store.put("k", 1, Duration.ZERO));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> store.put("k", 1, Duration.ofSeconds(-1)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> store.put("k", 1, Duration.ofSeconds(Long.MAX_VALUE)));
    assertThat(store.size()).isZero();
  }

  @Test
  void theLongestExpiryIsAccepted() {
    store.put("k", 1, Duration.ofNanos(Long.MAX_VALUE));

    fixture.advance(Duration.ofDays(365 * 200));
    assertThat(store.exists("k")).isTrue();
  }

  @Test
  void everythingFailsAfterClose() {
    store.put("k", 1);
    store.close();
    store.close();

    assertThat(store.isClosed()).isTrue();
    assertFails(ErrorCode.SHUTTING_DOWN, () -> store.put("k", 1));
    assertFails(ErrorCode.SHUTTING_DOWN, () -> store.get("k"));
    assertFails(ErrorCode.SHUTTING_DOWN, store::flush);
    assertFails(ErrorCode.SHUTTING_DOWN, () -> store.putUnique("k", 1));
    assertFails(ErrorCode.SHUTTING_DOWN, () -> store.awaitIdle(Duration.ofSeconds(1)));
    assertFails(ErrorCode.SHUTTING_DOWN, store::proxy);
    assertThat(store.getAsync("k")).isCompletedExceptionally();
  }
}
