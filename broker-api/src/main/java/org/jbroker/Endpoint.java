package org.jbroker;

import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jbroker.data.Data;
import org.jbroker.spi.EndpointProvider;
import org.jbroker.store.Backend;
import org.jbroker.store.CloneOptions;
import org.jbroker.store.Store;

/**
 * A participant in a Broker network: it publishes, subscribes, and peers with other endpoints in
 * this process, in other processes, and with Zeek.
 *
 * <p>What an endpoint publishes goes to its peers, not to its own subscribers, unless {@link
 * EndpointOptions#localDelivery()} is on. A peer gets what its filter matches at that moment:
 * filters travel asynchronously, so wait with {@link #awaitPeer} where the first message counts.
 *
 * <p>All methods are thread-safe and refuse null. Methods that wait can be interrupted. After
 * {@link #close()} methods that begin something throw {@link BrokerException} with {@link
 * ErrorCode#SHUTTING_DOWN}. Addresses and what they mean are those of {@link NetworkInfo}.
 */
public interface Endpoint extends Messaging {

  /**
   * Opens an endpoint with {@link EndpointOptions#load(String...) options} from broker.conf and the
   * environment.
   */
  static Endpoint open() {
    return open(EndpointOptions.load());
  }

  /**
   * Opens an endpoint with these options; what they do not set comes from {@code broker.conf} and
   * the environment, unless {@link EndpointOptions#ignoreBrokerConf()} is on.
   *
   * @throws IllegalStateException if no engine is on the class or module path, or the library that
   *     {@link TlsOptions#anonymous()} needs is not
   * @throws BrokerException with {@link ErrorCode#CANNOT_OPEN_FILE} if a file of {@link
   *     EndpointOptions#tls()} cannot be read or does not hold what it should; the message names it
   */
  static Endpoint open(EndpointOptions options) {
    return EndpointProvider.load().open(options);
  }

  /** The id of this endpoint, which its peers see. */
  EndpointId id();

  /** The options it was opened with. */
  EndpointOptions options();

  // --- peerings

  /**
   * Accepts peerings on a TCP port. All protocol versions share it.
   *
   * @param address a host name or address of this machine; {@code ""} for all interfaces
   * @param port 0 for any free port
   * @return the port that it listens on
   * @throws BrokerException with {@link ErrorCode#CANNOT_OPEN_RESOURCE} if that is not possible
   */
  int listen(String address, int port);

  /**
   * Accepts peerings on a Unix-domain socket. The file is created for its owner only and removed at
   * {@link #close()}; a stale file that nobody listens on is replaced.
   *
   * @throws BrokerException with {@link ErrorCode#CANNOT_OPEN_RESOURCE} if that is not possible
   */
  void listen(UnixDomainSocketAddress path);

  /**
   * As {@link #peer(String, int, Duration)} with the default of {@link NetworkInfo}, 10 seconds.
   */
  default boolean peer(String host, int port) {
    return peer(host, port, NetworkInfo.DEFAULT_RETRY);
  }

  /**
   * Peers with the endpoint at an address and waits until that is done.
   *
   * <p>A peering that breaks later, or that the other side leaves, is made again with the same
   * interval until {@link #unpeer(String, int)}. Attempts back off from a fraction of the interval
   * up to the interval, with jitter.
   *
   * @param retry the longest pause between attempts; zero for one attempt and no re-peering
   * @return whether the peering is up; {@code false} if the only attempt failed, if the thread was
   *     interrupted (its flag is set then), or if the request was withdrawn by unpeering or
   *     closing. Why is told to {@link StatusSubscriber}s
   */
  boolean peer(String host, int port, Duration retry);

  /** As {@link #peer(String, int)} over a Unix-domain socket. */
  boolean peer(UnixDomainSocketAddress path);

  /**
   * Peers without waiting. The future completes with the peering, or exceptionally with a {@link
   * BrokerException} if the request ended without one. Cancelling the future does not withdraw the
   * request; {@link #unpeer(String, int)} does.
   *
   * @param retry as in {@link #peer(String, int, Duration)}; the one in {@code to} is not used
   */
  CompletableFuture<PeerInfo> peerAsync(NetworkInfo to, Duration retry);

  /**
   * Peers with an endpoint in the same process, without a socket: messages are handed over as they
   * are. Both sides see the same statuses as over a socket. Peering twice does nothing.
   *
   * @throws IllegalArgumentException if it is this endpoint, or one of another engine
   */
  void peer(Endpoint inSameProcess);

