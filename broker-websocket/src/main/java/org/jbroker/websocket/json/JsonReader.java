package org.jbroker.websocket.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jbroker.Message;
import org.jbroker.Topic;
import org.jbroker.data.Data;
import org.jbroker.spi.DecodeLimits;
import org.jbroker.websocket.protocol.ApiMessage;

/**
 * Reads one text, token after token, straight into values. Not thread-safe, used once.
 *
 * <p>{@code "data"} may come before {@code "@data-type"}, and need not be read twice then: the
 * elements of containers say themselves what they are, and a scalar is one token, which waits for
 * its type as text.
 *
 * <p>Recursion is as deep as containers may nest.
 */
final class JsonReader {

  /** Says what is wrong at the parser's current token. Without a stack trace: it has a place. */
  static final class WrongJsonException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    WrongJsonException(String message) {
      super(message, null, false, false);
    }
  }

  /** A token that may become a scalar. */
  record Scalar(JsonToken token, String text) {}

  /** An entry of a table. */
  record Entry(Data key, Data value) {}

  /** What the members of one object said. */
  private static final class Members {
    private String dataType;
    private Object data;
    private Data key;
    private Data value;
  }

  /** Stands for an object without members, which is the data of none. */
  static final Object EMPTY_OBJECT = new Object();

  private final JsonParser in;
  private final DecodeLimits limits;
  private final Optional<Topic> fallback;
  private int levels;
  private int elements;

  /**
   * A reader.
   *
   * @param fallback the topic of a message that names none; without it that is an error
   */
  JsonReader(JsonParser in, DecodeLimits limits, Optional<Topic> fallback) {
    this.in = in;
    this.limits = limits;
    this.fallback = fallback;
  }

  // --- whole texts

  /** Reads a value that is all of the text. */
  Data value() {
    expect(next(), JsonToken.START_OBJECT, "an object");
    Data result = valueOf(members(null));
    expectEnd();
    return result;
  }

  /** Reads any message of the API, which is all of the text. */
  ApiMessage message() {
    JsonToken first = next();
    ApiMessage result;
    if (first == JsonToken.START_ARRAY) {
      result = new ApiMessage.Subscribe(prefixes());
    } else {
      expect(first, JsonToken.START_OBJECT, "an object or an array of topics");
      Map<String, String> texts = new HashMap<>();
      Members members = members(texts);
      result = message(texts, members);
    }
    expectEnd();
    return result;
  }

  private ApiMessage message(Map<String, String> texts, Members members) {
    String type = texts.getOrDefault("type", "data-message");
    return switch (type) {
      case "data-message" -> new ApiMessage.Publish(new Message(topic(texts), valueOf(members)));
      case "ack" -> new ApiMessage.Ack(text(texts, "endpoint"), text(texts, "version"));
      case "error" -> new ApiMessage.Failure(text(texts, "code"), text(texts, "context"));
      default -> throw wrong("no message has the type " + TimeText.quoted(type));
    };
  }

  private Topic topic(Map<String, String> texts) {
    return fallback.isPresent() && !texts.containsKey("topic")
        ? fallback.get()
        : topic(text(texts, "topic"));
  }

  private List<Topic> prefixes() {
    List<Topic> result = new ArrayList<>();
    for (JsonToken token = next(); token != JsonToken.END_ARRAY; token = next()) {
      expect(token, JsonToken.VALUE_STRING, "a topic as a string");
      countElements(1);
      result.add(topic(text()));
    }
    return result;
  }

  private Topic topic(String text) {
    try {
      return Topic.of(JsonText.bytes(text));
    } catch (IllegalArgumentException e) {
      throw wrong(e.getMessage());
    }
  }

  private static String text(Map<String, String> texts, String name) {
    String result = texts.get(name);
    if (result == null) {
      throw wrong("the member \"" + name + "\" is missing");
    }
    return result;
  }

  // --- values

  /** Reads the members of an object up to its end; those of a message, too, if it has a map. */
  private Members members(Map<String, String> texts) {
    Members m = new Members();
    for (JsonToken token = next(); token != JsonToken.END_OBJECT; token = next()) {
      String name = name();
      token = next();
      switch (name) {
        case "@data-type" -> {
          expect(token, JsonToken.VALUE_STRING, "a string");
          once(m.dataType, name);
          m.dataType = text();
        }
        case "data" -> {
          once(m.data, name);
          m.data = data(token);
        }
        case "key" -> {
          once(m.key, name);
          m.key = nested(token);
        }
        case "value" -> {
          once(m.value, name);
          m.value = nested(token);
        }
        default -> {
          if (texts != null && token == JsonToken.VALUE_STRING) {
            once(texts.put(name, text()), name);
          } else {
            skip();
          }
        }
      }
    }
    return m;
  }

  private Data nested(JsonToken token) {
    expect(token, JsonToken.START_OBJECT, "a value as an object");
    return valueOf(members(null));
  }

  /** What stands behind {@code "data":}: a {@link Scalar}, a list of elements, or no members. */
  private Object data(JsonToken token) {
    if (token == JsonToken.START_ARRAY) {
      return elements();
    } else if (token == JsonToken.START_OBJECT) {
      if (next() != JsonToken.END_OBJECT) {
        throw wrong("no data is an object with members");
      }
      return EMPTY_OBJECT;
    }
    return new Scalar(token, text());
  }

  private List<Object> elements() {
    if (++levels > limits.maxDepth()) {
      throw wrong("nested deeper than " + limits.maxDepth());
    }
    List<Object> result = new ArrayList<>();
    for (JsonToken token = next(); token != JsonToken.END_ARRAY; token = next()) {
      expect(token, JsonToken.START_OBJECT, "an element as an object");
      countElements(1);
      Members m = members(null);
      if (m.key != null && m.value != null && m.dataType == null && m.data == null) {
        countElements(1);
        result.add(new Entry(m.key, m.value));
      } else {
        result.add(valueOf(m));
      }
    }
    levels--;
    return result;
  }

  private static Data valueOf(Members m) {
    if (m.dataType == null) {
      throw wrong("the member \"@data-type\" is missing");
    }
    try {
      return JsonValues.of(m.dataType, m.data);
    } catch (IllegalArgumentException e) {
      throw wrong(e.getMessage());
    }
  }

  private void countElements(int n) {
    elements += n;
    if (elements > limits.maxElements()) {
      throw wrong("more than " + limits.maxElements() + " elements");
    }
  }

  // --- tokens

  private JsonToken next() {
    try {
      JsonToken token = in.nextToken();
      if (token == null) {
        throw wrong("the text ends too early");
      }
      return token;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void expectEnd() {
    try {
      if (in.nextToken() != null) {
        throw wrong("something stands behind the end");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String name() {
    try {
      return in.currentName();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String text() {
    try {
      return in.getText();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void skip() {
    try {
      in.skipChildren();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void expect(JsonToken found, JsonToken wanted, String what) {
    if (found != wanted) {
      throw wrong("expected " + what + ", found " + JsonValues.describe(found));
    }
  }

  private static void once(Object before, String name) {
    if (before != null) {
      throw wrong("the member " + TimeText.quoted(name) + " stands twice");
    }
  }

  private static WrongJsonException wrong(String message) {
    return new WrongJsonException(message);
  }
}
