package org.jbroker.cluster.log.wire;

import java.util.ArrayList;
import java.util.List;
import org.jbroker.cluster.log.LogColumn;
import org.jbroker.cluster.log.LogSchema;
import org.jbroker.cluster.log.LogType;
import org.jbroker.cluster.log.LogType.Kind;
import org.jbroker.data.Address;
import org.jbroker.data.Data;
import org.jbroker.data.EnumValue;
import org.jbroker.data.Port;
import org.jbroker.data.SetData;
import org.jbroker.data.Str;
import org.jbroker.data.Vector;
import org.jbroker.testkit.SeededRandom;

/** Makes streams and rows at random. */
public final class LogValues {

  private static final long MICRO = 1_000;

  private final SeededRandom random;

  public LogValues(SeededRandom random) {
    this.random = random;
  }

  /** A stream with 1 to 12 columns. */
  public LogSchema schema() {
    int size = 1 + random.nextInt(12);
    List<LogColumn> columns = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      columns.add(new LogColumn("c" + i, type()));
    }
    return LogSchema.of("Random::LOG", columns);
  }

  private LogType type() {
    Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
    if (!kind.isContainer()) {
      return LogType.of(kind);
    }
    Kind element = kind;
    while (element.isContainer()) {
      element = Kind.values()[random.nextInt(Kind.values().length)];
    }
    return kind == Kind.SET
        ? LogType.setOf(LogType.of(element))
        : LogType.vectorOf(LogType.of(element));
  }

  /** A row of it; times are whole microseconds of this century, which a double holds. */
  public List<Data> row(LogSchema schema) {
    List<Data> row = new ArrayList<>();
    for (LogColumn column : schema.columns()) {
      row.add(random.chance(0.2) ? Data.none() : value(column.type()));
    }
    return row;
  }

  private Data value(LogType type) {
    int size = random.nextInt(4);
    if (type.kind() == Kind.SET) {
      SetData.Builder set = SetData.builder();
      for (int i = 0; i < size; i++) {
        set.add(scalar(type.element().orElseThrow()));
      }
      return set.build();
    }
    if (type.kind() == Kind.VECTOR) {
      Vector.Builder vector = Vector.builder();
      for (int i = 0; i < size; i++) {
        vector.add(scalar(type.element().orElseThrow()));
      }
      return vector.build();
    }
    return scalar(type.kind());
  }

  private Data scalar(Kind kind) {
    return switch (kind) {
      case BOOL -> Data.bool(random.nextBoolean());
      case INT -> Data.integer(random.nextLong());
      case COUNT -> Data.count(random.nextLong());
      case DOUBLE -> Data.real(random.nextGaussian());
      case TIME -> Data.timestamp(random.nextInt(2_000_000_000) * 1_000_000L * MICRO);
      case INTERVAL -> Data.timespan((random.nextInt(2_000_000) - 1_000_000) * MICRO);
      case STRING, FUNC, FILE -> Str.of(random.bytes(random.nextInt(20)));
      case ENUM -> EnumValue.of("E" + random.nextInt(100));
      case PORT -> Data.port(random.nextInt(65_536), Port.Protocol.ofNumber(random.nextInt(4)));
      case ADDR -> address();
      case SUBNET -> {
        Address address = address();
        yield Data.subnet(address, random.nextInt(address.isV4() ? 33 : 129));
      }
      case SET, VECTOR -> throw new AssertionError("not a scalar");
    };
  }

  private Address address() {
    return Address.of(random.bytes(random.nextBoolean() ? 4 : 16));
  }
}
