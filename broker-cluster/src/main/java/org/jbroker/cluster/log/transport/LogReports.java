package org.jbroker.cluster.log.transport;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jbroker.BrokerError;
import org.jbroker.ErrorCode;
import org.jbroker.cluster.log.LogLoss;
import org.jbroker.cluster.log.file.LogTally;

/**
 * Tells the program about losses, and counts them. What goes on and on is told when it begins and
 * whenever twice as much is lost: a flood of bad records makes no flood of reports.
 *
 * <p>Any thread may call; the program's listener is called by that thread, and what it throws is
 * logged.
 */
final class LogReports {

  private static final System.Logger LOG = System.getLogger("org.jbroker.cluster.log");

  private final Consumer<? super BrokerError> listener;
  private final LogTally tally;
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong noRoom = new AtomicLong();
  private final AtomicLong overflow = new AtomicLong();

  LogReports(Optional<Consumer<? super BrokerError>> listener, LogTally tally) {
    this.listener = listener.orElse(error -> LOG.log(System.Logger.Level.WARNING, error));
    this.tally = tally;
  }

  /** Tells an error as it is. */
  void tell(BrokerError error) {
    try {
      listener.accept(error);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "a listener failed; it was told: " + error, e);
    }
  }

  /** Records from elsewhere that cannot be taken. */
  void refused(long records, String why) {
    tally.lost(LogLoss.REFUSED, records);
    tellIfDoubled(refused, records, ErrorCode.INVALID_MESSAGE, "log records refused", why);
  }

  /** A record of this node for which there was no room. */
  void noRoom(String stream) {
    tally.lost(LogLoss.BUFFER_FULL, 1);
    tellIfDoubled(
        noRoom, 1, ErrorCode.UNSPECIFIED, "log records lost, too many wait for a logger", stream);
  }

  /** Messages that a queue lost. */
  void overflow(LogLoss reason, long messages, String why) {
    tally.lost(reason, messages);
    tellIfDoubled(overflow, messages, ErrorCode.UNSPECIFIED, "messages with logs lost", why);
  }

  /** Records that were left at the end. */
  void unsent(long records) {
    tally.lost(LogLoss.CLOSED, records);
    tell(
        BrokerError.of(
            ErrorCode.SHUTTING_DOWN,
            records + " log records are lost: no logger took them until the node left"));
  }

  private void tellIfDoubled(
      AtomicLong counter, long more, ErrorCode code, String what, String why) {
    long after = counter.addAndGet(more);
    if (Long.highestOneBit(after) != Long.highestOneBit(after - more)) {
      tell(BrokerError.of(code, what + ", " + after + " by now: " + why));
    }
  }
}
