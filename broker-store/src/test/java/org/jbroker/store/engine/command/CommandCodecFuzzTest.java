package org.jbroker.store.engine.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.jbroker.spi.ByteWriter;
import org.jbroker.spi.InvalidDataException;
import org.jbroker.testkit.SeededRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Hostile commands: whatever the bytes are, reading them throws one exception, cheaply. */
class CommandCodecFuzzTest {

  private static final long SEED = 20261122;
  private static final int MUTATIONS = 200_000;
  private static final int LONG_MUTATIONS = 20_000_000;
  private static final int HEADER_BYTES = 57;

  /** The heap that one byte can justify; an entry of two bytes takes a node in the map. */
  private static final long HEAP_BYTES_PER_BYTE = 64;

  /** Two exceptions with their stack traces, a map's first table, and what the test needs. */
  private static final long FIXED_HEAP_BYTES = 256 * 1024;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static long allocatedBy(Runnable action) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    action.run();
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }

  private static boolean decodes(byte[] bytes) {
    StoreCommand command;
    try {
      command = CommandCodec.decode(bytes, CommandLimits.DEFAULT);
    } catch (InvalidDataException e) {
      if (e.byteOffset() < 0 || e.byteOffset() > bytes.length) {
        throw new AssertionError("an offset outside of the bytes", e);
      }
      return false;
    }
    StoreCommand again = CommandCodec.decode(CommandCodec.encode(command), CommandLimits.DEFAULT);
    if (!again.equals(command)) {
      throw new AssertionError(command + " is encoded as " + again);
    }
    return true;
  }

  /** Changes mostly what comes after the entities, where the structure is. */
  private static byte[] mutated(byte[] bytes, Random random) {
    byte[] b = bytes.clone();
    switch (random.nextInt(5)) {
      case 0 -> b = Arrays.copyOf(b, random.nextInt(b.length + 4));
      case 1 -> b[HEADER_BYTES - 1] = (byte) random.nextInt(16);
      case 2 -> {
        int from = Math.min(HEADER_BYTES, b.length - 1);
        b[from + random.nextInt(b.length - from)] = (byte) random.nextInt(16);
      }
      case 3 -> b[random.nextInt(b.length)] = (byte) random.nextInt(256);
      default -> {
        for (int i = random.nextInt(4); i >= 0; i--) {
          b[random.nextInt(b.length)] ^= (byte) (1 << random.nextInt(8));
        }
      }
    }
    return b;
  }

  private static void fuzz(int mutations) {
    SeededRandom random = SeededRandom.of(SEED);
    RandomCommands source = new RandomCommands(random);
    byte[] seed = null;
    int valid = 0;
    for (int i = 0; i < mutations; i++) {
      if (i % 50 == 0) {
        seed = CommandCodec.encode(source.next());
      }
      byte[] bytes = mutated(seed, random);
      try {
        valid += decodes(bytes) ? 1 : 0;
      } catch (RuntimeException | StackOverflowError | AssertionError e) {
        throw new AssertionError(
            "mutation " + i + " of " + random + ": " + HexFormat.of().formatHex(bytes), e);
      }
    }
    assertThat(valid).isBetween(mutations / 20, mutations * 19 / 20);
  }

  @Test
  void throwsNothingButInvalidDataForMutatedBytes() {
    fuzz(MUTATIONS);
  }

  @Test
  @Tag("long")
  void throwsNothingButInvalidDataForManyMutatedBytes() {
    fuzz(LONG_MUTATIONS);
  }

  @Test
  void allocatesInProportionToMutatedBytes() {
    SeededRandom random = SeededRandom.of(SEED);
    RandomCommands source = new RandomCommands(random);
    for (int i = 0; i < 5_000; i++) {
      byte[] bytes = mutated(CommandCodec.encode(source.next()), random);
      long allocated =
          allocatedBy(
              () -> {
                try {
                  CommandCodec.decode(bytes, CommandLimits.DEFAULT);
                } catch (InvalidDataException e) {
                  assertThat(e.reason()).isNotEmpty();
                }
              });
      assertThat(allocated)
          .as("mutation %d of %s: %s", i, random, HexFormat.of().formatHex(bytes))
          .isLessThan(FIXED_HEAP_BYTES + HEAP_BYTES_PER_BYTE * bytes.length);
    }
  }

  /** A command of 16 MiB that announces so many items, all of them zeros. */
  private static byte[] bomb(CommandKind kind, int announced) {
    ByteWriter out = new ByteWriter();
    out.bytes(new byte[HEADER_BYTES - 1]);
    out.u8(kind.tag());
    if (kind == CommandKind.ACK_CLONE) {
      out.bytes(new byte[Long.BYTES + Short.BYTES]);
    }
    out.varbyte(announced);
    byte[] bomb = new byte[16 << 20];
    out.copyTo(bomb, 0);
    return bomb;
  }

  private static void assertRefusedCheaply(byte[] bytes, String reason) {
    long allocated =
        allocatedBy(
            () ->
                assertThatExceptionOfType(InvalidDataException.class)
                    .isThrownBy(() -> CommandCodec.decode(bytes, CommandLimits.DEFAULT))
                    .withMessageContaining(reason));
    assertThat(allocated).isLessThan(1L << 20);
  }

  @Test
  void refusesASnapshotThatAnnouncesMoreThanItHolds() {
    int most = CommandLimits.DEFAULT.maxSnapshotEntries();
    assertRefusedCheaply(bomb(CommandKind.ACK_CLONE, most), "entry 1: a key that came before");
    assertRefusedCheaply(bomb(CommandKind.ACK_CLONE, most + 1), "are more than " + most);
    assertRefusedCheaply(bomb(CommandKind.ACK_CLONE, 1 << 30), "cannot fit");
  }

  @Test
  void refusesANackThatIsTooLong() {
    int most = CommandLimits.DEFAULT.maxNackEntries();
    assertRefusedCheaply(bomb(CommandKind.NACK, most + 1), "are more than " + most);
    assertRefusedCheaply(bomb(CommandKind.NACK, 1 << 22), "cannot fit");
  }
}
