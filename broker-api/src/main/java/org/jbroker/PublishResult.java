package org.jbroker;

/**
 * What became of a publish call, as far as this process can tell.
 *
 * <p>Publishing is fire and forget: {@code accepted} counts the send buffers and queues that took
 * the message, not the subscribers that will see it. No matching peer is no error.
 *
 * @param accepted how many sinks (peers and local subscribers) took the message
 * @param dropped how many messages were lost for it: it itself, or an older one that had to make
 *     room
 * @param error {@link ErrorCode#NONE}, or why no sink could be asked, such as {@link
 *     ErrorCode#NO_PATH_TO_PEER}
 */
public record PublishResult(int accepted, int dropped, ErrorCode error) {

  private static final PublishResult[] CLEAN = new PublishResult[16];

  static {
    for (int i = 0; i < CLEAN.length; i++) {
      CLEAN[i] = new PublishResult(i, 0, ErrorCode.NONE);
    }
  }

  /** A result without an error; small ones without drops are shared. */
  public static PublishResult of(int accepted, int dropped) {
    return dropped == 0 && accepted < CLEAN.length
        ? CLEAN[accepted]
        : new PublishResult(accepted, dropped, ErrorCode.NONE);
  }

  /** A message that went nowhere, and why. */
  public static PublishResult failed(ErrorCode error) {
    return new PublishResult(0, 1, error);
  }

  /** Whether nothing was lost. */
  public boolean isClean() {
    return dropped == 0 && error == ErrorCode.NONE;
  }

  /** The sum of both, for batches; the first error stays. */
  public PublishResult plus(PublishResult other) {
    ErrorCode first = error == ErrorCode.NONE ? other.error : error;
    int sumAccepted = accepted + other.accepted;
    int sumDropped = dropped + other.dropped;
    return first == ErrorCode.NONE
        ? of(sumAccepted, sumDropped)
        : new PublishResult(sumAccepted, sumDropped, first);
  }
}
