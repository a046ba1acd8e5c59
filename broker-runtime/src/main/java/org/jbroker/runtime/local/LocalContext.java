package org.jbroker.runtime.local;

import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jbroker.BrokerException;
import org.jbroker.ErrorCode;
import org.jbroker.SubscriberOptions;
import org.jbroker.runtime.queue.DropReports;
import org.jbroker.runtime.routing.LocalRouting;
import org.jbroker.runtime.telemetry.Counters;
import org.jbroker.spi.DecodeLimits;

/**
 * What an endpoint gives to everything local.
 *
 * @param routing connects to the engine
 * @param counters of the endpoint
 * @param limits for the values that subscribers decode
 * @param defaults the queue bounds of subscribers that name none; both sizes above 0
 * @param executor where callbacks and pumps run; one that runs tasks on the calling thread will do
 * @param nanoTime a monotonic clock in nanoseconds, for rates and time slices; waits of blocked
 *     threads follow real time
 * @param drops reports what is lost
 * @param handles what is open
 */
public record LocalContext(
    LocalRouting routing,
    Counters counters,
    DecodeLimits limits,
    SubscriberOptions defaults,
    Executor executor,
    LongSupplier nanoTime,
    DropReports drops,
    LocalHandles handles) {

  /** Refuses null. */
  public LocalContext {
    Objects.requireNonNull(routing, "routing");
    Objects.requireNonNull(counters, "counters");
    Objects.requireNonNull(limits, "limits");
    Objects.requireNonNull(defaults, "defaults");
    Objects.requireNonNull(executor, "executor");
    Objects.requireNonNull(nanoTime, "nanoTime");
    Objects.requireNonNull(drops, "drops");
    Objects.requireNonNull(handles, "handles");
  }

  /** The options with the defaults in place of sizes that are 0. */
  SubscriberOptions resolve(SubscriberOptions options) {
    return new SubscriberOptions(
        options.maxMessages() == 0 ? defaults.maxMessages() : options.maxMessages(),
        options.maxBytes() == 0 ? defaults.maxBytes() : options.maxBytes(),
        options.overflow());
  }

  static BrokerException closed(String what) {
    return new BrokerException(ErrorCode.SHUTTING_DOWN, "the " + what + " is closed");
  }
}
