package org.jbroker.benchmarks.message;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jbroker.data.Str;

/**
 * The message of most benchmarks: 100 bytes of ASCII. The first eight hold a sequence number, seven
 * bits each, the highest first; the ninth says whether this is the last message.
 */
public final class TextMessage {

  /** The length in bytes. */
  public static final int BYTES = 100;

  /** The topic, of 14 bytes. */
  public static final String TOPIC = "/bench/message";

  private static final int SEQUENCE_BYTES = 8;
  private static final int LAST_AT = 8;
  private static final byte LAST = 'L';
  private static final byte[] TEMPLATE =
      ("01234567-" + "the quick brown fox jumps over the lazy dog, ".repeat(3))
          .substring(0, BYTES)
          .getBytes(StandardCharsets.US_ASCII);

  private TextMessage() {}

  /** A new message. */
  public static byte[] create(long sequence, boolean last) {
    byte[] message = TEMPLATE.clone();
    fill(message, 0, sequence, last);
    return message;
  }

  /** Copies the text that is the same in all messages. */
  public static void copyTemplate(byte[] target, int at) {
    System.arraycopy(TEMPLATE, 0, target, at, BYTES);
  }

  /** Writes the number and the flag over those of another message. */
  public static void fill(byte[] target, int at, long sequence, boolean last) {
    for (int i = 0; i < SEQUENCE_BYTES; i++) {
      target[at + i] = (byte) (sequence >>> 7 * (SEQUENCE_BYTES - 1 - i) & 0x7F);
    }
    target[at + LAST_AT] = last ? LAST : (byte) '-';
  }

  /** The number of a message. */
  public static long sequence(byte[] message, int at) {
    long sequence = 0;
    for (int i = 0; i < SEQUENCE_BYTES; i++) {
      sequence = sequence << 7 | message[at + i];
    }
    return sequence;
  }

  /** The number of a message. */
  public static long sequence(ByteBuf message, int at) {
    long sequence = 0;
    for (int i = 0; i < SEQUENCE_BYTES; i++) {
      sequence = sequence << 7 | message.getByte(at + i);
    }
    return sequence;
  }

  /** The number of a message. */
  public static long sequence(Str message) {
    long sequence = 0;
    for (int i = 0; i < SEQUENCE_BYTES; i++) {
      sequence = sequence << 7 | message.byteAt(i);
    }
    return sequence;
  }

  /** Whether it is the last one. */
  public static boolean isLast(byte[] message, int at) {
    return message[at + LAST_AT] == LAST;
  }

  /** Whether it is the last one. */
  public static boolean isLast(ByteBuf message, int at) {
    return message.getByte(at + LAST_AT) == LAST;
  }

  /** Whether it is the last one. */
  public static boolean isLast(Str message) {
    return message.byteAt(LAST_AT) == LAST;
  }
}
