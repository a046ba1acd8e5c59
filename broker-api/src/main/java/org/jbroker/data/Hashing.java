package org.jbroker.data;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.SplittableRandom;

/**
 * The hash codes of values. Values come from the network and become keys of hash tables, so nobody
 * outside may be able to make many with the same code: a secret of this process goes into each.
 *
 * <p>Bytes are hashed by SipHash-1-3 (Aumasson and Bernstein), made for this purpose; numbers,
 * which are shorter than its key, by a mix of all bits with the secret. Codes differ from process
 * to process and must not be stored. Stateless, thread-safe.
 */
final class Hashing {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long KEY0;
  private static final long KEY1;

  static {
    SplittableRandom random = new SplittableRandom();
    KEY0 = random.nextLong();
    KEY1 = random.nextLong();
  }

  private Hashing() {}

  /** Of a value of that kind that is all in one number. */
  static int ofLong(int tag, long bits) {
    long h = (bits ^ KEY0) * 0x9E37_79B9_7F4A_7C15L;
    h = (h ^ h >>> 32 ^ KEY1) * 0xD6E8_FEB8_6659_FD93L;
    h ^= h >>> 32;
    return (int) (h * 31) + tag;
  }

  /** Of a pair of hash codes, in this order. */
  static int combine(int first, int second) {
    return ofLong(0, (long) first << 32 | second & 0xFFFF_FFFFL);
  }

  /** Of bytes. */
  static int ofBytes(byte[] bytes) {
    long v0 = KEY0 ^ 0x736F_6D65_7073_6575L;
    long v1 = KEY1 ^ 0x646F_7261_6E64_6F6DL;
    long v2 = KEY0 ^ 0x6C79_6765_6E65_7261L;
    long v3 = KEY1 ^ 0x7465_6462_7974_6573L;
    int blocks = bytes.length >>> 3;
    long tail = (long) bytes.length << 56;
    for (int i = blocks << 3, shift = 0; i < bytes.length; i++, shift += 8) {
      tail |= (bytes[i] & 0xFFL) << shift;
    }
    // One round for each eight bytes and for the tail, three to finish.
    for (int i = 0; i < blocks + 4; i++) {
      long word = i < blocks ? (long) LONGS.get(bytes, i << 3) : i == blocks ? tail : 0;
      if (i == blocks + 1) {
        v2 ^= 0xFF;
      }
      v3 ^= word;
      v0 += v1;
      v2 += v3;
      v1 = Long.rotateLeft(v1, 13) ^ v0;
      v3 = Long.rotateLeft(v3, 16) ^ v2;
      v0 = Long.rotateLeft(v0, 32);
      v2 += v1;
      v0 += v3;
      v1 = Long.rotateLeft(v1, 17) ^ v2;
      v3 = Long.rotateLeft(v3, 21) ^ v0;
      v2 = Long.rotateLeft(v2, 32);
      v0 ^= word;
    }
    long h = v0 ^ v1 ^ v2 ^ v3;
    return (int) (h ^ h >>> 32);
  }
}
