package org.jbroker.runtime.peering;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jbroker.BrokerError;
import org.jbroker.ErrorCode;
import org.jbroker.runtime.telemetry.Component;

/**
 * Tells of connections that others made and that did not become peerings. Whoever connects can fail
 * as often as he likes, so all of them are counted, but few are logged, and fewer reported.
 *
 * <p>Confined to the control loop.
 */
final class Refusals {

  /** One report in so long is enough for each code. */
  private static final long REPORT_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final PeeringContext context;
  private final Map<ErrorCode, Long> lastReports = new EnumMap<>(ErrorCode.class);

  Refusals(PeeringContext context) {
    this.context = context;
  }

  /**
   * A connection was refused, or failed.
   *
   * @param isReported whether the user wants to hear of it, rather than of a stranger
   */
  void tell(Attempt attempt, BrokerError error, boolean isReported) {
    context.counters().connectionsRefused.increment();
    context
        .log()
        .warningOnce(
            Component.PEERING,
            "handshake-failed",
            List.of(attempt.remote().address(), error.code()),
            "refused a connection from {}: {}",
            attempt.remote(),
            error);
    if (isReported && mayReport(error.code())) {
      context.statuses().accept(error);
    }
  }

  private boolean mayReport(ErrorCode code) {
    long now = context.control().nanoTime();
    Long last = lastReports.get(code);
    if (last != null && now - last < REPORT_NANOS) {
      return false;
    }
    lastReports.put(code, now);
    return true;
  }
}
