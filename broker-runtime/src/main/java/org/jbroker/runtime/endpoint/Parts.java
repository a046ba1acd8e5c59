package org.jbroker.runtime.endpoint;

import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jbroker.EndpointId;
import org.jbroker.EndpointOptions;
import org.jbroker.OverflowPolicy;
import org.jbroker.SubscriberOptions;
import org.jbroker.runtime.local.LocalContext;
import org.jbroker.runtime.local.LocalHandles;
import org.jbroker.runtime.local.StatusHub;
import org.jbroker.runtime.peering.ControlLoop;
import org.jbroker.runtime.peering.Peering;
import org.jbroker.runtime.peering.PeeringContext;
import org.jbroker.runtime.peering.Transport;
import org.jbroker.runtime.queue.DropReports;
import org.jbroker.runtime.routing.Dispatcher;
import org.jbroker.runtime.routing.MessageLog;
import org.jbroker.runtime.routing.Router;
import org.jbroker.runtime.telemetry.Component;
import org.jbroker.runtime.telemetry.Counters;
import org.jbroker.runtime.telemetry.EventLog;
import org.jbroker.runtime.tls.Tls;
import org.jbroker.spi.DecodeLimits;

/**
 * What an endpoint is made of, wired together.
 *
 * <pre>
 *   local ──► routing ──► router, dispatcher ◄── peering ◄── transport
 *     │                                            │
 *     └──────────────► statuses, counters, log ◄───┘
 * </pre>
 *
 * <p>Immutable; the parts say themselves which threads may use them.
 */
record Parts(
    EndpointId id,
    EndpointOptions options,
    Router router,
    Dispatcher dispatcher,
    Peering peering,
    LocalContext local,
    EngineStoreHost storeHost,
    EngineWebSocketHost webSocketHost,
    EndpointClock clock,
    StatusHub statuses,
    Counters counters,
    CallbackExecutor callbacks,
    ControlLoop control,
    Transport transport,
    EventLog log) {

  private static final long REPORT_NANOS = TimeUnit.SECONDS.toNanos(1);

  static Parts assemble(EndpointOptions options, RandomGenerator random) {
    return new Assembly(options, random).parts();
  }

  /** Ends all threads, once the peers are gone. */
  void close() {
    control.close();
    transport.close();
    callbacks.close();
    statuses.close();
    log.close();
  }

  /** The order in which parts come to know each other; two of them need what comes later. */
  private static final class Assembly {
    private final EndpointOptions options;
    private final RandomGenerator random;
    private final EndpointId id;
    private final Counters counters = new Counters();
    private final StatusHub statuses = new StatusHub();
    private final Router router = new Router();
    private final EventLog log;
    private final CallbackExecutor callbacks;
    private final Tls tls;
    private Peering peering;

    Assembly(EndpointOptions options, RandomGenerator random) {
      this.options = options;
      this.random = random;
      this.id = options.id().orElseGet(EndpointId::random);
      this.log = new EventLog(options);
      this.callbacks = new CallbackExecutor(options.executor(), options.name());
      this.tls = openTls();
    }

    /** First of all that can fail; what there is then has no thread or file yet but the log. */
    private Tls openTls() {
      try {
        return Tls.open(options.tls(), callbacks, log);
      } catch (RuntimeException e) {
        callbacks.close();
        log.close();
        throw e;
      }
    }

    Parts parts() {
      long incarnation = incarnation();
      Dispatcher dispatcher =
          new Dispatcher(
              id,
              incarnation,
              options.ttl(),
              options.forward(),
              options.localDelivery(),
              router,
              destination -> peering.path(destination),
              counters,
              new MessageLog(log));
      ControlLoop control = new ControlLoop(options.name() + "-control", this::onControlFailure);
      Transport transport =
          new Transport(options.name(), options.ioThreads(), options.handshakeTimeout());
      DropReports drops = new DropReports(System::nanoTime, statuses::publish);
      EngineRouting routing =
          new EngineRouting(router, dispatcher, () -> peering, options.localDelivery());
      LocalContext local = local(routing, drops);
      EndpointClock clock = new EndpointClock(options.useRealTime());
      EngineStoreHost stores =
          new EngineStoreHost(
              id, options, clock, callbacks, statuses, routing, dispatcher, () -> peering);
      EngineWebSocketHost webSockets =
          new EngineWebSocketHost(
              id, options, log, statuses, router, routing, dispatcher, local, tls);
      PeeringContext context =
          new PeeringContext(
              id,
              incarnation,
              options,
              control,
              transport,
              tls,
              dispatcher,
              router,
              counters,
              log,
              event -> {
                statuses.publish(event);
                stores.observe(event);
              },
              callbacks);
      peering = new Peering(context, drops, random);
      reportDrops(control, drops);
      return new Parts(
          id,
          options,
          router,
          dispatcher,
          peering,
          local,
          stores,
          webSockets,
          clock,
          statuses,
          counters,
          callbacks,
          control,
          transport,
          log);
    }

    private LocalContext local(EngineRouting routing, DropReports drops) {
      return new LocalContext(
          routing,
          counters,
          new DecodeLimits(options.maxDataDepth(), options.maxElements()),
          new SubscriberOptions(
              options.subscriberBufferSize(),
              options.subscriberBufferBytes(),
              OverflowPolicy.BACKPRESSURE),
          callbacks,
          System::nanoTime,
          drops,
          new LocalHandles());
    }

    private void reportDrops(ControlLoop control, DropReports drops) {
      control.schedule(
          () -> {
            reportDrops(control, drops); // First: whatever goes wrong this time, there is a next.
            drops.tick();
          },
          REPORT_NANOS);
    }

    private void onControlFailure(Throwable failure) {
      log.error(Component.ENDPOINT, "control-failed", "a task of the control loop failed", failure);
    }

    /** Larger after a restart, unless the clock was set back, which the topology finds out. */
    private static long incarnation() {
      Instant now = Instant.now();
      return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }
  }
}
