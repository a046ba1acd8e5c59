package org.jbroker.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ConversionTest {

  private enum Color {
    RED,
    GREEN {
      @Override
      public String toString() {
        return "verdant";
      }
    }
  }

  private record Point(int x, long y) {}

  private record Everything(
      boolean flag,
      byte b,
      short s,
      int i,
      long l,
      float f,
      double d,
      Long boxed,
      BigInteger count,
      String text,
      byte[] raw,
      InetAddress address,
      Duration span,
      Instant time,
      Color color,
      Optional<String> maybe,
      Optional<Point> maybePoint,
      List<String> names,
      Set<Long> numbers,
      Map<String, List<Point>> points,
      int[] array,
      List<? extends String>[] lists,
      Point nested,
      Subnet subnet,
      Data any,
      Object object) {}

  private record Node(String name, Optional<Node> next, List<Node> children) {}

  private record Positive(int n) {
    Positive {
      if (n <= 0) {
        throw new IllegalStateException("not positive");
      }
    }
  }

  private record Odd(Thread thread) {}

  private record Generic<T>(T value) {}

  private record Link(List<Object> elements) {}

  @Test
  void convertsJavaObjectsToEveryKind() throws UnknownHostException {
    InetAddress v4 = InetAddress.getByAddress(new byte[] {10, 0, 0, 1});
    assertThat(Data.of(null)).isEqualTo(Data.none());
    assertThat(Data.of(true)).isEqualTo(Data.bool(true));
    assertThat(Data.of((byte) -1)).isEqualTo(Data.integer(-1));
    assertThat(Data.of((short) -2)).isEqualTo(Data.integer(-2));
    assertThat(Data.of(-3)).isEqualTo(Data.integer(-3));
    assertThat(Data.of(-4L)).isEqualTo(Data.integer(-4));
    assertThat(Data.of(BigInteger.TWO)).isEqualTo(Data.count(2));
    assertThat(Data.of(0.5f)).isEqualTo(Data.real(0.5));
    assertThat(Data.of(0.1)).isEqualTo(Data.real(0.1));
    assertThat(Data.of("x")).isEqualTo(Data.string("x"));
    assertThat(Data.of(new StringBuilder("x"))).isEqualTo(Data.string("x"));
    assertThat(Data.of(new byte[] {-1})).isEqualTo(Data.string(new byte[] {-1}));
    assertThat(Data.of(v4)).isEqualTo(Data.address("10.0.0.1"));
    assertThat(Data.of(Duration.ofNanos(5))).isEqualTo(Data.timespan(5));
    assertThat(Data.of(Instant.EPOCH)).isEqualTo(Data.timestamp(0));
    assertThat(Data.of(Color.GREEN)).isEqualTo(Data.enumValue("GREEN"));
    assertThat(Data.of(new int[] {1, 2})).hasToString("(1, 2)");
    assertThat(Data.of(new Object[] {null, "a"})).hasToString("(nil, a)");
    assertThat(Data.of(List.of(Optional.of(1), Optional.empty()))).hasToString("(1, nil)");
    assertThat(Data.of(Arrays.asList(1, null))).hasToString("(1, nil)");
    assertThat(Data.of(Set.of(2, 1))).hasToString("{1, 2}");
    assertThat(Data.of(Map.of("k", 1))).hasToString("{k -> 1}");
    assertThat(Data.of(new Point(1, 2))).hasToString("(1, 2)");
    assertThat(Data.of(Optional.of(Optional.of(1)))).isEqualTo(Data.integer(1));
    assertThat(Data.of(Data.count(1))).isEqualTo(Data.count(1));
    DataConvertible convertible = () -> Data.port("1/udp");
    assertThat(Data.of(convertible)).hasToString("1/udp");
  }

  @Test
  void refusesWhatHasNoKind() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Data.of(List.of(new Object())))
        .withMessageContaining("java.lang.Object");
    assertThatIllegalArgumentException().isThrownBy(() -> Data.of('c'));
    assertThatIllegalArgumentException().isThrownBy(() -> Data.of(BigInteger.valueOf(-1)));
    assertThatIllegalArgumentException().isThrownBy(() -> Data.of(Instant.MAX));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Data.of(Map.of(1, "a", 1L, "b")))
        .withMessageContaining("become equal");
  }

  @Test
  void refusesCyclesAndDeepNestingInsteadOfOverflowingTheStack() {
    List<Object> self = new ArrayList<>();
    self.add(self);
    self.add(self);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Data.of(self))
        .withMessageContaining("contains itself");
    Map<String, Object> map = new HashMap<>();
    map.put("list", List.of(Optional.of(map)));
    assertThatIllegalArgumentException().isThrownBy(() -> Data.of(map));
    List<Object> elements = new ArrayList<>();
    Link link = new Link(elements);
    elements.add(link);
    assertThatIllegalArgumentException().isThrownBy(() -> Data.of(link));
    Object deep = 1;
    for (int i = 0; i < 100_000; i++) {
      deep = new Object[] {deep};
    }
    Object tooDeep = deep;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Data.of(tooDeep))
        .withMessageContaining("deeper than 256");
    Object wrapped = 1;
    for (int i = 0; i < 100_000; i++) {
      wrapped = Optional.of(wrapped);
    }
    assertThat(Data.of(wrapped)).isEqualTo(Data.integer(1));
    List<Integer> shared = List.of(1);
    assertThat(Data.of(List.of(shared, shared))).hasToString("((1), (1))");
  }

  @Test
  void convertsBothWaysThroughARecordOfEverything() throws UnknownHostException {
    @SuppressWarnings({"unchecked", "rawtypes"})
    List<? extends String>[] lists = new List[] {List.of("p"), List.of()};
    Everything value =
        new Everything(
            true,
            (byte) -128,
            (short) 32767,
            Integer.MIN_VALUE,
            Long.MAX_VALUE,
            0.1f,
            0.1,
            null,
            BigInteger.ONE.shiftLeft(63),
            "text",
            new byte[] {-1},
            InetAddress.getByAddress(new byte[16]),
            Duration.ofSeconds(1),
            Instant.ofEpochSecond(1, 5),
            Color.GREEN,
            Optional.of("x"),
            Optional.empty(),
            Arrays.asList("a", null),
            Set.of(1L, 2L),
            Map.of("k", List.of(new Point(1, 2))),
            new int[] {1, 2},
            lists,
            new Point(3, 4),
            Data.subnet("10.0.0.0/8"),
            Data.count(1),
            Data.none());
    Data data = Data.of(value);
    Everything back = data.as(Everything.class);
    assertThat(back)
        .usingRecursiveComparison()
        .withStrictTypeChecking()
        .ignoringFields("names", "numbers", "points", "lists")
        .isEqualTo(value);
    assertThat(back.names()).isEqualTo(value.names());
    assertThat(back.numbers()).isEqualTo(value.numbers());
    assertThat(back.points()).isEqualTo(value.points());
    assertThat(back.lists()).isEqualTo(lists);
    assertThat(Data.of(back)).isEqualTo(data);
  }

  @Test
  void convertsRecordsThatContainThemselves() {
    Node leaf = new Node("leaf", Optional.empty(), List.of());
    Node root = new Node("root", Optional.of(leaf), List.of(leaf, leaf));
    assertThat(Data.of(root).as(Node.class)).isEqualTo(root);
  }

  @Test
  void convertsTheDeepestRecordOnASmallStack() throws InterruptedException {
    Node node = new Node("leaf", Optional.empty(), List.of());
    for (int i = 2; i < Data.MAX_DEPTH; i++) {
      node = new Node("n" + i, Optional.of(node), List.of());
    }
    Node deepest = node;
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Runnable roundTrip =
        () -> {
          Data data = Data.of(deepest);
          assertThat(data.get(Vector.class).depth()).isEqualTo(Data.MAX_DEPTH);
          assertThat(Data.of(data.as(Node.class))).isEqualTo(data);
        };
    Thread thread = new Thread(null, roundTrip, "small stack", 512 * 1024);
    thread.setUncaughtExceptionHandler((t, e) -> failure.set(e));
    thread.start();
    thread.join();
    assertThat(failure.get()).isNull();
  }

  @Test
  void convertsScalars() {
    assertThat(Data.count(5).as(int.class)).isEqualTo(5);
    assertThat(Data.count(5).as(Long.class)).isEqualTo(5L);
    assertThat(Data.integer(-5).as(BigInteger.class)).isEqualTo(BigInteger.valueOf(-5));
    assertThat(Data.real(0.5).as(float.class)).isEqualTo(0.5f);
    assertThat(Data.real(Double.NaN).as(float.class)).isNaN();
    assertThat(Data.bool(true).as(boolean.class)).isTrue();
    assertThat(Data.string("s").as(String.class)).isEqualTo("s");
    assertThat(Data.address("1.2.3.4").as(Inet4Address.class).getHostAddress())
        .isEqualTo("1.2.3.4");
    assertThat(Data.address("::1").as(InetAddress.class)).isInstanceOf(Inet6Address.class);
    assertThat(Data.none().as(String.class)).isNull();
    assertThat(Data.none().as(Data.class)).isEqualTo(Data.none());
    assertThat((Object) Data.none().as(Optional.class)).isEqualTo(Optional.empty());
    assertThat(Data.count(1).as(Object.class)).isEqualTo(Data.count(1));
    assertThat(Data.count(1).as(Count.class)).isEqualTo(Data.count(1));
  }

  @Test
  void convertsContainers() {
    assertThat(Data.vector(1, 2).as(long[].class)).containsExactly(1, 2);
    assertThat(Data.vector("a").as(String[].class)).containsExactly("a");
    assertThat((Object) Data.vector(1, 2).as(List.class)).isEqualTo(List.of(Int.of(1), Int.of(2)));
    assertThat(Data.vector(1, 2).asList(Integer.class)).containsExactly(1, 2);
    assertThat(Data.set(2, 1).asSet(Integer.class)).containsExactly(1, 2);
    assertThat(Data.table("b", 1, "a", 2).asMap(String.class, Integer.class))
        .containsExactly(Map.entry("a", 2), Map.entry("b", 1));
    assertThat(Data.vector(Data.vector(1, 2)).asList(Point.class)).containsExactly(new Point(1, 2));
  }

  private static void assertClash(Data data, Class<?> target, String... message) {
    assertThatExceptionOfType(TypeClashException.class)
        .as("%s as %s", data, target)
        .isThrownBy(() -> data.as(target))
        .withMessageContainingAll(message);
  }

  @Test
  void losesNothingSilently() {
    assertClash(Data.integer(128), byte.class, "128", "byte");
    assertClash(Data.integer(40_000), Short.class, "40000");
    assertClash(Data.integer(1L << 31), int.class, "2147483648");
    assertClash(Data.count(-1), long.class, "18446744073709551615");
    assertClash(Data.real(0.1), float.class, "0.1");
    assertClash(Data.real(1), long.class, "REAL");
    assertClash(Data.integer(1), double.class, "INT");
    assertClash(Data.string(new byte[] {-1}), String.class, "UTF-8");
    assertClash(Data.enumValue("BLUE"), Color.class, "BLUE");
    assertClash(Data.none(), int.class, "nil");
    assertClash(Data.address("::1"), Inet4Address.class, "::1");
    assertClash(Data.set(1), List.class, "SET");
    assertClash(Data.vector(1), Set.class, "VECTOR");
    assertClash(Data.vector(1), Map.class, "VECTOR");
    assertClash(Data.string("x"), byte.class, "STRING");
    assertClash(Data.vector(1, "y"), Point.class, "component y of Point", "STRING");
    assertClash(Data.vector(1), Point.class, "[x, y]");
    assertClash(Data.integer(1), Point.class, "INT");
    assertClash(Data.count(1), Int.class, "COUNT");
    assertThatExceptionOfType(TypeClashException.class)
        .isThrownBy(() -> Data.set(Data.count(1), 1).asSet(Long.class));
    assertThatExceptionOfType(TypeClashException.class)
        .isThrownBy(() -> Data.table(Data.count(1), 1, 1, 2).asMap(Long.class, Long.class));
  }

  @Test
  void refusesTypesThatNoDataConvertsTo() {
    assertThatIllegalArgumentException().isThrownBy(() -> Data.none().as(Thread.class));
    assertThatIllegalArgumentException().isThrownBy(() -> Data.integer(1).as(char.class));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Data.vector(1).as(Odd.class))
        .withMessageContaining("Thread");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Data.vector(1).as(Generic.class))
        .withMessageContaining("no concrete type");
  }

  @Test
  void takesApartRecordsWhoseComponentsOnlyConvertOneWay() {
    assertThat(Data.of(new Generic<>(1))).hasToString("(1)");
  }

  @Test
  void passesOnWhatARecordThrows() {
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> Data.vector(-1).as(Positive.class))
        .withMessage("not positive");
  }
}
