package org.jbroker.store.engine.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jbroker.ErrorCode;
import org.jbroker.data.Data;
import org.jbroker.data.DataType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ManualOpsTest {

  private static final Data DEEPEST = nested(Data.MAX_DEPTH);

  private static Data nested(int depth) {
    Data value = Data.vector();
    for (int i = 1; i < depth; i++) {
      value = Data.vector(value);
    }
    return value;
  }

  private static Data n(long count) {
    return Data.count(count);
  }

  private static Arguments row(
      String what, Object start, Function<Optional<Data>, Outcome> operation, Object result) {
    return Arguments.of(what, start, operation, result);
  }

  /** Results: a value is written, null is skipped, a code refused. Starts: null is missing. */
  static Stream<Arguments> table() {
    Data span = Data.timespan(5);
    List<Arguments> rows = new ArrayList<>();
    Function<Optional<Data>, Outcome> countUp = v -> ManualOps.increment(v, n(5));
    rows.add(row("count + count", n(2), countUp, n(7)));
    rows.add(row("missing + count", null, countUp, n(5)));
    rows.add(row("count wraps as in C++", n(-1), countUp, n(4)));
    rows.add(row("int + count", 2, countUp, ErrorCode.TYPE_CLASH));
    rows.add(row("int + int", 2, v -> ManualOps.increment(v, Data.of(-5)), -3));
    rows.add(row("missing + int", null, v -> ManualOps.increment(v, Data.of(-5)), -5));
    rows.add(
        row("int wraps", Long.MAX_VALUE, v -> ManualOps.increment(v, Data.of(1)), Long.MIN_VALUE));
    rows.add(
        row("count + int", n(2), v -> ManualOps.increment(v, Data.of(1)), ErrorCode.TYPE_CLASH));
    rows.add(row("real + real", 1.5, v -> ManualOps.increment(v, Data.of(0.25)), 1.75));
    rows.add(row("missing + real", null, v -> ManualOps.increment(v, Data.of(0.25)), 0.25));
    rows.add(
        row(
            "real overflows to infinity",
            Double.MAX_VALUE,
            v -> ManualOps.increment(v, Data.of(Double.MAX_VALUE)),
            Double.POSITIVE_INFINITY));
    Function<Optional<Data>, Outcome> later = v -> ManualOps.increment(v, span);
    rows.add(row("timespan + timespan", Data.timespan(2), later, Data.timespan(7)));
    rows.add(row("timestamp + timespan", Data.timestamp(2), later, Data.timestamp(7)));
    rows.add(row("missing + timespan is a timestamp", null, later, Data.timestamp(5)));
    rows.add(
        row(
            "timestamp wraps",
            Data.timestamp(Long.MAX_VALUE),
            later,
            Data.timestamp(Long.MIN_VALUE + 4)));
    rows.add(
        row(
            "timestamp + timestamp",
            Data.timestamp(2),
            v -> ManualOps.increment(v, Data.timestamp(1)),
            ErrorCode.TYPE_CLASH));
    rows.add(
        row(
            "missing + timestamp",
            null,
            v -> ManualOps.increment(v, Data.timestamp(1)),
            ErrorCode.TYPE_CLASH));
    rows.add(
        row(
            "missing + string",
            null,
            v -> ManualOps.increment(v, Data.of("x")),
            ErrorCode.TYPE_CLASH));
    rows.add(
        row(
            "string + string is no number",
            "a",
            v -> ManualOps.increment(v, Data.of("x")),
            ErrorCode.TYPE_CLASH));

    rows.add(row("count - count", n(7), v -> ManualOps.decrement(v, n(5)), n(2)));
    rows.add(
        row("count wraps below zero as in C++", n(0), v -> ManualOps.decrement(v, n(1)), n(-1)));
    rows.add(row("missing - count", null, v -> ManualOps.decrement(v, n(5)), null));
    rows.add(row("missing - nonsense", null, v -> ManualOps.decrement(v, Data.of("x")), null));
    rows.add(row("int - int", 2, v -> ManualOps.decrement(v, Data.of(5)), -3));
    rows.add(row("real - real", 1.5, v -> ManualOps.decrement(v, Data.of(0.5)), 1.0));
    rows.add(
        row(
            "timespan - timespan",
            Data.timespan(2),
            v -> ManualOps.decrement(v, span),
            Data.timespan(-3)));
    rows.add(
        row(
            "timestamp - timespan",
            Data.timestamp(2),
            v -> ManualOps.decrement(v, span),
            Data.timestamp(-3)));
    rows.add(
        row(
            "set - element",
            Data.set(1),
            v -> ManualOps.decrement(v, Data.of(1)),
            ErrorCode.TYPE_CLASH));

    rows.add(row("string append", "ab", v -> ManualOps.append(v, Data.of("cd")), "abcd"));
    rows.add(row("missing append", null, v -> ManualOps.append(v, Data.of("cd")), "cd"));
    rows.add(
        row(
            "bytes append",
            new byte[] {(byte) 0xFF},
            v -> ManualOps.append(v, Data.of(new byte[] {0})),
            new byte[] {(byte) 0xFF, 0}));
    rows.add(
        row("append a number", "ab", v -> ManualOps.append(v, Data.of(1)), ErrorCode.TYPE_CLASH));
    rows.add(
        row(
            "missing append a number",
            null,
            v -> ManualOps.append(v, Data.of(1)),
            ErrorCode.TYPE_CLASH));
    rows.add(
        row(
            "append to a vector",
            Data.vector(),
            v -> ManualOps.append(v, Data.of("x")),
            ErrorCode.TYPE_CLASH));

    Function<Optional<Data>, Outcome> insertTwo = v -> ManualOps.insertInto(v, Data.of(2));
    rows.add(row("into a set, middle", Data.set(1, 3), insertTwo, Data.set(1, 2, 3)));
    rows.add(row("into a set, end", Data.set(1), insertTwo, Data.set(1, 2)));
    rows.add(row("into a set, again", Data.set(1, 2), insertTwo, Data.set(1, 2)));
    rows.add(row("into a missing set", null, insertTwo, Data.set(2)));
    rows.add(row("an index into a table", Data.table(), insertTwo, ErrorCode.TYPE_CLASH));
    rows.add(row("an index into a vector", Data.vector(), insertTwo, ErrorCode.TYPE_CLASH));
    rows.add(
        row("too deep", Data.set(), v -> ManualOps.insertInto(v, DEEPEST), ErrorCode.INVALID_DATA));

    Function<Optional<Data>, Outcome> setB = v -> ManualOps.insertInto(v, Data.of("b"), Data.of(2));
    rows.add(
        row(
            "into a table, middle",
            Data.table("a", 1, "c", 3),
            setB,
            Data.table("a", 1, "b", 2, "c", 3)));
    rows.add(
        row(
            "into a table, replaced",
            Data.table("a", 1, "b", 9, "c", 3),
            setB,
            Data.table("a", 1, "b", 2, "c", 3)));
    rows.add(row("into a table, end", Data.table("a", 1), setB, Data.table("a", 1, "b", 2)));
    rows.add(row("into a missing table", null, setB, Data.table("b", 2)));
    rows.add(row("a pair into a set", Data.set(), setB, ErrorCode.TYPE_CLASH));
    rows.add(row("a string as position", Data.vector(), setB, ErrorCode.TYPE_CLASH));
    Data abc = Data.vector("a", "b", "c");
    rows.add(
        row(
            "into a vector, front",
            abc,
            v -> ManualOps.insertInto(v, n(0), Data.of("x")),
            Data.vector("x", "a", "b", "c")));
    rows.add(
        row(
            "into a vector, middle by int",
            abc,
            v -> ManualOps.insertInto(v, Data.of(1), Data.of("x")),
            Data.vector("a", "x", "b", "c")));
    rows.add(
        row(
            "into a vector, end",
            abc,
            v -> ManualOps.insertInto(v, n(3), Data.of("x")),
            Data.vector("a", "b", "c", "x")));
    rows.add(
        row(
            "beyond the end",
            abc,
            v -> ManualOps.insertInto(v, n(4), Data.of("x")),
            ErrorCode.INVALID_DATA));
    rows.add(
        row(
            "far beyond the end",
            abc,
            v -> ManualOps.insertInto(v, n(-1), Data.of("x")),
            ErrorCode.INVALID_DATA));
    rows.add(
        row(
            "before the front",
            abc,
            v -> ManualOps.insertInto(v, Data.of(-1), Data.of("x")),
            ErrorCode.TYPE_CLASH));
    rows.add(
        row(
            "too deep in a table",
            null,
            v -> ManualOps.insertInto(v, n(0), DEEPEST),
            ErrorCode.INVALID_DATA));

    Function<Optional<Data>, Outcome> removeOne = v -> ManualOps.removeFrom(v, n(1));
    rows.add(row("from a set", Data.set(n(1), n(2)), removeOne, Data.set(n(2))));
    rows.add(row("from a set without it", Data.set(n(2)), removeOne, Data.set(n(2))));
    rows.add(row("from a table", Data.table(n(1), 1, n(2), 2), removeOne, Data.table(n(2), 2)));
    rows.add(row("from a table without it", Data.table(), removeOne, Data.table()));
    rows.add(row("from a vector", abc, removeOne, Data.vector("a", "c")));
    rows.add(row("from a vector beyond the end", abc, v -> ManualOps.removeFrom(v, n(-1)), abc));
    rows.add(
        row(
            "from a vector by a string",
            abc,
            v -> ManualOps.removeFrom(v, Data.of("a")),
            ErrorCode.TYPE_CLASH));
    rows.add(row("from missing", null, removeOne, null));
    rows.add(row("from a count", n(1), removeOne, ErrorCode.TYPE_CLASH));

    rows.add(row("push", abc, v -> ManualOps.push(v, Data.of(1)), Data.vector("a", "b", "c", 1)));
    rows.add(row("push to missing", null, v -> ManualOps.push(v, Data.of(1)), Data.vector(1)));
    rows.add(
        row("push to a set", Data.set(), v -> ManualOps.push(v, Data.of(1)), ErrorCode.TYPE_CLASH));
    rows.add(row("push too deep", null, v -> ManualOps.push(v, DEEPEST), ErrorCode.INVALID_DATA));
    rows.add(row("pop", abc, ManualOps::pop, Data.vector("a", "b")));
    rows.add(row("pop of nothing", Data.vector(), ManualOps::pop, Data.vector()));
    rows.add(row("pop of missing", null, ManualOps::pop, null));
    rows.add(row("pop of a set", Data.set(1), ManualOps::pop, ErrorCode.TYPE_CLASH));
    return rows.stream();
  }

  /** What an expected result means. */
  static void check(Outcome outcome, Object result) {
    if (result == null) {
      assertThat(outcome).isEqualTo(Outcome.SKIPPED);
    } else if (result instanceof ErrorCode code) {
      assertThat(outcome)
          .isInstanceOfSatisfying(
              Outcome.Refused.class,
              refused -> {
                assertThat(refused.code()).isEqualTo(code);
                assertThat(refused.message()).isNotBlank();
              });
    } else {
      assertThat(outcome).isEqualTo(Outcome.written(Data.of(result)));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void doesWhatTheManualSays(
      String what, Object start, Function<Optional<Data>, Outcome> operation, Object result) {
    check(operation.apply(Optional.ofNullable(start).map(Data::of)), result);
  }

  /** Every operation on a value of every type: only these are written. */
  @Test
  void fitsExactlyTheTypesOfTheTable() {
    Data span = Data.timespan(1);
    Map<String, Function<Optional<Data>, Outcome>> operations =
        Map.ofEntries(
            Map.entry("increment count", v -> ManualOps.increment(v, n(1))),
            Map.entry("increment int", v -> ManualOps.increment(v, Data.of(1))),
            Map.entry("increment real", v -> ManualOps.increment(v, Data.of(1.0))),
            Map.entry("increment timespan", v -> ManualOps.increment(v, span)),
            Map.entry("decrement count", v -> ManualOps.decrement(v, n(1))),
            Map.entry("decrement timespan", v -> ManualOps.decrement(v, span)),
            Map.entry("append", v -> ManualOps.append(v, Data.of("x"))),
            Map.entry("insert index", v -> ManualOps.insertInto(v, n(0))),
            Map.entry("insert pair", v -> ManualOps.insertInto(v, n(0), n(0))),
            Map.entry("remove", v -> ManualOps.removeFrom(v, n(0))),
            Map.entry("push", v -> ManualOps.push(v, n(0))),
            Map.entry("pop", ManualOps::pop));
    Map<DataType, String> expected = new EnumMap<>(DataType.class);
    for (DataType type : DataType.values()) {
      expected.put(type, "");
    }
    expected.put(DataType.COUNT, "decrement count, increment count");
    expected.put(DataType.INT, "increment int");
    expected.put(DataType.REAL, "increment real");
    expected.put(DataType.STRING, "append");
    expected.put(DataType.TIMESTAMP, "decrement timespan, increment timespan");
    expected.put(DataType.TIMESPAN, "decrement timespan, increment timespan");
    expected.put(DataType.SET, "insert index, remove");
    expected.put(DataType.TABLE, "insert pair, remove");
    expected.put(DataType.VECTOR, "insert pair, pop, push, remove");
    Map<DataType, String> found = new EnumMap<>(DataType.class);
    for (DataType type : DataType.values()) {
      Optional<Data> start = Optional.of(LibraryOps.empty(type));
      found.put(
          type,
          operations.entrySet().stream()
              .filter(op -> op.getValue().apply(start) instanceof Outcome.Written)
              .map(Map.Entry::getKey)
              .sorted()
              .collect(Collectors.joining(", ")));
    }
    assertThat(found).isEqualTo(expected);
  }
}
