package org.jbroker.supervisor;

/**
 * When the files of a worker's output are rotated: copied to {@code FILE.1}, {@code FILE.2}, ...
 * and truncated, so that the worker writes on without being told.
 *
 * <p>What a worker writes between copy and truncation is lost: lines of a few milliseconds.
 *
 * @param maxBytes the size from which on a file is rotated; 4096 to 1 TiB; default 16 MiB
 * @param keep how many old files are kept, 0 to 100; default 5
 */
public record LogRotation(long maxBytes, int keep) {

  private static final long MIN_BYTES = 4096;
  private static final long MAX_BYTES = 1L << 40;
  private static final int MAX_KEPT = 100;

  /** 16 MiB, and five old files. */
  public static final LogRotation DEFAULT = new LogRotation(16L << 20, 5);

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public LogRotation {
    if (maxBytes < MIN_BYTES || maxBytes > MAX_BYTES) {
      throw new IllegalArgumentException(
          "maxBytes is not within " + MIN_BYTES + ".." + MAX_BYTES + ": " + maxBytes);
    }
    if (keep < 0 || keep > MAX_KEPT) {
      throw new IllegalArgumentException("keep is not within 0.." + MAX_KEPT + ": " + keep);
    }
  }
}
