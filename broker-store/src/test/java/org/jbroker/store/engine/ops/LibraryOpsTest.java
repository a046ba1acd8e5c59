package org.jbroker.store.engine.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jbroker.ErrorCode;
import org.jbroker.data.Data;
import org.jbroker.data.DataType;
import org.jbroker.data.TypeClashException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class LibraryOpsTest {

  private static Data n(long count) {
    return Data.count(count);
  }

  /** Value, operand, result of add, result of subtract. */
  static Stream<Arguments> table() {
    ErrorCode clash = ErrorCode.TYPE_CLASH;
    return Stream.of(
        Arguments.of(n(2), n(5), n(7), n(-3)),
        Arguments.of(2, 5, 7, -3),
        Arguments.of(2, n(5), clash, clash),
        Arguments.of(2.5, 0.5, 3.0, 2.0),
        Arguments.of(Data.timespan(2), Data.timespan(5), Data.timespan(7), Data.timespan(-3)),
        Arguments.of(Data.timestamp(2), Data.timespan(5), Data.timestamp(7), Data.timestamp(-3)),
        Arguments.of(Data.timestamp(2), Data.timestamp(5), clash, clash),
        Arguments.of("ab", "c", "abc", clash),
        Arguments.of("ab", 1, clash, clash),
        Arguments.of(Data.set(1), 2, Data.set(1, 2), Data.set(1)),
        Arguments.of(Data.set(1, 2), 2, Data.set(1, 2), Data.set(1)),
        Arguments.of(
            Data.table("a", 1),
            Data.vector("b", 2),
            Data.table("a", 1, "b", 2),
            Data.table("a", 1)),
        Arguments.of(Data.table("a", 1), "a", clash, Data.table()),
        Arguments.of(Data.table(), Data.vector("b"), ErrorCode.INVALID_DATA, Data.table()),
        Arguments.of(Data.vector(1, 2), n(0), Data.vector(1, 2, n(0)), Data.vector(1)),
        Arguments.of(
            Data.vector(),
            Data.vector(n(0), "x"),
            Data.vector(Data.vector(n(0), "x")),
            Data.vector()),
        Arguments.of(true, true, clash, clash),
        Arguments.of(null, n(1), clash, clash),
        Arguments.of(Data.port("80/tcp"), n(1), clash, clash));
  }

  @ParameterizedTest
  @MethodSource("table")
  void doesWhatTheCppLibraryDoes(Object value, Object operand, Object added, Object subtracted) {
    Optional<Data> current = Optional.of(Data.of(value));
    ManualOpsTest.check(LibraryOps.add(current, Data.of(operand), DataType.NONE), added);
    ManualOpsTest.check(LibraryOps.subtract(current, Data.of(operand)), subtracted);
  }

  @Test
  void addToAMissingKeyStartsFromTheInitialType() {
    Optional<Data> missing = Optional.empty();
    ManualOpsTest.check(LibraryOps.add(missing, n(3), DataType.COUNT), n(3));
    ManualOpsTest.check(
        LibraryOps.add(missing, Data.timespan(3), DataType.TIMESTAMP), Data.timestamp(3));
    ManualOpsTest.check(LibraryOps.add(missing, Data.of("x"), DataType.STRING), "x");
    ManualOpsTest.check(LibraryOps.add(missing, n(3), DataType.SET), Data.set(n(3)));
    ManualOpsTest.check(LibraryOps.add(missing, n(3), DataType.VECTOR), Data.vector(n(3)));
    ManualOpsTest.check(
        LibraryOps.add(missing, Data.vector("k", "v"), DataType.TABLE), Data.table("k", "v"));
    ManualOpsTest.check(LibraryOps.add(missing, n(3), DataType.NONE), ErrorCode.TYPE_CLASH);
    ManualOpsTest.check(LibraryOps.add(missing, n(3), DataType.INT), ErrorCode.TYPE_CLASH);
  }

  @Test
  void subtractFromAMissingKeyDoesNothing() {
    ManualOpsTest.check(LibraryOps.subtract(Optional.empty(), n(3)), null);
  }

  @ParameterizedTest
  @EnumSource(DataType.class)
  void knowsAnEmptyValueOfEveryType(DataType type) {
    assertThat(LibraryOps.empty(type).type()).isEqualTo(type);
  }

  @Test
  void looksUpInContainersOnly() {
    assertThat(Lookup.getIndexFromValue(Data.table("a", 1), Data.of("a"))).contains(Data.of(1));
    assertThat(Lookup.getIndexFromValue(Data.table("a", 1), Data.of("b"))).isEmpty();
    assertThat(Lookup.getIndexFromValue(Data.set(1), Data.of(1))).contains(Data.bool(true));
    assertThat(Lookup.getIndexFromValue(Data.set(1), Data.of(2))).contains(Data.bool(false));
    Data vector = Data.vector("a", "b");
    assertThat(Lookup.getIndexFromValue(vector, Data.of(1))).contains(Data.of("b"));
    assertThat(Lookup.getIndexFromValue(vector, n(0))).contains(Data.of("a"));
    assertThat(Lookup.getIndexFromValue(vector, n(2))).isEmpty();
    assertThat(Lookup.getIndexFromValue(vector, n(-1))).isEmpty();
    assertThatThrownBy(() -> Lookup.getIndexFromValue(vector, Data.of(-1)))
        .isInstanceOf(TypeClashException.class);
    assertThatThrownBy(() -> Lookup.getIndexFromValue(vector, Data.of("a")))
        .isInstanceOf(TypeClashException.class);
    Set<DataType> containers = EnumSet.of(DataType.SET, DataType.TABLE, DataType.VECTOR);
    for (DataType scalar : EnumSet.complementOf(EnumSet.copyOf(containers))) {
      assertThatThrownBy(() -> Lookup.getIndexFromValue(LibraryOps.empty(scalar), n(0)))
          .as("%s", scalar)
          .isInstanceOf(TypeClashException.class);
    }
  }
}
