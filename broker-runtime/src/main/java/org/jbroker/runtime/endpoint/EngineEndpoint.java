package org.jbroker.runtime.endpoint;

import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jbroker.BrokerError;
import org.jbroker.BrokerException;
import org.jbroker.Endpoint;
import org.jbroker.EndpointHealth;
import org.jbroker.EndpointId;
import org.jbroker.EndpointInfo;
import org.jbroker.EndpointMetrics;
import org.jbroker.EndpointOptions;
import org.jbroker.ErrorCode;
import org.jbroker.Message;
import org.jbroker.NetworkInfo;
import org.jbroker.PeerInfo;
import org.jbroker.PublishResult;
import org.jbroker.Publisher;
import org.jbroker.PublisherOptions;
import org.jbroker.StatusSubscriber;
import org.jbroker.Subscriber;
import org.jbroker.SubscriberOptions;
import org.jbroker.Subscription;
import org.jbroker.Topic;
import org.jbroker.WebSocketOptions;
import org.jbroker.data.Data;
import org.jbroker.runtime.local.AsyncSubscription;
import org.jbroker.runtime.local.DemandPublisher;
import org.jbroker.runtime.local.LocalSubscriber;
import org.jbroker.runtime.local.MessageFlow;
import org.jbroker.runtime.local.SourcePump;
import org.jbroker.runtime.peering.Peering;
import org.jbroker.runtime.routing.Envelope;
import org.jbroker.spi.WebSocketHost;
import org.jbroker.store.Backend;
import org.jbroker.store.CloneOptions;
import org.jbroker.store.Store;

/**
 * An endpoint, assembled: each call goes to the part that does the work.
 *
 * <p>Thread-safe. It holds no lock; calls that have to do with peerings become tasks of the control
 * loop, and those that return something wait for it.
 */
final class EngineEndpoint implements Endpoint {

  /** Closing waits so long for farewells beyond the drain time, then ends the sockets. */
  private static final Duration FAREWELL = Duration.ofSeconds(4);

  private final Parts parts;
  private final Peering peering;
  private final EndpointOptions options;
  private final EndpointClock clock;
  private final LazyStores stores;
  private final LazyWebSockets webSockets;
  private final AtomicBoolean closed = new AtomicBoolean();

  private EngineEndpoint(Parts parts) {
    this.parts = parts;
    this.peering = parts.peering();
    this.options = parts.options();
    this.clock = parts.clock();
    this.stores = new LazyStores(parts.storeHost());
    this.webSockets = new LazyWebSockets(parts.webSocketHost());
  }

  static EngineEndpoint open(EndpointOptions options) {
    EngineEndpoint endpoint = new EngineEndpoint(Parts.assemble(options, new SplittableRandom()));
    try {
      options
          .webSocketPort()
          .ifPresent(port -> endpoint.webSocketListen(options.webSocketAddress(), port));
      return endpoint;
    } catch (RuntimeException e) {
      endpoint.close();
      throw e;
    }
  }

  WebSocketHost webSocketHost() {
    return parts.webSocketHost();
  }

  @Override
  public EndpointId id() {
    return parts.id();
  }

  @Override
  public EndpointOptions options() {
    return options;
  }

  // --- peerings

  @Override
  public int listen(String address, int port) {
    checkOpen();
    return peering.listen(address, port);
  }

  @Override
  public void listen(UnixDomainSocketAddress path) {
    checkOpen();
    peering.listen(path.getPath());
  }

  @Override
  public boolean peer(String host, int port, Duration retry) {
    checkOpen();
    return awaitPeering(new NetworkInfo(host, port, retry));
  }

  @Override
  public boolean peer(UnixDomainSocketAddress path) {
    checkOpen();
    return awaitPeering(NetworkInfo.of(path));
  }

