package org.jbroker.websocket;

import java.nio.charset.StandardCharsets;
import org.jbroker.Message;
import org.jbroker.Topic;
import org.jbroker.data.Data;
import org.jbroker.spi.DecodeLimits;
import org.jbroker.spi.InvalidDataException;
import org.jbroker.websocket.json.JsonApi;
import org.jbroker.websocket.protocol.ApiMessage;

/**
 * Values and messages as the JSON of Zeek's WebSocket API, for files, logs and pipes. Immutable.
 *
 * <p>Everything written is one line of legal JSON, and reads back to the same value. {@code
 * docs/websocket.md} tells the form.
 */
public final class JsonCodec {

  private final JsonApi api;

  private JsonCodec(JsonApi api) {
    this.api = api;
  }

  /** A codec that reads values within {@link DecodeLimits#DEFAULT}. */
  public static JsonCodec create() {
    return create(DecodeLimits.DEFAULT);
  }

  /** A codec that reads values within limits. */
  public static JsonCodec create(DecodeLimits limits) {
    return new JsonCodec(JsonApi.forServer(limits));
  }

  /** {@code {"@data-type":T,"data":D}}. */
  public String write(Data value) {
    return new String(api.encode(value), StandardCharsets.UTF_8);
  }

  /** {@code {"type":"data-message","topic":...,"@data-type":T,"data":D}}. */
  public String write(Message message) {
    return new String(api.encode(new ApiMessage.Publish(message)), StandardCharsets.UTF_8);
  }

  /**
   * Reads what {@link #write(Data)} writes.
   *
   * @param utf8 the text and nothing behind it
   * @throws InvalidDataException naming the byte, if it is no such text or exceeds a limit
   */
  public Data readData(byte[] utf8) {
    return api.decodeData(utf8);
  }

  /**
   * Reads what {@link #write(Message)} writes.
   *
   * @param utf8 the text and nothing behind it
   * @throws InvalidDataException naming the byte, if it is no such text or exceeds a limit
   */
  public Message readMessage(byte[] utf8) {
    return message(api.decode(utf8));
  }

  /** As {@link #readMessage(byte[])}; {@code fallback} is the topic of a text that names none. */
  public Message readMessage(byte[] utf8, Topic fallback) {
    return message(api.decode(utf8, fallback));
  }

  private static Message message(ApiMessage read) {
    if (read instanceof ApiMessage.Publish publish) {
      return publish.message();
    }
    throw new InvalidDataException(0, "this is no data message");
  }
}
