package org.jbroker.runtime.wire;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Makes hostile bytes out of good ones. The same seed makes the same bytes. */
final class Mutator {

  /** Lengths, counts and heads that ask for more than there is, in the forms of both versions. */
  private static final List<byte[]> BOMBS =
      List.of(
          Hex.parse("ffffffff"),
          Hex.parse("7fffffff"),
          Hex.parse("80000000"),
          Hex.parse("00ffffff"),
          Hex.parse("ffff"),
          Hex.parse("0000"),
          Hex.parse("ffffffff0f"),
          Hex.parse("ffffffff7f"),
          Hex.parse("ffffffffffffffffff01"),
          Hex.parse("8080808000"),
          Hex.parse("ddffffffff"),
          Hex.parse("dd00100000"),
          Hex.parse("dcffff"),
          Hex.parse("dfffffffff"),
          Hex.parse("deffff"),
          Hex.parse("c6ffffffff"),
          Hex.parse("c67fffffff"),
          Hex.parse("c5ffff"),
          Hex.parse("c9ffffffff"),
          Hex.parse("dbffffffff"),
          Hex.parse("cfffffffffffffffff"),
          Hex.parse("d3ffffffffffffffff"),
          Hex.parse("9fc0"),
          Hex.parse("c1"));

  /** What containers can be nested with: arrays and maps of MessagePack; vectors, sets, tables. */
  private static final List<byte[]> NESTS =
      List.of(
          Hex.parse("91"),
          Hex.parse("8191"),
          Hex.parse("0e01"),
          Hex.parse("0c01"),
          Hex.parse("0d0100"),
          Hex.parse("96"),
          Hex.parse("dc0001"));

  private static final int MAX_BYTES = 16 << 10;

  private final Random random;
  private final List<byte[]> corpus;

  Mutator(long seed, List<byte[]> corpus) {
    random = new Random(seed);
    this.corpus = corpus;
  }

  /** The next input. */
  byte[] next() {
    byte[] bytes = pick(corpus).clone();
    for (int rounds = 1 + random.nextInt(3); rounds > 0; rounds--) {
      bytes = mutate(bytes);
    }
    return bytes.length > MAX_BYTES ? Arrays.copyOf(bytes, MAX_BYTES) : bytes;
  }

  private byte[] mutate(byte[] bytes) {
    int at = bytes.length == 0 ? 0 : random.nextInt(bytes.length);
    switch (random.nextInt(10)) {
      case 0, 1 -> {
        if (bytes.length > 0) {
          bytes[at] ^= (byte) (1 << random.nextInt(8));
        }
        return bytes;
      }
      case 2 -> {
        if (bytes.length > 0) {
          bytes[at] = (byte) random.nextInt();
        }
        return bytes;
      }
      case 3 -> {
        return Arrays.copyOf(bytes, at);
      }
      case 4 -> {
        int end = Math.min(bytes.length, at + 1 + random.nextInt(8));
        return join(bytes, at, new byte[0], end);
      }
      case 5 -> {
        byte[] noise = new byte[random.nextInt(12)];
        random.nextBytes(noise);
        return join(bytes, at, noise, at);
      }
      case 6 -> {
        byte[] bomb = pick(BOMBS);
        return join(bytes, at, bomb, Math.min(bytes.length, at + bomb.length));
      }
      case 7 -> {
        return join(bytes, at, pick(BOMBS), at);
      }
      case 8 -> {
        byte[] other = pick(corpus);
        int from = other.length == 0 ? 0 : random.nextInt(other.length);
        byte[] tail = Arrays.copyOfRange(other, from, other.length);
        return join(bytes, at, tail, random.nextBoolean() ? at : bytes.length);
      }
      default -> {
        byte[] nest = pick(NESTS);
        // Deep nests are rare, since they take long.
        int depth = random.nextInt(20) == 0 ? random.nextInt(4000) : random.nextInt(10);
        byte[] nested = new byte[nest.length * depth];
        for (int i = 0; i < nested.length; i++) {
          nested[i] = nest[i % nest.length];
        }
        return join(bytes, at, nested, at);
      }
    }
  }

  /** The bytes before {@code at}, then {@code middle}, then the bytes from {@code end} on. */
  private static byte[] join(byte[] bytes, int at, byte[] middle, int end) {
    byte[] joined = Arrays.copyOf(bytes, at + middle.length + bytes.length - end);
    System.arraycopy(middle, 0, joined, at, middle.length);
    System.arraycopy(bytes, end, joined, at + middle.length, bytes.length - end);
    return joined;
  }

  private byte[] pick(List<byte[]> from) {
    return from.get(random.nextInt(from.size()));
  }
}
