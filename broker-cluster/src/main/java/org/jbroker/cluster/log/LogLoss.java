package org.jbroker.cluster.log;

/** Why a record of a log did not get to a file. Each is counted and reported. */
public enum LogLoss {
  /** It was written while {@link LoggerOptions#maxWaitingRecords()} or the bytes were reached. */
  BUFFER_FULL,
  /** The send buffer of a peer dropped it, or a message beside it. Counts messages, not records. */
  SEND_BUFFER_FULL,
  /** A file could not be written, as on a full disk. */
  WRITE_FAILED,
  /** It came from elsewhere and was malformed, did not fit its stream, or exceeded a limit. */
  REFUSED,
  /** The queue of the logger had no room for it. Counts messages, not records. */
  QUEUE_FULL,
  /** It was still waiting for a logger when its node left. */
  CLOSED
}
