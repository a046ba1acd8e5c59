package org.jbroker.runtime.wire.v64;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Random;
import java.util.stream.LongStream;
import org.jbroker.EndpointId;
import org.jbroker.Topic;
import org.jbroker.runtime.wire.FrameReader;
import org.jbroker.runtime.wire.Hex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;

/** Holds what is read and written by hand against msgpack-core. */
class PackTest {

  private static final int[] LENGTHS = {0, 1, 15, 16, 17, 31, 32, 255, 256, 65_535, 65_536};

  private final PackWriter writer = new PackWriter();
  private final ByteBuf out = Unpooled.buffer();
  private final MessageBufferPacker oracle = MessagePack.newDefaultBufferPacker();

  static LongStream integers() {
    LongStream aroundPowers =
        LongStream.range(0, 63).map(i -> 1L << i).flatMap(i -> LongStream.of(i - 1, i, i + 1));
    return LongStream.concat(aroundPowers, LongStream.of(Long.MAX_VALUE)).distinct();
  }

  @ParameterizedTest
  @MethodSource("integers")
  void integersAreThoseOfMsgpackCore(long value) throws Exception {
    writer.writeInteger(value);
    writer.moveTo(out);
    oracle.packLong(value);
    assertSameBytes();
    assertThat(reader().readInteger(0, Long.MAX_VALUE, "it")).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "05",
        "cc05",
        "cd0005",
        "ce00000005",
        "cf0000000000000005",
        "d005",
        "d10005",
        "d200000005",
        "d30000000000000005"
      })
  void acceptsEveryFormOfAnInteger(String hex) throws Exception {
    assertThat(MessagePack.newDefaultUnpacker(Hex.parse(hex)).unpackInt()).isEqualTo(5);
    out.writeBytes(Hex.parse(hex));
    assertThat(reader().readInteger(0, 5, "it")).isEqualTo(5);
  }

  @Test
  void headsOfArraysAreThoseOfMsgpackCore() throws Exception {
    for (int count : LENGTHS) {
      out.clear();
      oracle.clear();
      writer.writeArray(count);
      writer.moveTo(out);
      oracle.packArrayHeader(count);
      assertSameBytes();
      out.writeZero(count);
      assertThat(reader().readArray("it")).isEqualTo(count);
    }
  }

  @Test
  void bytesAreThoseOfMsgpackCore() throws Exception {
    for (int length : LENGTHS) {
      byte[] bytes = new byte[length];
      new Random(length).nextBytes(bytes);
      out.clear();
      oracle.clear();
      writer.writeBytes(bytes);
      writer.moveTo(out);
      oracle.packBinaryHeader(length);
      oracle.writePayload(bytes);
      assertSameBytes();
      assertThat(reader().readBytes(length, "it")).isEqualTo(bytes);
      if (length <= Topic.MAX_LENGTH) {
        out.clear();
        writer.writeTopic(Topic.of(bytes));
        writer.moveTo(out);
        assertSameBytes();
        assertThat(reader().readTopic("it")).isEqualTo(Topic.of(bytes));
      }
    }
  }

  @Test
  void idsBooleansAndNilAreThoseOfMsgpackCore() throws Exception {
    EndpointId id = EndpointId.random();
    writer.writeId(id);
    writer.moveTo(out);
    writer.writeBoolean(true);
    writer.moveTo(out);
    writer.writeBoolean(false);
    writer.moveTo(out);
    writer.writeNil();
    writer.moveTo(out);
    oracle.packBinaryHeader(16);
    oracle.writePayload(id.toBytes());
    oracle.packBoolean(true).packBoolean(false).packNil();
    assertSameBytes();
    PackReader reader = reader();
    assertThat(reader.readIdOrNil("it")).isEqualTo(id);
    assertThat(reader.readBoolean("it")).isTrue();
    assertThat(reader.readBoolean("it")).isFalse();
    assertThat(reader.readIdOrNil("it")).isEqualTo(EndpointId.NIL);
  }

  @Test
  void skipsRandomValuesAsFarAsMsgpackCoreDoes() throws Exception {
    long seed = 20_261_120;
    Random random = new Random(seed);
    for (int i = 0; i < 2000; i++) {
      out.clear();
      oracle.clear();
      packRandom(random, 0);
      out.writeBytes(oracle.toByteArray());
      try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(oracle.toByteArray())) {
        unpacker.skipValue();
        assertThat(unpacker.getTotalReadBytes()).isEqualTo(out.readableBytes());
      }
      out.writeByte(Pack.NIL);
      FrameReader frame = new FrameReader();
      frame.begin(out, out.readableBytes());
      new PackReader(frame).skip(1);
      assertThat(frame.remaining()).as("seed %d, value %d", seed, i).isEqualTo(1);
    }
  }

  private void packRandom(Random random, int depth) throws IOException {
    switch (random.nextInt(depth < 4 ? 12 : 10)) {
      case 0 -> oracle.packNil();
      case 1 -> oracle.packBoolean(random.nextBoolean());
      case 2 -> oracle.packLong(random.nextLong() >> random.nextInt(64));
      case 3 -> oracle.packBigInteger(new BigInteger(64, random));
      case 4 -> oracle.packFloat(random.nextFloat());
      case 5 -> oracle.packDouble(random.nextDouble());
      case 6 -> oracle.packString("x".repeat(someLength(random)));
      case 7 -> {
        int length = someLength(random);
        oracle.packBinaryHeader(length);
        oracle.writePayload(new byte[length]);
      }
      case 8 -> {
        int length = 1 << random.nextInt(5);
        oracle.packExtensionTypeHeader((byte) random.nextInt(), length);
        oracle.writePayload(new byte[length]);
      }
      case 9 -> {
        int length = someLength(random);
        oracle.packExtensionTypeHeader((byte) random.nextInt(), length);
        oracle.writePayload(new byte[length]);
      }
      case 10 -> {
        int count = random.nextInt(depth == 0 ? 40 : 4);
        oracle.packArrayHeader(count);
        for (int i = 0; i < count; i++) {
          packRandom(random, depth + 1);
        }
      }
      default -> {
        int count = random.nextInt(depth == 0 ? 20 : 3);
        oracle.packMapHeader(count);
        for (int i = 0; i < 2 * count; i++) {
          packRandom(random, depth + 1);
        }
      }
    }
  }

  private static int someLength(Random random) {
    return random.nextInt(100) == 0 ? LENGTHS[random.nextInt(LENGTHS.length)] : random.nextInt(300);
  }

  private PackReader reader() {
    FrameReader frame = new FrameReader();
    frame.begin(out, out.readableBytes());
    return new PackReader(frame);
  }

  private void assertSameBytes() throws IOException {
    assertThat(Hex.of(out)).isEqualTo(Hex.of(oracle.toByteArray()));
  }
}
