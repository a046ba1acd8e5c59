package org.jbroker.runtime.endpoint;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jbroker.EndpointId;
import org.jbroker.EndpointInfo;
import org.jbroker.EndpointOptions;
import org.jbroker.ErrorCode;
import org.jbroker.Status;
import org.jbroker.StatusCode;
import org.jbroker.StatusEvent;
import org.jbroker.Topic;
import org.jbroker.runtime.local.CommandSink;
import org.jbroker.runtime.local.StatusHub;
import org.jbroker.runtime.peering.Peering;
import org.jbroker.runtime.routing.Dispatcher;
import org.jbroker.runtime.routing.LocalRouting;
import org.jbroker.spi.CommandHandler;
import org.jbroker.spi.StoreHost;

/** What the engine offers to stores. Thread-safe. */
final class EngineStoreHost implements StoreHost {

  private final EndpointId id;
  private final EndpointOptions options;
  private final EndpointClock clock;
  private final Executor callbacks;
  private final StatusHub statuses;
  private final LocalRouting routing;
  private final CommandPacer pacer;
  private final Dispatcher dispatcher;
  private final Supplier<Peering> peering;
  private final List<Consumer<EndpointId>> unreachable = new CopyOnWriteArrayList<>();

  EngineStoreHost(
      EndpointId id,
      EndpointOptions options,
      EndpointClock clock,
      Executor callbacks,
      StatusHub statuses,
      LocalRouting routing,
      Dispatcher dispatcher,
      Supplier<Peering> peering) {
    this.id = id;
    this.options = options;
    this.clock = clock;
    this.callbacks = callbacks;
    this.statuses = statuses;
    this.routing = routing;
    this.pacer = new CommandPacer(System::nanoTime);
    this.dispatcher = dispatcher;
    this.peering = peering;
  }

  /** Tells stores what they asked for, of all that is reported. */
  void observe(StatusEvent event) {
    if (event instanceof Status status && status.code() == StatusCode.ENDPOINT_UNREACHABLE) {
      status
          .endpoint()
          .map(EndpointInfo::node)
          .ifPresent(gone -> unreachable.forEach(action -> action.accept(gone)));
    }
  }

  @Override
  public EndpointId id() {
    return id;
  }

  @Override
  public EndpointOptions options() {
    return options;
  }

  @Override
  public Instant now() {
    return clock.now();
  }

  @Override
  public Registration onTimeSet(Runnable action) {
    return clock.onSet(action);
  }

  @Override
  public Executor callbacks() {
    return callbacks;
  }

  @Override
  public void report(StatusEvent event) {
    statuses.publish(event);
  }

  @Override
  public Registration receiveCommands(Topic prefix, CommandHandler handler) {
    CommandSink sink = new CommandSink(handler);
    List<Topic> prefixes = List.of(prefix);
    routing.subscribe(prefixes, sink);
    return () -> routing.unsubscribe(prefixes, sink);
  }

  @Override
  public void broadcast(Topic topic, byte[] command) {
    pacer.await(topic, routing.sinks(topic));
    dispatcher.publish(dispatcher.command(topic, command, EndpointId.NIL));
  }

  @Override
  public boolean send(EndpointId receiver, Topic topic, byte[] command) {
    dispatcher.path(receiver).ifPresent(path -> pacer.await(topic, path));
    return dispatcher.send(dispatcher.command(topic, command, receiver)).error() == ErrorCode.NONE;
  }

  @Override
  public boolean isAnnounced(Topic prefix) {
    return peering.get().peerSubscriptions().join().contains(prefix);
  }

  @Override
  public boolean isReachable(EndpointId endpoint) {
    return dispatcher.isReachable(endpoint);
  }

  @Override
  public Registration onUnreachable(Consumer<EndpointId> action) {
    unreachable.add(action);
    return () -> unreachable.remove(action);
  }
}
