package org.jbroker.runtime.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jbroker.Topic;

/**
 * The topics that a link brought lately, since a link tends to bring the same few again and again:
 * a topic that is known costs no allocation, and its text and hash code are there already.
 *
 * <p>Slots are found by a hash of the length and three bytes; two topics that share one evict each
 * other. Long topics are not kept, so that a link's cache is at most some 16 KiB. Confined to a
 * link's event loop.
 */
final class TopicCache {

  private static final int SLOTS = 32;
  private static final int MAX_KEPT_BYTES = 256;

  private final Topic[] topics = new Topic[SLOTS];
  private final byte[][] keys = new byte[SLOTS][];
  private final byte[] scratch = new byte[MAX_KEPT_BYTES];

  /** Reads {@code length} bytes, which are there and no more than a topic may have. */
  Topic read(ByteBuffer in, int length) {
    if (length > MAX_KEPT_BYTES) {
      byte[] bytes = new byte[length];
      in.get(bytes);
      return Topic.of(bytes, 0, length);
    }
    in.get(scratch, 0, length);
    int slot = slot(length);
    byte[] key = keys[slot];
    if (key != null && Arrays.equals(key, 0, key.length, scratch, 0, length)) {
      return topics[slot];
    }
    Topic topic = Topic.of(scratch, 0, length);
    topics[slot] = topic;
    keys[slot] = Arrays.copyOf(scratch, length);
    return topic;
  }

  /** Topics of one system mostly differ at their ends. */
  private int slot(int length) {
    if (length == 0) {
      return 0;
    }
    int mixed = scratch[length - 1] * 31 + scratch[length - 1 >> 1] * 7 + scratch[0] + length;
    return (mixed ^ mixed >>> 5) & SLOTS - 1;
  }
}
