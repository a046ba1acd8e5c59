package org.jbroker.runtime.local;

import java.util.function.Consumer;
import org.jbroker.BrokerError;
import org.jbroker.DropReason;
import org.jbroker.ErrorCode;
import org.jbroker.Message;
import org.jbroker.runtime.queue.DropReporter;
import org.jbroker.runtime.routing.Envelope;
import org.jbroker.runtime.telemetry.Counters;
import org.jbroker.spi.DecodeLimits;
import org.jbroker.spi.InvalidDataException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what one subscriber takes into messages, on the thread that takes it. Thread-safe. */
final class Decoder {

  private static final Logger LOG = LoggerFactory.getLogger(Decoder.class);

  private final DecodeLimits limits;
  private final Counters counters;
  private final DropReporter reporter;

  /**
   * A decoder.
   *
   * @param onError told what could not be decoded, as a sum and at most once a second
   */
  Decoder(LocalContext context, Consumer<? super BrokerError> onError) {
    limits = context.limits();
    counters = context.counters();
    reporter =
        context
            .drops()
            .reporter(ErrorCode.DESERIALIZATION_FAILED, "payload is no valid data", "", onError);
  }

  /** The message, or null if its payload is no valid data, which is counted and reported. */
  Message decode(Envelope envelope) {
    try {
      return new Message(envelope.topic(), envelope.payload().data(limits));
    } catch (InvalidDataException e) {
      LOG.debug("skipped {}: {}", envelope, e.getMessage());
      counters.drop(DropReason.INVALID_DATA, 1);
      reporter.accept(1);
      return null;
    }
  }

  void close() {
    reporter.flush();
  }
}
