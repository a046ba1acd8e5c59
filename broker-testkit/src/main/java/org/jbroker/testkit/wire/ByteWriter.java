package org.jbroker.testkit.wire;

import java.io.ByteArrayOutputStream;
import java.util.List;
import org.jbroker.testkit.Bytes;

/** Puts fields together to a frame. */
final class ByteWriter {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  ByteWriter u8(int value) {
    out.write(value);
    return this;
  }

  ByteWriter u16(int value) {
    return u8(value >>> 8).u8(value);
  }

  ByteWriter bytes(Bytes bytes) {
    out.writeBytes(bytes.toArray());
    return this;
  }

  ByteWriter varbyte(int value) {
    int rest = value;
    while (rest >= 0x80) {
      u8(rest & 0x7F | 0x80);
      rest >>>= 7;
    }
    return u8(rest);
  }

  ByteWriter filter(List<Bytes> topics) {
    varbyte(topics.size());
    topics.forEach(topic -> varbyte(topic.length()).bytes(topic));
    return this;
  }

  Bytes done() {
    return Bytes.of(out.toByteArray());
  }
}
