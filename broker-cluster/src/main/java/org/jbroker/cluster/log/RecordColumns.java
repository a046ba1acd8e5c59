package org.jbroker.cluster.log;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jbroker.data.Address;
import org.jbroker.data.Bool;
import org.jbroker.data.Count;
import org.jbroker.data.EnumValue;
import org.jbroker.data.Int;
import org.jbroker.data.Port;
import org.jbroker.data.Real;
import org.jbroker.data.Str;
import org.jbroker.data.Subnet;
import org.jbroker.data.Timespan;
import org.jbroker.data.Timestamp;

/** The columns of a log whose rows are records of a Java class; by what {@code Data.of} does. */
final class RecordColumns {

  private static final Map<Class<?>, LogType> SCALARS =
      Map.ofEntries(
          Map.entry(boolean.class, LogType.BOOL),
          Map.entry(Boolean.class, LogType.BOOL),
          Map.entry(Bool.class, LogType.BOOL),
          Map.entry(byte.class, LogType.INT),
          Map.entry(Byte.class, LogType.INT),
          Map.entry(short.class, LogType.INT),
          Map.entry(Short.class, LogType.INT),
          Map.entry(int.class, LogType.INT),
          Map.entry(Integer.class, LogType.INT),
          Map.entry(long.class, LogType.INT),
          Map.entry(Long.class, LogType.INT),
          Map.entry(Int.class, LogType.INT),
          Map.entry(Count.class, LogType.COUNT),
          Map.entry(float.class, LogType.DOUBLE),
          Map.entry(Float.class, LogType.DOUBLE),
          Map.entry(double.class, LogType.DOUBLE),
          Map.entry(Double.class, LogType.DOUBLE),
          Map.entry(Real.class, LogType.DOUBLE),
          Map.entry(Instant.class, LogType.TIME),
          Map.entry(Timestamp.class, LogType.TIME),
          Map.entry(Duration.class, LogType.INTERVAL),
          Map.entry(Timespan.class, LogType.INTERVAL),
          Map.entry(String.class, LogType.STRING),
          Map.entry(byte[].class, LogType.STRING),
          Map.entry(Str.class, LogType.STRING),
          Map.entry(EnumValue.class, LogType.ENUM),
          Map.entry(Port.class, LogType.PORT),
          Map.entry(Address.class, LogType.ADDR),
          Map.entry(Subnet.class, LogType.SUBNET));

  private RecordColumns() {}

  static List<LogColumn> of(Class<? extends Record> type) {
    List<LogColumn> columns = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      LogType logType =
          unwrapped(component.getGenericType())
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "the component "
                              + component.getName()
                              + " of "
                              + type.getName()
                              + " is of a type that is not logged: "
                              + component.getGenericType().getTypeName()));
      columns.add(new LogColumn(snakeCase(component.getName()), logType));
    }
    return columns;
  }

  private static Optional<LogType> unwrapped(Type type) {
    return argument(type, Optional.class).map(RecordColumns::column).orElseGet(() -> column(type));
  }

  private static Optional<LogType> column(Type type) {
    Optional<Type> ofSet = argument(type, Set.class);
    if (ofSet.isPresent()) {
      return scalar(ofSet.get()).map(LogType::setOf);
    }
    Optional<Type> ofList = argument(type, List.class);
    if (ofList.isPresent()) {
      return scalar(ofList.get()).map(LogType::vectorOf);
    }
    return scalar(type);
  }

  private static Optional<LogType> scalar(Type type) {
    if (!(type instanceof Class<?> c)) {
      return Optional.empty();
    }
    if (c.isEnum()) {
      return Optional.of(LogType.ENUM);
    }
    if (InetAddress.class.isAssignableFrom(c)) {
      return Optional.of(LogType.ADDR);
    }
    return Optional.ofNullable(SCALARS.get(c));
  }

  /** What {@code generic} has as its only argument, if it is of that class. */
  private static Optional<Type> argument(Type generic, Class<?> raw) {
    return generic instanceof ParameterizedType p && p.getRawType() == raw
        ? Optional.of(p.getActualTypeArguments()[0])
        : Optional.empty();
  }

  private static String snakeCase(String name) {
    return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
  }
}
