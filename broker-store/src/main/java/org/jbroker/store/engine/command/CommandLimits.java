package org.jbroker.store.engine.command;

import java.util.Objects;
import org.jbroker.spi.DecodeLimits;

/**
 * What one decoded command may cost, beyond what the size of its frame allows.
 *
 * @param value what each key and each value may cost by itself
 * @param maxElements the most elements of all containers of all keys and values together; the
 *     entries of the snapshot do not count. Default 16,777,216, a quarter of a frame's default
 *     bytes
 * @param maxSnapshotEntries the most entries of a snapshot; default 4,194,304, in a frame of
 *     default size 16 bytes each. With the smallest keys these are some hundreds of MiB of heap
 * @param maxNackEntries the most events that one command asks for again; default 1,048,576, as many
 *     as a producer keeps by default. C++ consumers ask for everything they lack at once, and would
 *     ask for the same again if it were refused, so this must not be small
 */
public record CommandLimits(
    DecodeLimits value, int maxElements, int maxSnapshotEntries, int maxNackEntries) {

  /** The default of every limit. */
  public static final CommandLimits DEFAULT =
      new CommandLimits(DecodeLimits.DEFAULT, 1 << 24, 1 << 22, 1 << 20);

  /** No limit is negative. */
  public CommandLimits {
    Objects.requireNonNull(value, "value");
    requireNotNegative(maxElements, "maxElements");
    requireNotNegative(maxSnapshotEntries, "maxSnapshotEntries");
    requireNotNegative(maxNackEntries, "maxNackEntries");
  }

  /** These limits with others for each key and each value. */
  public CommandLimits withValue(DecodeLimits newValue) {
    return new CommandLimits(newValue, maxElements, maxSnapshotEntries, maxNackEntries);
  }

  private static void requireNotNegative(int value, String name) {
    if (value < 0) {
      throw new IllegalArgumentException(name + " is negative: " + value);
    }
  }
}
