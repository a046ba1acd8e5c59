package org.jbroker.runtime.wire;

import org.jbroker.EndpointOptions;

/**
 * What a frame from the network may ask for. Checked before memory is allocated for it.
 *
 * @param maxFrameBytes the longest frame, without its length prefix; the option of the same name
 * @param maxElements how many topics a filter may have, and how many announcements, links and
 *     topics together one frame of routes; the option of the same name
 * @param maxGreetingBytes the longest frame until a version is agreed on. The C++ Broker's have at
 *     most 23 bytes, but for the free text of a drop_conn
 * @param maxDescriptionBytes how much is kept of the text of a drop_conn; the rest is skipped,
 *     since its error code still counts
 * @param maxTokenBytes the longest token of a ping, which is kept and sent back. The C++ Broker's
 *     have 11 bytes
 */
public record ProtocolLimits(
    int maxFrameBytes,
    int maxElements,
    int maxGreetingBytes,
    int maxDescriptionBytes,
    int maxTokenBytes) {

  /** Refuses limits below one. */
  public ProtocolLimits {
    if (maxFrameBytes < 1
        || maxElements < 1
        || maxGreetingBytes < 1
        || maxDescriptionBytes < 1
        || maxTokenBytes < 1) {
      throw new IllegalArgumentException("a limit is at least 1");
    }
  }

  /** The longest frame that fits an array together with its length prefix. */
  private static final int LARGEST_FRAME_BYTES = Integer.MAX_VALUE - 64;

  /** The two limits that users choose; 64 KiB, 1 KiB and 64 KiB for the others. */
  public static ProtocolLimits of(int maxFrameBytes, int maxElements) {
    return new ProtocolLimits(
        Math.min(maxFrameBytes, LARGEST_FRAME_BYTES),
        maxElements,
        Math.min(maxFrameBytes, 64 << 10),
        1 << 10,
        64 << 10);
  }

  /** The limits of an endpoint. */
  public static ProtocolLimits of(EndpointOptions options) {
    return of(options.maxFrameBytes(), options.maxElements());
  }
}
