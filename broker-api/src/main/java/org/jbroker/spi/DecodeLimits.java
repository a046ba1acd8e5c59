package org.jbroker.spi;

import org.jbroker.data.Data;

/**
 * What one decoded value may cost.
 *
 * @param maxDepth the most containers around a value, itself included, up to {@link
 *     Data#MAX_DEPTH}; 0 admits scalars only
 * @param maxElements the most elements of all containers of one value together; a table entry is
 *     two
 */
public record DecodeLimits(int maxDepth, int maxElements) {

  /** 128 deep, 1,048,576 elements: more than Zeek sends, and at most some tens of MiB of heap. */
  public static final DecodeLimits DEFAULT = new DecodeLimits(128, 1 << 20);

  /** Checks both for their range. */
  public DecodeLimits {
    if (maxDepth < 0 || maxDepth > Data.MAX_DEPTH) {
      throw new IllegalArgumentException(
          "maxDepth is within 0.." + Data.MAX_DEPTH + ", not " + maxDepth);
    }
    if (maxElements < 0) {
      throw new IllegalArgumentException("maxElements is negative: " + maxElements);
    }
  }
}