  private boolean awaitPeering(NetworkInfo target) {
    try {
      peering.request(target).get();
      return true;
    } catch (ExecutionException reported) {
      return false; // Status subscribers were told why.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public CompletableFuture<PeerInfo> peerAsync(NetworkInfo to, Duration retry) {
    checkOpen();
    return parts.callbacks().relay(peering.request(to.withRetry(retry)));
  }

  @Override
  public void peer(Endpoint inSameProcess) {
    checkOpen();
    try {
      peering.join(engine(inSameProcess).peering).get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof BrokerException refused) {
        throw new BrokerException(refused.error(), refused);
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean unpeer(String host, int port) {
    return peering.withdraw(NetworkInfo.of(host, port)).join();
  }

  @Override
  public boolean unpeer(UnixDomainSocketAddress path) {
    return peering.withdraw(NetworkInfo.of(path)).join();
  }

  @Override
  public CompletableFuture<Boolean> unpeerAsync(NetworkInfo from) {
    return parts.callbacks().relay(peering.withdraw(from));
  }

  @Override
  public boolean unpeer(Endpoint inSameProcess) {
    return peering.part(engine(inSameProcess).id()).join();
  }

  private EngineEndpoint engine(Endpoint endpoint) {
    Objects.requireNonNull(endpoint, "endpoint");
    if (endpoint == this || !(endpoint instanceof EngineEndpoint engine)) {
      throw new IllegalArgumentException(
          "an endpoint peers with another one of the same engine, not with " + endpoint);
    }
    return engine;
  }

  @Override
  public List<PeerInfo> peers() {
    return peering.peers().join();
  }

  @Override
  public Set<Topic> peerSubscriptions() {
    return peering.peerSubscriptions().join();
  }

  @Override
  public boolean awaitPeer(EndpointId peer, Duration timeout) throws InterruptedException {
    try {
      return peering.await(peer, timeout).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  @Override
  public CompletableFuture<Boolean> awaitPeerAsync(EndpointId peer, Duration timeout) {
    return parts.callbacks().relay(peering.await(peer, timeout));
  }

  // --- messages

  @Override
  public PublishResult publish(Topic topic, Data data) {
    checkOpen();
    return parts.dispatcher().publish(envelope(topic, data, EndpointId.NIL));
  }

  @Override
  public PublishResult publish(EndpointId destination, Topic topic, Data data) {
    checkOpen();
    PublishResult result = parts.dispatcher().send(envelope(topic, data, destination));
    if (result.error() == ErrorCode.NO_PATH_TO_PEER) {
      parts
          .statuses()
          .publish(
              new BrokerError(
                  ErrorCode.NO_PATH_TO_PEER,
                  Optional.of(EndpointInfo.of(destination)),
                  "no path leads to the destination of a message under " + topic));
    }
    return result;
  }

  @Override
  public PublishResult publishBatch(Collection<Message> batch) {
    PublishResult sum = PublishResult.of(0, 0);
    for (Message message : batch) {
      sum = sum.plus(publish(message.topic(), message.data()));
    }
    return sum;
  }

  @Override
  public PublishResult publishLocally(Topic topic, Data data) {
    checkOpen();
    return parts.dispatcher().publishLocally(envelope(topic, data, EndpointId.NIL));
  }

  private Envelope envelope(Topic topic, Data data, EndpointId receiver) {
    return parts.dispatcher().envelope(topic, data, receiver);
  }

  @Override
  public CompletableFuture<Void> publishAll(Topic topic, Iterator<Data> source) {
    checkOpen();
    return SourcePump.pump(parts.local(), topic, source, options.drainTimeout());
  }

  @Override
  public CompletableFuture<Void> publishAll(Topic topic, Flow.Publisher<? extends Data> source) {
    checkOpen();
    return SourcePump.pump(parts.local(), topic, source, options.drainTimeout());
  }

  @Override
  public Publisher publisher(Topic topic, PublisherOptions publisherOptions) {
    return DemandPublisher.open(parts.local(), topic, publisherOptions, options.drainTimeout());
  }

  @Override
  public Subscriber subscriber(String... prefixes) {
    return subscriber(SubscriberOptions.DEFAULT, topics(prefixes));
  }

  @Override
  public Subscriber subscriber(SubscriberOptions bounds, Collection<Topic> prefixes) {
    return LocalSubscriber.open(parts.local(), bounds, prefixes);
  }

  @Override
  public Subscription subscribe(
      Collection<Topic> prefixes,
      Consumer<? super Message> onMessage,
      Consumer<? super BrokerError> onError) {
    return AsyncSubscription.open(
        parts.local(), SubscriberOptions.DEFAULT, prefixes, onMessage, onError);
  }

  @Override
  public Flow.Publisher<Message> flow(String... prefixes) {
    return new MessageFlow(parts.local(), SubscriberOptions.DEFAULT, topics(prefixes));
  }

  @Override
  public void forward(Topic... prefixes) {
    checkOpen();
    parts.router().forward(Arrays.asList(prefixes));
    peering.ownFilterChanged();
  }

  private static List<Topic> topics(String... prefixes) {
    return Arrays.stream(prefixes).map(Topic::of).toList();
  }

  @Override
  public StatusSubscriber statusSubscriber(boolean receiveStatuses) {
    return parts.statuses().subscribe(receiveStatuses);
  }

  // --- stores

  @Override
  public Store attachMaster(String name, Backend backend) {
    checkOpen();
    return stores.get().attachMaster(name, backend);
  }

  @Override
  public Store attachClone(String name, CloneOptions cloneOptions) {
    checkOpen();
    return stores.get().attachClone(name, cloneOptions);
  }

  // --- WebSocket

  @Override
  public int webSocketListen(String address, int port, WebSocketOptions webSocketOptions) {
    checkOpen();
    return webSockets.get().listen(address, port, webSocketOptions);
  }

  // --- time and life

  @Override
  public Instant now() {
    return clock.now();
  }

  @Override
  public void advanceTime(Instant to) {
    clock.advance(to);
  }

  @Override
  public EndpointMetrics metrics() {
    return parts
        .counters()
        .snapshot(parts.router().subscriptions(), peering.metrics().join(), webSockets.metrics());
  }

  @Override
  public EndpointHealth health() {
    Peering.Wanted wanted = peering.wanted().join();
    return new EndpointHealth(
        !isClosed(),
        peering.listening(),
        wanted.linksUp(),
        wanted.requests(),
        wanted.peered(),
        stores.health());
  }

  @Override
  public boolean drain(Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    if (!parts.local().handles().awaitIdle(timeout)) {
      return false;
    }
    return finishes(peering.drained(), deadline - System.nanoTime()) && webSockets.drain(deadline);
  }

  private static boolean finishes(CompletableFuture<?> future, long nanos)
      throws InterruptedException {
    try {
      future.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException late) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  @Override
  public boolean isClosed() {
    return closed.get();
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    boolean interrupted = Thread.interrupted();
    stores.close();
    parts.local().handles().close(options.drainTimeout());
    webSockets.close(); // Clients may publish until then.
    CompletableFuture<Void> gone = peering.close(options.drainTimeout());
    try {
      finishes(gone, options.drainTimeout().plus(FAREWELL).toNanos());
    } catch (InterruptedException e) {
      interrupted = true; // Leave at once, then: the sockets are closed below.
    }
    parts.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void checkOpen() {
    if (closed.get()) {
      throw new BrokerException(ErrorCode.SHUTTING_DOWN, "the endpoint is closed");
    }
  }

  @Override
  public String toString() {
    return "endpoint " + options.name() + " (" + id() + ")";
  }
}
