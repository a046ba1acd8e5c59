package org.jbroker.runtime.peering;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jbroker.BrokerError;
import org.jbroker.EndpointId;
import org.jbroker.EndpointInfo;
import org.jbroker.EndpointOptions;
import org.jbroker.ErrorCode;
import org.jbroker.Status;
import org.jbroker.StatusCode;
import org.jbroker.StatusEvent;
import org.jbroker.runtime.routing.Dispatcher;
import org.jbroker.runtime.routing.Router;
import org.jbroker.runtime.telemetry.Counters;
import org.jbroker.runtime.telemetry.EventLog;
import org.jbroker.runtime.tls.Tls;

/**
 * What the parts of the peering share: the endpoint's identity, its settings, and the parts of the
 * engine that they talk to.
 *
 * @param self the endpoint's id
 * @param incarnation its life: larger after a restart
 * @param options its options
 * @param control the loop that owns all peerings
 * @param transport the sockets
 * @param tls how they are protected
 * @param dispatcher where received messages go
 * @param router who gets what
 * @param counters what is counted
 * @param log what is logged
 * @param statuses takes statuses and errors, never blocks
 * @param blocking runs what may block, such as the resolution of host names
 */
public record PeeringContext(
    EndpointId self,
    long incarnation,
    EndpointOptions options,
    ControlLoop control,
    Transport transport,
    Tls tls,
    Dispatcher dispatcher,
    Router router,
    Counters counters,
    EventLog log,
    Consumer<StatusEvent> statuses,
    Executor blocking) {

  /** Reports a status. */
  void report(StatusCode code, EndpointInfo about, String message) {
    statuses.accept(new Status(code, Optional.of(about), message));
  }

  /** Reports an error. */
  void report(ErrorCode code, EndpointInfo about, String message) {
    statuses.accept(new BrokerError(code, Optional.of(about), message));
  }
}