  /**
   * Ends the peering with an address, and any attempt to make one, and waits until it is gone.
   *
   * @return whether there was one; if not, {@link ErrorCode#PEER_INVALID} is reported
   */
  boolean unpeer(String host, int port);

  /** Ends the peering with a Unix-domain socket; see {@link #unpeer(String, int)}. */
  boolean unpeer(UnixDomainSocketAddress path);

  /** As {@link #unpeer(String, int)} without waiting. */
  CompletableFuture<Boolean> unpeerAsync(NetworkInfo from);

  /** Ends the peering with an endpoint in the same process; returns whether there was one. */
  boolean unpeer(Endpoint inSameProcess);

  /** The peerings that are up, being made, or waiting for their next attempt. */
  List<PeerInfo> peers();

  /** The union of the filters that the direct peers announced. */
  Set<Topic> peerSubscriptions();

  /**
   * Waits until a path to an endpoint is known and its filter has arrived. For an endpoint several
   * hops away the filter is known only if it announces it ({@link
   * EndpointOptions#propagateSubscriptions()}); otherwise the path alone is waited for.
   *
   * @return whether that was so within {@code timeout}
   * @throws InterruptedException if the waiting thread is interrupted
   */
  boolean awaitPeer(EndpointId peer, Duration timeout) throws InterruptedException;

  /** As {@link #awaitPeer} without blocking; completes with {@code false} after the time-out. */
  CompletableFuture<Boolean> awaitPeerAsync(EndpointId peer, Duration timeout);

  // --- messages

  /**
   * Publishes a value to the peers whose filters match. Never blocks.
   *
   * @param data converted by {@link Data#of(Object)}; a {@link org.jbroker.zeek.ZeekMessage} by its
   *     own form
   * @throws IllegalArgumentException if there is no conversion
   */
  default PublishResult publish(String topic, Object data) {
    return publish(Topic.of(topic), Data.of(data));
  }

  /** Publishes a value to the peers whose filters match. Never blocks. */
  PublishResult publish(Topic topic, Data data);

  /**
   * Publishes to one endpoint, whose subscribers still have to match. Several hops away this needs
   * version 64 on the path; without a path the result says {@link ErrorCode#NO_PATH_TO_PEER}, which
   * is reported, too.
   */
  PublishResult publish(EndpointId destination, Topic topic, Data data);

  /** Publishes messages in order. The result is the sum. */
  PublishResult publishBatch(Collection<Message> batch);

  /** Publishes to the subscribers of this endpoint only. */
  PublishResult publishLocally(Topic topic, Data data);

  /**
   * Pulls values from {@code source} as fast as the sinks take them and publishes each. The
   * iterator is used on the endpoint's executor, by one thread at a time.
   *
   * @return completes when the source is at its end and everything was taken; exceptionally if the
   *     source throws or the endpoint is closed. Cancelling it stops the pulling
   */
  CompletableFuture<Void> publishAll(Topic topic, Iterator<Data> source);

  /**
   * As {@link #publishAll(Topic, Iterator)} from a stream, which is closed at the end, whatever
   * that is.
   */
  default CompletableFuture<Void> publishAll(Topic topic, Stream<? extends Data> source) {
    Iterator<? extends Data> values = source.iterator();
    Iterator<Data> pulled =
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return values.hasNext();
          }

