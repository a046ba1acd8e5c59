package org.jbroker.websocket.json;

import com.fasterxml.jackson.core.JsonToken;
import java.util.List;
import java.util.Locale;
import org.jbroker.data.Address;
import org.jbroker.data.Data;
import org.jbroker.data.EnumValue;
import org.jbroker.data.Port;
import org.jbroker.data.SetData;
import org.jbroker.data.Str;
import org.jbroker.data.Subnet;
import org.jbroker.data.Table;
import org.jbroker.data.Vector;
import org.jbroker.websocket.json.JsonReader.Entry;
import org.jbroker.websocket.json.JsonReader.Scalar;

/** Makes values from what stands in JSON and its type. Stateless. */
final class JsonValues {

  /** The digits of 2^64 - 1, and those of -2^63 with the sign. */
  private static final int MAX_INTEGER_LENGTH = 20;

  private JsonValues() {}

  /**
   * The value of a type.
   *
   * @param data a {@link Scalar}, a list of elements, {@link JsonReader#EMPTY_OBJECT}, or null
   * @throws IllegalArgumentException if it is no such value
   */
  static Data of(String type, Object data) {
    return switch (type) {
      case "none" -> none(data);
      case "boolean" -> bool(type, data);
      case "count" -> Data.count(count(type, data));
      case "integer" -> Data.integer(integer(type, data));
      case "real" -> Data.real(real(type, data));
      case "string" -> Str.of(JsonText.bytes(string(type, data)));
      case "address" -> Address.parse(string(type, data));
      case "subnet" -> Subnet.parse(string(type, data));
      case "port" -> Port.parse(string(type, data));
      case "timestamp" -> TimeText.timestamp(string(type, data));
      case "timespan" -> TimeText.timespan(string(type, data));
      case "enum-value" -> EnumValue.of(JsonText.bytes(string(type, data)));
      case "set" -> set(type, data);
      case "table" -> table(type, data);
      case "vector" -> vector(type, data);
      default ->
          throw new IllegalArgumentException("there is no data type " + TimeText.quoted(type));
    };
  }

  private static Data none(Object data) {
    boolean isNull = data instanceof Scalar s && s.token() == JsonToken.VALUE_NULL;
    if (data != null && data != JsonReader.EMPTY_OBJECT && !isNull) {
      throw mismatch("none", "{}", data);
    }
    return Data.none();
  }

  private static Data bool(String type, Object data) {
    if (data instanceof Scalar s && s.token().isBoolean()) {
      return Data.bool(s.token() == JsonToken.VALUE_TRUE);
    }
    throw mismatch(type, "true or false", data);
  }

  private static long count(String type, Object data) {
    String digits = digits(type, data);
    if (digits.startsWith("-")) {
      throw new IllegalArgumentException("a count is not negative, as " + digits + " is");
    }
    try {
      return Long.parseUnsignedLong(digits);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("a count has 64 bits, too few for " + digits, e);
    }
  }

  private static long integer(String type, Object data) {
    String digits = digits(type, data);
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("an integer has 64 bits, too few for " + digits, e);
    }
  }

  private static String digits(String type, Object data) {
    if (data instanceof Scalar s && s.token() == JsonToken.VALUE_NUMBER_INT) {
      if (s.text().length() <= MAX_INTEGER_LENGTH) {
        return s.text();
      }
      throw new IllegalArgumentException(
          "a " + type + " has 64 bits, too few for a number of " + s.text().length() + " digits");
    }
    throw mismatch(type, "a whole number without point or exponent", data);
  }

  private static double real(String type, Object data) {
    if (data instanceof Scalar s) {
      if (s.token().isNumeric()) {
        return Double.parseDouble(s.text());
      } else if (s.token() == JsonToken.VALUE_STRING) {
        switch (s.text()) {
          case "nan":
            return Double.NaN;
          case "inf":
            return Double.POSITIVE_INFINITY;
          case "-inf":
            return Double.NEGATIVE_INFINITY;
          default:
            break;
        }
      }
    }
    throw mismatch(type, "a number", data);
  }

  private static String string(String type, Object data) {
    if (data instanceof Scalar s && s.token() == JsonToken.VALUE_STRING) {
      return s.text();
    }
    throw mismatch(type, "a string", data);
  }

  private static Data vector(String type, Object data) {
    List<?> elements = elements(type, data);
    Vector.Builder out = Vector.builder(elements.size());
    for (Object element : elements) {
      out.add(element(type, element));
    }
    return out.build();
  }

  private static Data set(String type, Object data) {
    List<?> elements = elements(type, data);
    SetData.Builder out = SetData.builder(elements.size());
    for (Object element : elements) {
      out.add(element(type, element));
    }
    return out.build();
  }

  private static Data element(String type, Object element) {
    if (element instanceof Data value) {
      return value;
    }
    throw new IllegalArgumentException("a " + type + " has no entries of key and value");
  }

  private static Data table(String type, Object data) {
    List<?> elements = elements(type, data);
    Table.Builder out = Table.builder(elements.size());
    for (Object element : elements) {
      if (!(element instanceof Entry entry)) {
        throw new IllegalArgumentException("an entry of a table has a key and a value");
      }
      out.put(entry.key(), entry.value());
    }
    return out.build();
  }

  private static List<?> elements(String type, Object data) {
    if (data instanceof List<?> list) {
      return list;
    }
    throw mismatch(type, "an array", data);
  }

  private static IllegalArgumentException mismatch(String type, String wanted, Object data) {
    String found;
    if (data == null) {
      found = "nothing";
    } else if (data instanceof List<?>) {
      found = "an array";
    } else {
      found = data instanceof Scalar s ? describe(s.token()) : "an object";
    }
    return new IllegalArgumentException(
        "the data of a value of type " + type + " is " + wanted + ", not " + found);
  }

  /** A token, for a message. */
  static String describe(JsonToken token) {
    return switch (token) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case END_OBJECT, END_ARRAY -> "an end";
      case VALUE_STRING -> "a string";
      case VALUE_NUMBER_INT -> "a whole number";
      case VALUE_NUMBER_FLOAT -> "a number with a fraction or exponent";
      case VALUE_TRUE, VALUE_FALSE -> "a boolean";
      case VALUE_NULL -> "null";
      default -> token.name().toLowerCase(Locale.ROOT);
    };
  }
}
