package org.jbroker.supervisor;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jbroker.data.Address;
import org.jbroker.data.Bool;
import org.jbroker.data.Count;
import org.jbroker.data.Data;
import org.jbroker.data.EnumValue;
import org.jbroker.data.Int;
import org.jbroker.data.None;
import org.jbroker.data.Port;
import org.jbroker.data.Str;
import org.jbroker.data.Table;
import org.jbroker.data.Timespan;
import org.jbroker.data.Timestamp;
import org.jbroker.data.Vector;

/**
 * Reads the fields of a record of Zeek, which travels as a vector, one after the other.
 *
 * <p>The input is hostile: each field is checked for its kind and limits, and what is wrong is an
 * {@link IllegalArgumentException} that names record and field. A field that is absent at the end
 * counts as none, so that older senders are read; further ones are passed over.
 */
final class FieldReader {

  private final String record;
  private final Vector fields;
  private int next;

  FieldReader(String record, Data data) {
    this.record = record;
    if (!(data instanceof Vector vector)) {
      throw new IllegalArgumentException(record + " is no record but of type " + kind(data));
    }
    fields = vector;
  }

  /** The next field; none if there is no further one. */
  private Data take() {
    return next < fields.size() ? fields.get(next++) : None.NONE;
  }

  private <T extends Data> Optional<T> optional(String name, Class<T> type) {
    Data data = take();
    if (data instanceof None) {
      return Optional.empty();
    }
    return Optional.of(require(data, name, type));
  }

  private <T extends Data> T require(Data data, String name, Class<T> type) {
    if (!type.isInstance(data)) {
      throw wrong(name, "is of type " + kind(data) + ", not " + simple(type));
    }
    return type.cast(data);
  }

  private <T extends Data> T required(String name, Class<T> type) {
    return optional(name, type).orElseThrow(() -> wrong(name, "is missing"));
  }

  private static String kind(Data data) {
    return data.type().toString().toLowerCase(Locale.ROOT);
  }

  private static String simple(Class<?> type) {
    return type.getSimpleName().toLowerCase(Locale.ROOT);
  }

  /** What is wrong with a field. */
  IllegalArgumentException wrong(String name, String problem) {
    return wrong(record, name, problem);
  }

  private static IllegalArgumentException wrong(String record, String name, String problem) {
    return new IllegalArgumentException("field " + name + " of " + record + " " + problem);
  }

  /** A text in UTF-8 of at most so many bytes. */
  String text(String name, int maxBytes) {
    return text(required(name, Str.class), name, maxBytes);
  }

  Optional<String> optionalText(String name, int maxBytes) {
    return optional(name, Str.class).map(text -> text(text, name, maxBytes));
  }

  private String text(Str text, String name, int maxBytes) {
    if (text.length() > maxBytes) {
      throw wrong(name, "has more than " + maxBytes + " bytes");
    }
    if (!text.isUtf8()) {
      throw wrong(name, "is not UTF-8");
    }
    return text.text();
  }

  List<String> texts(String name, int maxCount, int maxBytes) {
    Vector vector = optional(name, Vector.class).orElse(Vector.empty());
    if (vector.size() > maxCount) {
      throw wrong(name, "has more than " + maxCount + " elements");
    }
    List<String> texts = new ArrayList<>(vector.size());
    for (Data element : vector) {
      texts.add(text(require(element, name, Str.class), name, maxBytes));
    }
    return texts;
  }

  Map<String, String> textTable(String name, int maxCount, int maxBytes) {
    Map<String, String> texts = new TreeMap<>();
    table(name, maxCount, maxBytes)
        .forEach(
            (key, value) -> texts.put(key, text(require(value, name, Str.class), name, maxBytes)));
    return texts;
  }

  /** A table whose keys are texts. */
  Map<String, Data> table(String name, int maxCount, int maxKeyBytes) {
    Table table = optional(name, Table.class).orElse(Table.empty());
    if (table.size() > maxCount) {
      throw wrong(name, "has more than " + maxCount + " entries");
    }
    Map<String, Data> entries = new TreeMap<>();
    for (int i = 0; i < table.size(); i++) {
      String key = text(require(table.keyAt(i), name, Str.class), name, maxKeyBytes);
      entries.put(key, table.valueAt(i));
    }
    return entries;
  }

  boolean bool(String name) {
    return required(name, Bool.class).value();
  }

  Optional<Boolean> optionalBool(String name) {
    return optional(name, Bool.class).map(Bool::value);
  }

  long count(String name, long max) {
    long bits = required(name, Count.class).bits();
    if (bits < 0 || bits > max) {
      throw wrong(name, "is more than " + max);
    }
    return bits;
  }

  OptionalInt optionalInt(String name, int max) {
    OptionalLong value = optionalNumber(name, max);
    return value.isPresent() ? OptionalInt.of((int) value.getAsLong()) : OptionalInt.empty();
  }

  /** A count or an integer: Zeek uses either for pids. */
  OptionalLong optionalNumber(String name, long max) {
    Data data = take();
    if (data instanceof None) {
      return OptionalLong.empty();
    }
    long value =
        data instanceof Count count ? count.bits() : require(data, name, Int.class).value();
    if (value < 0 || value > max) {
      throw wrong(name, "is not within 0.." + max);
    }
    return OptionalLong.of(value);
  }

  Duration duration(String name) {
    return required(name, Timespan.class).toDuration();
  }

  Optional<Duration> optionalDuration(String name) {
    return optional(name, Timespan.class).map(Timespan::toDuration);
  }

  String enumName(String name) {
    return text(Str.of(required(name, EnumValue.class).toBytes()), name, Limits.MAX_TEXT_BYTES);
  }

  Address address(String name) {
    return required(name, Address.class);
  }

  int port(String name) {
    return required(name, Port.class).number();
  }

  Instant instant(String name) {
    return required(name, Timestamp.class).toInstant();
  }

  <E extends Enum<E>> E constant(String name, Class<E> type) {
    return constant(record, name, required(name, EnumValue.class), type);
  }

  /** A constant of Java by its name, from a field outside a record. */
  static <E extends Enum<E>> E constant(String record, String name, Data data, Class<E> type) {
    for (E constant : type.getEnumConstants()) {
      if (EnumValue.of(constant.name()).equals(data)) {
        return constant;
      }
    }
    throw wrong(record, name, "has no value that is known here");
  }

  Data any(String name) {
    Data data = take();
    if (data instanceof None) {
      throw wrong(name, "is missing");
    }
    return data;
  }

  Optional<Data> optionalAny() {
    Data data = take();
    return data instanceof None ? Optional.empty() : Optional.of(data);
  }
}
