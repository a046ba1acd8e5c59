package org.jbroker.store.engine.service;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jbroker.Endpoint;
import org.jbroker.EndpointOptions;
import org.jbroker.PeerInfo;
import org.jbroker.PeerStatus;
import org.jbroker.store.CloneOptions;
import org.jbroker.store.Store;
import org.jbroker.store.engine.clone.CloneState;
import org.jbroker.testkit.Await;
import org.jbroker.testkit.net.FaultProxy;
import org.slf4j.LoggerFactory;

/**
 * The endpoints of one test and the proxies between them, closed together. Fails at the end if
 * anything was logged as an error: what goes wrong in a task of a store ends up there. Confined to
 * the test's thread.
 */
final class StoreNet implements AutoCloseable {

  static final String HOST = "127.0.0.1";

  /** A thread of Netty's that all groups of a process share; it ends after an idle second. */
  static final String NETTY_SHARED = "globalEventExecutor-.*";

  /** The limit of whatever should happen soon. */
  static final Duration SOON = Duration.ofSeconds(20);

  /** Clones that look for their master often. */
  static final CloneOptions EAGER = CloneOptions.DEFAULT.withResyncInterval(Duration.ofMillis(100));

  /** What lies between two endpoints. */
  enum Way {
    TCP_64,
    TCP_1,
    IN_PROCESS
  }

  private final List<Endpoint> endpoints = new ArrayList<>();
  private final List<FaultProxy> proxies = new ArrayList<>();
  private final Map<Endpoint, Integer> ports = new HashMap<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger("org.jbroker");
  private final Logger service = (Logger) LoggerFactory.getLogger(StoreService.class);
  private final Errors errors = new Errors();

  StoreNet() {
    errors.setContext(logger.getLoggerContext());
    errors.start();
    logger.addAppender(errors);
    // It tells the states of clones, which nothing else does.
    service.setLevel(Level.DEBUG);
    service.setAdditive(false);
    service.addAppender(errors);
  }

  Endpoint open() {
    return open(options -> options);
  }

  Endpoint open(Way way) {
    return open(options -> options.maxProtocolVersion(way == Way.TCP_1 ? 1 : 64));
  }

  Endpoint open(UnaryOperator<EndpointOptions.Builder> more) {
    EndpointOptions.Builder options =
        EndpointOptions.builder()
            .ignoreBrokerConf(true)
            .name("e" + endpoints.size())
            .heartbeatInterval(Duration.ofSeconds(2))
            .drainTimeout(Duration.ofSeconds(1));
    Endpoint endpoint = Endpoint.open(more.apply(options).build());
    endpoints.add(endpoint);
    return endpoint;
  }

  /** The port on which an endpoint listens. */
  int port(Endpoint endpoint) {
    return ports.computeIfAbsent(endpoint, e -> e.listen(HOST, 0));
  }

  /** Peers two endpoints, and waits until each has the other's filter. */
  void link(Endpoint from, Endpoint to, Way way) throws InterruptedException {
    if (way == Way.IN_PROCESS) {
      from.peer(to);
    } else {
      assertThat(from.peer(HOST, port(to), Duration.ofMillis(100))).isTrue();
    }
    assertThat(from.awaitPeer(to.id(), SOON)).isTrue();
    assertThat(to.awaitPeer(from.id(), SOON)).isTrue();
  }

  /** Peers two endpoints through a proxy; the first one tries again every 100 ms. */
  FaultProxy linkByProxy(Endpoint from, Endpoint to) throws InterruptedException {
    FaultProxy proxy = FaultProxy.to(HOST, port(to));
    proxies.add(proxy);
    assertThat(from.peer(HOST, proxy.port(), Duration.ofMillis(100))).isTrue();
    assertThat(from.awaitPeer(to.id(), SOON)).isTrue();
    return proxy;
  }

  /** Whether a peering is established. */
  static boolean up(PeerInfo peer) {
    return peer.status() == PeerStatus.PEERED;
  }

  /**
   * Waits until all writes of the clones are acknowledged, and all are equal; {@link #awaitIdle}
   * also waits for the acknowledgements of the clones.
   */
  static void settle(Store master, Store... clones) {
    CompletableFuture<?>[] flushes =
        Stream.of(clones).map(Store::flushAsync).toArray(CompletableFuture<?>[]::new);
    assertThat(CompletableFuture.allOf(flushes)).succeedsWithin(SOON);
    for (Store clone : clones) {
      Await.until(SOON, "the clone is equal", () -> clone.snapshot().equals(master.snapshot()));
    }
  }

  /** Waits until nothing is under way between a master and its clones; all are equal then. */
  static void awaitIdle(Store master, Store... clones) throws InterruptedException {
    for (Store clone : clones) {
      assertThat(clone.awaitIdle(SOON)).as("the clone is idle").isTrue();
    }
    assertThat(master.awaitIdle(SOON)).as("the master is idle").isTrue();
    for (Store clone : clones) {
      assertThat(clone.awaitIdle(SOON)).as("the clone is idle").isTrue();
      assertThat(clone.snapshot()).isEqualTo(master.snapshot());
    }
  }

  /** Waits until some clone of a store has been in a state so often. */
  void awaitState(String store, CloneState state, int times) {
    String wanted = "the clone of " + store + " is " + state;
    Await.until(
        SOON,
        wanted,
        () -> errors.states.stream().filter(line -> line.startsWith(wanted)).count() >= times);
  }

  @Override
  public void close() {
    proxies.forEach(FaultProxy::close);
    endpoints.forEach(Endpoint::close);
    logger.detachAppender(errors);
    service.detachAppender(errors);
    service.setAdditive(true);
    service.setLevel(null);
    assertThat(errors.messages).isEmpty();
  }

  /** Keeps what was logged as an error, and the states of clones. */
  private static final class Errors extends AppenderBase<ILoggingEvent> {
    final Queue<String> messages = new ConcurrentLinkedQueue<>();
    final Queue<String> states = new ConcurrentLinkedQueue<>();

    @Override
    protected void append(ILoggingEvent event) {
      if (event.getLevel().isGreaterOrEqual(Level.ERROR)) {
        messages.add(event.getFormattedMessage());
      } else if (event.getLevel() == Level.DEBUG) {
        states.add(event.getFormattedMessage());
      }
    }
  }
}
