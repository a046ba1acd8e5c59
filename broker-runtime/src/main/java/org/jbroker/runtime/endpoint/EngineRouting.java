package org.jbroker.runtime.endpoint;

import java.util.Arrays;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jbroker.EndpointId;
import org.jbroker.Topic;
import org.jbroker.data.Data;
import org.jbroker.runtime.peering.Peering;
import org.jbroker.runtime.routing.Dispatcher;
import org.jbroker.runtime.routing.Envelope;
import org.jbroker.runtime.routing.LocalRouting;
import org.jbroker.runtime.routing.Router;
import org.jbroker.runtime.routing.Sink;

/** Connects subscribers and publishers of this process to the engine. Thread-safe. */
final class EngineRouting implements LocalRouting {

  private final Router router;
  private final Dispatcher dispatcher;
  private final Supplier<Peering> peering;
  private final boolean localDelivery;
  private volatile Runnable filterListener = () -> {};

  EngineRouting(
      Router router, Dispatcher dispatcher, Supplier<Peering> peering, boolean localDelivery) {
    this.router = router;
    this.dispatcher = dispatcher;
    this.peering = peering;
    this.localDelivery = localDelivery;
  }

  @Override
  public void subscribe(Collection<Topic> prefixes, Sink sink) {
    router.subscribe(prefixes, sink);
    filterChanged();
  }

  @Override
  public void unsubscribe(Collection<Topic> prefixes, Sink sink) {
    router.unsubscribe(prefixes, sink);
    filterChanged();
  }

  private void filterChanged() {
    peering.get().ownFilterChanged();
    filterListener.run();
  }

  /** Calls {@code action} whenever the filter of this endpoint may have changed. One at a time. */
  void onFilterChanged(Runnable action) {
    filterListener = action;
  }

  @Override
  public CompletableFuture<Void> filterAnnounced() {
    return peering.get().filterAnnounced();
  }

  @Override
  public Envelope envelope(Topic topic, Data data) {
    return dispatcher.envelope(topic, data, EndpointId.NIL);
  }

  @Override
  public void published(Envelope envelope) {
    dispatcher.published(envelope);
  }

  @Override
  public Sink[] sinks(Topic topic) {
    Sink[] all = router.table().lookup(topic);
    if (localDelivery) {
      return all;
    }
    for (Sink sink : all) {
      if (!sink.takesOwn()) {
        return Arrays.stream(all).filter(Sink::takesOwn).toArray(Sink[]::new);
      }
    }
    return all;
  }
}
