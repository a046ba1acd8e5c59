package org.jbroker.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ContainerTest {

  private static final int STACK_BYTES = 512 * 1024;

  private static Vector nested(int depth) {
    Vector v = Vector.empty();
    for (int i = 1; i < depth; i++) {
      v = Vector.of(v);
    }
    return v;
  }

  @Test
  void keepsSetsAndTablesSortedAndFreeOfRepetitionsInWhateverOrderTheyAreBuilt() {
    Random random = new Random(7);
    for (int round = 0; round < 300; round++) {
      RandomData source = new RandomData(random);
      TreeSet<Data> expectedSet = new TreeSet<>();
      TreeMap<Data, Data> expectedTable = new TreeMap<>();
      SetData.Builder set = SetData.builder(random.nextInt(4));
      Table.Builder table = Table.builder(random.nextInt(4));
      for (int i = random.nextInt(20); i > 0; i--) {
        Data key = source.next(1);
        Data value = source.next(1);
        expectedSet.add(key);
        set.add(key);
        expectedTable.put(key, value);
        table.put(key, value);
      }
      SetData builtSet = set.build();
      Table builtTable = table.build();
      assertThat(builtSet.stream()).containsExactlyElementsOf(expectedSet);
      assertThat(builtSet.asSet()).isEqualTo(expectedSet);
      assertThat(new ArrayList<>(builtTable.asMap().entrySet()))
          .isEqualTo(new ArrayList<>(expectedTable.entrySet()));
      assertThat(builtTable.keys().stream()).containsExactlyElementsOf(expectedTable.keySet());
      for (Data key : expectedSet) {
        assertThat(builtSet.contains(key)).isTrue();
        assertThat(builtTable.get(key)).contains(expectedTable.get(key));
      }
      Data absent = Data.string("no such key, surely");
      assertThat(builtSet.contains(absent)).isFalse();
      assertThat(builtTable.get(absent)).isEmpty();
      assertThat((Data) set.build()).as("a builder starts again empty").isEqualTo(SetData.empty());
      assertThat(table.build()).isEqualTo(Table.empty());
    }
  }

  @Test
  void comparesEqualWhateverTheHashesKnown() {
    Vector a = Data.vector(1, "x", Data.set(2, 1));
    Vector b = Data.vector(1, "x", Data.set(1, 2));
    Vector c = Data.vector(1, "x", Data.set(1, 3));
    assertThat(a.equals(b)).isTrue();
    assertThat(a.hashCode()).isEqualTo(b.hashCode());
    assertThat(a.equals(b)).isTrue();
    assertThat(a.equals(c)).isFalse();
    assertThat(a.hashCode()).isNotEqualTo(c.hashCode());
    assertThat(a.equals(c)).isFalse();
    assertThat((Object) Data.vector()).isNotEqualTo(Data.set());
    assertThat((Object) Data.table()).isNotEqualTo(Data.set());
  }

  @Test
  void offersViewsThatCannotBeModified() {
    Vector vector = Data.vector(1, 2);
    assertThatThrownBy(() -> vector.asList().set(0, Data.none()))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> Data.set(1).asSet().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> Data.set(1).asSet().add(Data.none()))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> Data.table(1, 2).asMap().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> Data.table(1, 2).asMap().put(Data.none(), Data.none()))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void doesNotChangeWithTheArrayOrBuilderItCameFrom() {
    Data[] elements = {Data.integer(1), Data.integer(2)};
    Vector vector = Vector.of(elements);
    elements[0] = Data.none();
    assertThat((Data) vector).hasToString("(1, 2)");
    Vector.Builder builder = Vector.builder(1).add(1);
    Vector first = builder.build();
    builder.add(2);
    assertThat((Data) first).hasToString("(1)");
    assertThat((Data) builder.build()).hasToString("(2)");
    byte[] bytes = {'a'};
    Str string = Data.string(bytes);
    bytes[0] = 'b';
    string.toBytes()[0] = 'b';
    assertThat(string).hasToString("a");
  }

  @Test
  void generatesVectorsFromASupplier() {
    AtomicInteger next = new AtomicInteger();
    assertThat((Data) Vector.generate(3, () -> Data.integer(next.getAndIncrement())))
        .isEqualTo(Data.vector(0, 1, 2));
    assertThat((Data) Vector.generate(0, () -> null)).isSameAs(Vector.empty());
    assertThatNullPointerException().isThrownBy(() -> Vector.generate(1, () -> null));
  }

  @Test
  void refusesNullAndOddTables() {
    assertThatNullPointerException().isThrownBy(() -> Vector.of((Data) null));
    assertThatNullPointerException().isThrownBy(() -> SetData.builder().add((Data) null));
    assertThatNullPointerException().isThrownBy(() -> Table.builder().put(Data.none(), null));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Data.table(1, 2, 3))
        .withMessageContaining("no value");
  }

  @Test
  void knowsItsDepthAndRefusesMoreThanTheLimit() {
    assertThat(Vector.empty().depth()).isEqualTo(1);
    assertThat(Data.table(1, Data.set(Data.vector())).depth()).isEqualTo(3);
    Vector deepest = nested(Data.MAX_DEPTH);
    assertThat(deepest.depth()).isEqualTo(Data.MAX_DEPTH);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Vector.of(deepest))
        .withMessageContaining("deeper than 256");
    assertThatIllegalArgumentException().isThrownBy(() -> SetData.of(deepest));
    assertThatIllegalArgumentException().isThrownBy(() -> Data.table(deepest, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> Data.table(1, deepest));
  }

  @Test
  void walksTheDeepestValueOnASmallStack() throws InterruptedException {
    Data vectors = nested(Data.MAX_DEPTH);
    Data same = nested(Data.MAX_DEPTH);
    Data tables = Data.table();
    Data sets = Data.set();
    Data otherSets = Data.set();
    for (int i = 1; i < Data.MAX_DEPTH; i++) {
      tables = Data.table(i, tables);
      sets = SetData.of(sets);
      otherSets = SetData.of(otherSets);
    }
    List<Data> all = List.of(vectors, same, tables, sets, otherSets);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Runnable walk =
        () -> {
          for (Data a : all) {
            assertThat(a.toString()).isNotEmpty();
            for (Data b : all) {
              assertThat(a.compareTo(b) == 0).isEqualTo(a.equals(b));
            }
            int unused = a.hashCode();
          }
          List<Object> java = new ArrayList<>();
          for (int i = 1; i < Data.MAX_DEPTH; i++) {
            List<Object> outer = new ArrayList<>();
            outer.add(java);
            java = outer;
          }
          assertThat(Data.of(java)).isEqualTo(vectors);
        };
    Thread thread = new Thread(null, walk, "small stack", STACK_BYTES);
    thread.setUncaughtExceptionHandler((t, e) -> failure.set(e));
    thread.start();
    thread.join();
    assertThat(failure.get()).isNull();
  }

  @Test
  void looksUpTablesByJavaKeys() {
    Table table = Data.table("a", 1, Data.count(7), Data.none());
    assertThat(table.find("a")).contains(Data.integer(1));
    assertThat(table.find(7)).as("an int is no count").isEmpty();
    assertThat(table.containsKey(Data.count(7))).isTrue();
    assertThat(table.asMap())
        .isEqualTo(Map.of(Data.string("a"), Data.integer(1), Data.count(7), Data.none()));
    assertThat(Data.set(1, "x").contains("x")).isTrue();
  }

  @Test
  void aVectorOfNothingIsTheEmptyOneAndNoneHasAHole() {
    List<Data> empty = List.of(Vector.of(), Data.vector(), Vector.generate(0, () -> null));
    assertThat(empty).allMatch(v -> v == Vector.empty());
    assertThatNullPointerException().isThrownBy(() -> Vector.of(Data.count(1), null));
  }

  @Test
  void generatesFromElementsInAnyOrder() {
    Random random = new Random(11);
    for (int round = 0; round < 300; round++) {
      RandomData source = new RandomData(random);
      List<Data> values = new ArrayList<>();
      for (int i = random.nextInt(8); i > 0; i--) {
        values.add(source.next(2));
      }
      if (round % 2 == 0) {
        values.sort(null);
      }
      Data[] array = values.toArray(Data[]::new);
      SetData set = SetData.generate(array.length, values.iterator()::next);
      Vector vector = Vector.generate(array.length, values.iterator()::next);
      List<Data> generated = List.of(set, vector);

      assertThat(generated).containsExactly(SetData.of(array), Vector.of(array));
      assertThat(set.hashCode()).isEqualTo(SetData.of(array).hashCode());
      assertThat(set.depth()).isEqualTo(SetData.of(array).depth());
      assertThat(vector.depth()).isEqualTo(Vector.of(array).depth());
    }
  }

  @Test
  void generatesNothingThatIsNestedTooDeep() {
    Vector deepest = nested(Data.MAX_DEPTH);
    assertThat(deepest.depth()).isEqualTo(Data.MAX_DEPTH);
    assertThatIllegalArgumentException().isThrownBy(() -> Vector.generate(1, () -> deepest));
    assertThatIllegalArgumentException().isThrownBy(() -> SetData.generate(1, () -> deepest));
    assertThatNullPointerException().isThrownBy(() -> SetData.generate(1, () -> null));
  }
}
