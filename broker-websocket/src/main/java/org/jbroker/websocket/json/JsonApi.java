package org.jbroker.websocket.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jbroker.Message;
import org.jbroker.Topic;
import org.jbroker.data.Data;
import org.jbroker.spi.ByteWriter;
import org.jbroker.spi.DecodeLimits;
import org.jbroker.spi.InvalidDataException;
import org.jbroker.websocket.protocol.ApiCodec;
import org.jbroker.websocket.protocol.ApiMessage;

/**
 * The JSON of Zeek's WebSocket API. Thread-safe.
 *
 * <p>Values are {@code {"@data-type": T, "data": D}}; {@code docs/websocket.md} has the table. What
 * is written is legal JSON and reads back to the same value. Beyond that form these are read: raw
 * control characters in strings, and {@link Quirks} of the C++ Broker. Members may come in any
 * order; unknown ones are skipped, repeated ones are an error.
 *
 * <p>Limits: those of {@link DecodeLimits}, 1,000 characters for a number or a name. They are
 * checked while reading, before anything is kept.
 */
public final class JsonApi implements ApiCodec {

  /** Where a server speaks it. */
  public static final String PATH = "/v1/messages/json";

  /** A double can need 309 digits before the point, and the C++ Broker writes them all. */
  private static final int MAX_NUMBER_LENGTH = 1_000;

  private static final int MAX_NAME_LENGTH = 1_000;

  /** JSON levels of one container: its object and its array, and the pair of a table's entry. */
  private static final int JSON_LEVELS = 3;

  private final DecodeLimits limits;
  private final boolean lenient;
  private final boolean zoned;
  private final JsonFactory factory;

  private JsonApi(DecodeLimits limits, boolean lenient, boolean zoned) {
    this.limits = Objects.requireNonNull(limits);
    this.lenient = lenient;
    this.zoned = zoned;
    factory =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(JSON_LEVELS * (limits.maxDepth() + 1))
                    .maxNumberLength(MAX_NUMBER_LENGTH)
                    .maxNameLength(MAX_NAME_LENGTH)
                    .maxStringLength(Integer.MAX_VALUE) // Whoever has the bytes limited them.
                    .build())
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
            .recyclerPool(JsonRecyclerPools.newBoundedPool(16))
            .build();
  }

  /** What a server speaks: input has to be UTF-8. */
  public static JsonApi forServer(DecodeLimits limits) {
    return new JsonApi(limits, false, false);
  }

  /**
   * What a client speaks to any server: strings of a C++ Broker may hold bytes beside UTF-8, and it
   * takes a point in time without zone for local time, so {@code Z} is written.
   */
  public static JsonApi forClient(DecodeLimits limits) {
    return new JsonApi(limits, true, true);
  }

  @Override
  public String path() {
    return PATH;
  }

  @Override
  public boolean isBinary() {
    return false;
  }

  @Override
  public byte[] encode(ApiMessage message) {
    ByteWriter bytes = new ByteWriter();
    JsonWriter out = new JsonWriter(bytes, zoned);
    if (message instanceof ApiMessage.Publish publish) {
      publish(bytes, out, publish.message());
    } else if (message instanceof ApiMessage.Subscribe subscribe) {
      char before = '[';
      for (Topic prefix : subscribe.prefixes()) {
        bytes.u8(before);
        JsonText.write(bytes, prefix.toBytes());
        before = ',';
      }
      out.ascii(before == '[' ? "[]" : "]");
    } else if (message instanceof ApiMessage.Ack ack) {
      texts(bytes, out, "ack", "endpoint", ack.endpoint(), "version", ack.version());
    } else if (message instanceof ApiMessage.Failure failure) {
      texts(bytes, out, "error", "code", failure.code(), "context", failure.context());
    }
    return bytes.toBytes();
  }

  private static void publish(ByteWriter bytes, JsonWriter out, Message message) {
    bytes.u8('{');
    out.member(true, "type", ascii("data-message"));
    out.member(false, "topic", message.topic().toBytes());
    bytes.u8(',');
    message.data().accept(out);
    bytes.u8('}');
  }

  private static void texts(
      ByteWriter bytes, JsonWriter out, String type, String a, String x, String b, String y) {
    bytes.u8('{');
    out.member(true, "type", ascii(type));
    out.member(false, a, x.getBytes(StandardCharsets.UTF_8));
    out.member(false, b, y.getBytes(StandardCharsets.UTF_8));
    bytes.u8('}');
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** The text of a value alone. */
  public byte[] encode(Data value) {
    ByteWriter bytes = new ByteWriter();
    new JsonWriter(bytes, zoned).object(value);
    return bytes.toBytes();
  }

  @Override
  public ApiMessage decode(byte[] bytes) {
    return read(bytes, Optional.empty(), JsonReader::message);
  }

  /** As {@link #decode(byte[])}, for messages that need not name their topic. */
  public ApiMessage decode(byte[] bytes, Topic fallback) {
    return read(bytes, Optional.of(fallback), JsonReader::message);
  }

  /**
   * The value of a text that holds nothing else.
   *
   * @throws InvalidDataException if it is none, or exceeds a limit; nothing else is thrown
   */
  public Data decodeData(byte[] bytes) {
    return read(bytes, Optional.empty(), JsonReader::value);
  }

  private <T> T read(byte[] bytes, Optional<Topic> fallback, Function<JsonReader, T> what) {
    char[] text = lenient ? JsonText.lenient(bytes) : JsonText.strict(bytes);
    try {
      return read(text, fallback, what);
    } catch (JsonProcessingException e) {
      char[] repaired = Quirks.repaired(text);
      if (repaired == text) {
        throw malformed(text, e);
      }
      try {
        return read(repaired, fallback, what);
      } catch (JsonProcessingException again) {
        throw malformed(repaired, again);
      }
    }
  }

  private <T> T read(char[] text, Optional<Topic> fallback, Function<JsonReader, T> what)
      throws JsonProcessingException {
    JsonParser parser = null;
    try {
      parser = factory.createParser(text);
      return what.apply(new JsonReader(parser, limits, fallback));
    } catch (JsonReader.WrongJsonException e) {
      long at = parser.currentTokenLocation().getCharOffset();
      throw new InvalidDataException(JsonText.byteOffset(text, at), e.getMessage());
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof JsonProcessingException malformed) {
        throw malformed;
      }
      throw e;
    } catch (JsonProcessingException e) {
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException(e); // It reads an array.
    } finally {
      close(parser);
    }
  }

  /** Gives the parser's buffers back. */
  private static void close(JsonParser parser) {
    try {
      if (parser != null) {
        parser.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // It reads an array.
    }
  }

  private static InvalidDataException malformed(char[] text, JsonProcessingException e) {
    long at = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getCharOffset());
    String why = e.getOriginalMessage().replaceAll("\\s+", " ");
    InvalidDataException result =
        new InvalidDataException(JsonText.byteOffset(text, at), "malformed JSON: " + why);
    result.initCause(e);
    return result;
  }
}