          @Override
          public Data next() {
            return values.next();
          }
        };
    CompletableFuture<Void> done = publishAll(topic, pulled);
    done.whenComplete((nothing, failure) -> source.close());
    return done;
  }

  /** As {@link #publishAll(Topic, Iterator)} from a {@link Flow.Publisher}, with its demand. */
  CompletableFuture<Void> publishAll(Topic topic, Flow.Publisher<? extends Data> source);

  /** A publisher for a topic. Closed with the endpoint. */
  Publisher publisher(Topic topic, PublisherOptions options);

  /** A queue for all messages whose topics start with one of {@code prefixes}. */
  Subscriber subscriber(String... prefixes);

  /** A queue with bounds and an overflow policy of its own. Closed with the endpoint. */
  Subscriber subscriber(SubscriberOptions options, Collection<Topic> prefixes);

  /**
   * Calls {@code onMessage} for each message, one at a time, on the endpoint's executor.
   *
   * @param onError called, on the same executor, for what the callback threw ({@link
   *     ErrorCode#UNSPECIFIED}) and for messages that could not be decoded ({@link
   *     ErrorCode#DESERIALIZATION_FAILED}) or were dropped
   */
  Subscription subscribe(
      Collection<Topic> prefixes,
      Consumer<? super Message> onMessage,
      Consumer<? super BrokerError> onError);

  /**
   * The messages as a {@link Flow.Publisher}. Each of its subscribers has a queue of its own from
   * the moment it subscribes, bounded as any {@link Subscriber}'s.
   */
  Flow.Publisher<Message> flow(String... prefixes);

  /**
   * Forwards messages with these prefixes between peers though nobody here is subscribed to them.
   * Adds to what was given before.
   */
  void forward(Topic... prefixes);

  /**
   * Reports what happens to the peerings from now on.
   *
   * @param receiveStatuses whether statuses are wanted, too; else errors only
   */
  StatusSubscriber statusSubscriber(boolean receiveStatuses);

  // --- stores

  /**
   * Attaches the master of a data store: the one that holds its contents and decides. Its name must
   * be unique among connected endpoints. Needs {@code broker-store} on the class or module path.
   *
   * @throws BrokerException with {@link ErrorCode#MASTER_EXISTS} if this endpoint has a store of
   *     that name, or a direct peer has its master; with {@link ErrorCode#CANNOT_OPEN_FILE} or
   *     {@link ErrorCode#BACKEND_FAILURE} if the backend cannot be opened
   * @throws IllegalArgumentException if the name is empty
   * @throws IllegalStateException if no store engine is on the class or module path
   */
  Store attachMaster(String name, Backend backend);

  /** As {@link #attachClone(String, CloneOptions)} with {@link CloneOptions#DEFAULT}. */
  default Store attachClone(String name) {
    return attachClone(name, CloneOptions.DEFAULT);
  }

  /**
   * Attaches a clone of a data store: a copy that follows its master, wherever in the network that
   * is, and sends writes to it. The master may come later; a clone that has not found it for 10 s
   * reports {@link ErrorCode#NO_SUCH_MASTER} to status subscribers, and goes on looking.
   *
   * @throws BrokerException with {@link ErrorCode#MASTER_EXISTS} if this endpoint has a store of
   *     that name
   * @throws IllegalArgumentException if the name is empty
   * @throws IllegalStateException if no store engine is on the class or module path
   */
  Store attachClone(String name, CloneOptions options);

  // --- WebSocket

  /** As {@link #webSocketListen(String, int, WebSocketOptions)} with the defaults. */
  default int webSocketListen(String address, int port) {
    return webSocketListen(address, port, WebSocketOptions.DEFAULT);
  }

  /**
   * Serves Zeek's WebSocket API, on the path {@code /v1/messages/json}, and the same in MessagePack
   * on {@code /v1/messages/msgpack}. What one client publishes reaches this endpoint's subscribers,
   * its peers and the other clients; clients get what peers and this endpoint publish. Needs {@code
   * broker-websocket} on the class or module path.
   *
   * @param address a host name or address of this machine; {@code ""} for all interfaces
   * @param port 0 for any free port
   * @return the port that it listens on
   * @throws BrokerException with {@link ErrorCode#CANNOT_OPEN_RESOURCE} if that is not possible
   * @throws IllegalStateException if no WebSocket engine is on the class or module path
   */
  int webSocketListen(String address, int port, WebSocketOptions options);

  // --- time and life

  /** The endpoint's wall clock: real time, or what {@link #advanceTime} set. */
  Instant now();

  /**
   * Sets the endpoint's wall clock.
   *
   * @throws IllegalStateException unless it was opened with {@link EndpointOptions#useRealTime()
   *     useRealTime(false)}
   * @throws IllegalArgumentException if {@code to} lies in the past of {@link #now()}
   */
  void advanceTime(Instant to);

  /** What was counted so far. */
  EndpointMetrics metrics();

  /** Whether everything asked for is up: peerings and stores. May wait for a moment. */
  EndpointHealth health();

  /**
   * Waits until everything accepted so far has been written to its sockets, and every asynchronous
   * subscription has taken what it had.
   *
   * @return whether that was so within {@code timeout}
   * @throws InterruptedException if the waiting thread is interrupted
   */
  boolean drain(Duration timeout) throws InterruptedException;

  /** Whether {@link #close()} was called. */
  boolean isClosed();

  /**
   * Leaves the network politely and ends every thread, socket and file of this endpoint, within
   * {@link EndpointOptions#drainTimeout()} for what is still to be sent and three seconds for the
   * peers' farewell. Subscribers can still take what they hold. Idempotent.
   */
  @Override
  void close();
}
