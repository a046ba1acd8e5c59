package org.jbroker.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jbroker.data.Data;
import org.jbroker.data.RandomData;
import org.jbroker.data.Vector;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Hostile bytes: whatever they are, reading them throws one exception and allocates little. */
class DataCodecFuzzTest {

  private static final long SEED = 20261120;
  private static final int MUTATIONS = 200_000;
  private static final int LONG_MUTATIONS = 5_000_000;
  private static final int STACK_BYTES = 512 * 1024;

  /** The heap that one byte can justify: two bytes may make a string of 48, in an array. */
  private static final long HEAP_BYTES_PER_BYTE = 64;

  /** An exception with its stack trace, and what the test itself needs. */
  private static final long FIXED_HEAP_BYTES = 256 * 1024;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static long allocatedBy(Runnable action) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    action.run();
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }

  private static boolean decodes(byte[] bytes) {
    Data value;
    try {
      value = DataCodec.decode(bytes);
    } catch (InvalidDataException e) {
      assertThat(e.byteOffset()).isBetween(0, bytes.length);
      return false;
    }
    assertThat(DataCodec.decode(DataCodec.encode(value))).isEqualTo(value);
    return true;
  }

  private static byte[] mutated(byte[] bytes, Random random) {
    byte[] b = bytes.clone();
    switch (random.nextInt(4)) {
      case 0 -> b = Arrays.copyOf(b, random.nextInt(b.length + 1));
      case 1 -> {
        byte[] junk = new byte[random.nextInt(40)];
        random.nextBytes(junk);
        return junk;
      }
      case 2 -> b[random.nextInt(b.length)] = (byte) random.nextInt(16);
      default -> {
        for (int i = random.nextInt(3); i >= 0; i--) {
          b[random.nextInt(b.length)] = (byte) random.nextInt(256);
        }
      }
    }
    return b;
  }

  private static void fuzz(int mutations) {
    Random random = new Random(SEED);
    RandomData source = new RandomData(random);
    byte[] seed = null;
    int valid = 0;
    for (int i = 0; i < mutations; i++) {
      if (i % 20 == 0) {
        seed = DataCodec.encode(source.next(1 + random.nextInt(4)));
      }
      byte[] bytes = mutated(seed, random);
      try {
        valid += decodes(bytes) ? 1 : 0;
      } catch (RuntimeException | StackOverflowError | AssertionError e) {
        throw new AssertionError(
            "mutation " + i + " of seed " + SEED + ": " + HexFormat.of().formatHex(bytes), e);
      }
    }
    assertThat(valid).isBetween(mutations / 100, mutations);
  }

  @Test
  void throwsNothingButInvalidDataForMutatedBytes() {
    fuzz(MUTATIONS);
  }

  @Test
  @Tag("long")
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void throwsNothingButInvalidDataForManyMutatedBytes() {
    fuzz(LONG_MUTATIONS);
  }

  @Test
  void allocatesInProportionToMutatedBytes() {
    Random random = new Random(SEED);
    RandomData source = new RandomData(random);
    for (int i = 0; i < 5_000; i++) {
      byte[] bytes = mutated(DataCodec.encode(source.next(4)), random);
      long allocated =
          allocatedBy(
              () -> {
                try {
                  DataCodec.decode(bytes);
                } catch (InvalidDataException e) {
                  assertThat(e.reason()).isNotEmpty();
                }
              });
      assertThat(allocated)
          .as("mutation %d of seed %d: %s", i, SEED, HexFormat.of().formatHex(bytes))
          .isLessThan(FIXED_HEAP_BYTES + HEAP_BYTES_PER_BYTE * bytes.length);
    }
  }

  private static void assertRefusedCheaply(byte[] bytes) {
    long allocated =
        allocatedBy(
            () ->
                assertThatExceptionOfType(InvalidDataException.class)
                    .isThrownBy(() -> DataCodec.decode(bytes)));
    assertThat(allocated).isLessThan(16L * 1024 * 1024);
  }

  @Test
  void refusesNestedContainersThatAllClaimTheSameBytes() {
    // 128 vectors inside each other, each announcing half a million elements of the same megabyte.
    byte[] bomb = new byte[1 << 20];
    ByteWriter out = new ByteWriter();
    for (int i = 0; i < 128; i++) {
      out.u8(DataCodec.VECTOR);
      out.varbyte(1 << 19);
    }
    out.copyTo(bomb, 0);
    assertRefusedCheaply(bomb);
  }

  @Test
  void refusesMoreElementsThanTheLimit() {
    byte[] bomb = new byte[(1 << 20) + 10];
    ByteWriter out = new ByteWriter();
    out.u8(DataCodec.VECTOR);
    out.varbyte((1 << 20) + 1);
    out.copyTo(bomb, 0);
    assertRefusedCheaply(bomb);
  }

  @Test
  void refusesEveryKindOfContainerNestedTooDeep() {
    for (int tag : new int[] {DataCodec.SET, DataCodec.TABLE, DataCodec.VECTOR}) {
      byte[] bomb = new byte[1 << 20];
      for (int i = 0; i < bomb.length; i += 2) {
        bomb[i] = (byte) tag;
        bomb[i + 1] = 1;
      }
      assertRefusedCheaply(bomb);
    }
  }

  @Test
  void roundTripsTheDeepestValueOnASmallStack() throws InterruptedException {
    Vector deepest = Vector.empty();
    for (int i = 1; i < Data.MAX_DEPTH; i++) {
      deepest = Vector.of(deepest);
    }
    Vector value = deepest;
    AtomicReference<Throwable> failure = new AtomicReference<>();
    DecodeLimits limits = new DecodeLimits(Data.MAX_DEPTH, 1 << 20);
    Runnable roundTrip =
        () -> {
          byte[] bytes = DataCodec.encode(value);
          assertThat(DataCodec.decode(bytes, 0, bytes.length, limits)).isEqualTo(value);
        };
    Thread thread = new Thread(null, roundTrip, "small stack", STACK_BYTES);
    thread.setUncaughtExceptionHandler((t, e) -> failure.set(e));
    thread.start();
    thread.join();
    assertThat(failure.get()).isNull();
  }
}
