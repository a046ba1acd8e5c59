package org.jbroker.spi;

import java.util.Objects;
import org.jbroker.data.Data;

/**
 * What a backend keeps for a key.
 *
 * @param value the value
 * @param expiryNanos when it ends, in nanoseconds since 1970-01-01T00:00Z, or {@link #NEVER}
 */
public record StoredEntry(Data value, long expiryNanos) {

  /** Stands for an entry that does not end by itself. */
  public static final long NEVER = Long.MAX_VALUE;

  /** Refuses null. */
  public StoredEntry {
    Objects.requireNonNull(value, "value");
  }

  /** Whether it ends by itself. */
  public boolean expires() {
    return expiryNanos != NEVER;
  }
}
