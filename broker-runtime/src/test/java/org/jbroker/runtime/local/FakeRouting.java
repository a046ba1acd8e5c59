package org.jbroker.runtime.local;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jbroker.EndpointId;
import org.jbroker.Topic;
import org.jbroker.data.Data;
import org.jbroker.runtime.queue.TestMessages;
import org.jbroker.runtime.routing.Envelope;
import org.jbroker.runtime.routing.LocalRouting;
import org.jbroker.runtime.routing.MessageKind;
import org.jbroker.runtime.routing.Offer;
import org.jbroker.runtime.routing.Payload;
import org.jbroker.runtime.routing.Sink;

/** Routing by trying every prefix, for tests. Thread-safe. */
final class FakeRouting implements LocalRouting {

  /** What {@link #filterAnnounced} returns. */
  volatile CompletableFuture<Void> announced = CompletableFuture.completedFuture(null);

  /** How many messages were handed to their sinks. */
  final AtomicLong published = new AtomicLong();

  private final Map<Sink, Set<Topic>> sinks = new LinkedHashMap<>();
  private final AtomicLong sequence = new AtomicLong();

  @Override
  public synchronized void subscribe(Collection<Topic> prefixes, Sink sink) {
    sinks.computeIfAbsent(sink, ignored -> new LinkedHashSet<>()).addAll(prefixes);
  }

  @Override
  public synchronized void unsubscribe(Collection<Topic> prefixes, Sink sink) {
    Set<Topic> left = sinks.get(sink);
    if (left != null && left.removeAll(prefixes) && left.isEmpty()) {
      sinks.remove(sink);
    }
  }

  @Override
  public CompletableFuture<Void> filterAnnounced() {
    return announced;
  }

  @Override
  public Envelope envelope(Topic topic, Data data) {
    return new Envelope(
        MessageKind.DATA,
        topic,
        Payload.of(data),
        Envelope.MAX_TTL,
        EndpointId.NIL,
        EndpointId.NIL,
        1,
        sequence.incrementAndGet());
  }

  @Override
  public void published(Envelope envelope) {
    published.incrementAndGet();
  }

  @Override
  public synchronized Sink[] sinks(Topic topic) {
    List<Sink> result = new ArrayList<>();
    sinks.forEach(
        (sink, prefixes) -> {
          if (prefixes.stream().anyMatch(p -> p.prefixOf(topic))) {
            result.add(sink);
          }
        });
    return result.toArray(Sink[]::new);
  }

  /** How many sinks are subscribed. */
  synchronized int size() {
    return sinks.size();
  }

  /** Offers a message to every matching sink, as the dispatcher does; returns the last answer. */
  Offer dispatch(Envelope envelope) {
    Offer last = Offer.CLOSED;
    for (Sink sink : sinks(envelope.topic())) {
      last = sink.offer(envelope);
    }
    return last;
  }

  /** Dispatches messages with the numbers {@code from} to {@code to}. */
  void dispatch(long from, long to) {
    for (long i = from; i <= to; i++) {
      dispatch(TestMessages.envelope(i));
    }
  }
}
