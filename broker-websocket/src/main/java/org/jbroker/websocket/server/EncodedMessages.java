package org.jbroker.websocket.server;

import org.jbroker.Message;
import org.jbroker.Topic;
import org.jbroker.data.Data;
import org.jbroker.websocket.protocol.ApiCodec;
import org.jbroker.websocket.protocol.ApiMessage;

/**
 * Encodes messages, the same one once for many clients: they follow each other closely, so a few
 * slots are enough. A value is told by its identity, since all clients get the same object.
 *
 * <p>Thread-safe without a lock: slots hold immutable entries, and a race costs an encoding.
 */
final class EncodedMessages {

  private static final int SLOTS = 64;

  /** Larger ones are not kept: 64 of them would not be few. */
  private static final int MAX_BYTES = 16 << 10;

  private record Entry(Topic topic, Data data, byte[] bytes) {}

  private final ApiCodec codec;
  private final Entry[] slots = new Entry[SLOTS];

  EncodedMessages(ApiCodec codec) {
    this.codec = codec;
  }

  ApiCodec codec() {
    return codec;
  }

  /** The bytes, which are not to be changed. */
  byte[] encode(Message message) {
    int slot = System.identityHashCode(message.data()) & SLOTS - 1;
    Entry entry = slots[slot];
    if (entry != null && entry.data == message.data() && entry.topic.equals(message.topic())) {
      return entry.bytes;
    }
    byte[] bytes = codec.encode(new ApiMessage.Publish(message));
    if (bytes.length <= MAX_BYTES) {
      slots[slot] = new Entry(message.topic(), message.data(), bytes);
    }
    return bytes;
  }
}
