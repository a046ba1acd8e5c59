package org.jbroker.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jbroker.BrokerException;
import org.jbroker.Endpoint;
import org.jbroker.EndpointId;
import org.jbroker.EndpointOptions;
import org.jbroker.ErrorCode;
import org.jbroker.Message;
import org.jbroker.NetworkInfo;
import org.jbroker.PeerInfo;
import org.jbroker.Subscription;
import org.jbroker.Topic;

/**
 * Asks running nodes what they know of their cluster, without being a node: it says no hello, so it
 * is nobody's member, and any name and number of it may ask at the same time.
 *
 * <p>Thread-safe. A request connects, asks and leaves. Futures complete on the endpoint's executor
 * or, when time is over, on a thread of {@link CompletableFuture#orTimeout}.
 */
public final class ClusterStatusClient implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(ClusterStatusClient.class.getName());

  private final Endpoint endpoint;
  private final ClusterTopics topics;
  private final Subscription answers;
  private final Map<Long, CompletableFuture<ClusterStatus>> asked = new ConcurrentHashMap<>();

  /** How many requests use the connection to an address. */
  private final Map<NetworkInfo, Integer> users = new ConcurrentHashMap<>();

  private ClusterStatusClient(Endpoint endpoint, ClusterTopics topics) {
    this.endpoint = endpoint;
    this.topics = topics;
    answers =
        endpoint.subscribe(
            List.of(Topic.of(topics.nodeidTopic(endpoint.id().toString()))),
            this::receive,
            error ->
                asked.values().forEach(f -> f.completeExceptionally(new BrokerException(error))));
  }

  /**
   * A client for clusters with these topics.
   *
   * @param options of the endpoint that asks; TLS as the nodes have it
   * @throws IllegalStateException if no engine is on the class or module path
   */
  public static ClusterStatusClient open(EndpointOptions options, ClusterTopics topics) {
    Endpoint endpoint = Endpoint.open(options.toBuilder().forward(false).build());
    try {
      return new ClusterStatusClient(endpoint, topics);
    } catch (RuntimeException e) {
      endpoint.close();
      throw e;
    }
  }

  /**
   * Asks the node at an address.
   *
   * @param timeout for everything together, connecting included
   * @throws BrokerException with {@link ErrorCode#PEER_UNAVAILABLE} or what else prevents a peering
   *     if it cannot be connected to; {@link ErrorCode#REQUEST_TIMEOUT} if there is no answer in
   *     time, as from an endpoint that is no node of a cluster with these topics; {@link
   *     ErrorCode#INVALID_DATA} if the answer is no status
   * @throws InterruptedException if the waiting thread is interrupted
   */
  public ClusterStatus ask(String host, int port, Duration timeout) throws InterruptedException {
    try {
      return askAsync(host, port, timeout).get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof BrokerException failure) {
        throw new BrokerException(failure.error(), failure);
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** As {@link #ask} without blocking; fails with the same {@link BrokerException}. */
  public CompletableFuture<ClusterStatus> askAsync(String host, int port, Duration timeout) {
    NetworkInfo address = NetworkInfo.of(host, port);
    long token = ThreadLocalRandom.current().nextLong();
    CompletableFuture<PeerInfo> peering = endpoint.peerAsync(address, Duration.ZERO);
    CompletableFuture<ClusterStatus> answer = new CompletableFuture<>();
    asked.put(token, answer);
    users.merge(address, 1, Integer::sum);
    answer.orTimeout(Nanos.of(timeout), TimeUnit.NANOSECONDS);
    peering.whenComplete(
        (peer, failure) -> {
          if (failure != null) {
            answer.completeExceptionally(failure);
          } else {
            request(peer.peer().node(), token, answer);
          }
        });
    CompletableFuture<ClusterStatus> result = new CompletableFuture<>();
    answer.whenComplete(
        (status, failure) -> {
          asked.remove(token);
          leave(address)
              .whenComplete((gone, ignored) -> complete(result, status, failure, address));
        });
    return result;
  }

  private CompletableFuture<Boolean> leave(NetworkInfo address) {
    Integer left = users.computeIfPresent(address, (a, n) -> n == 1 ? null : n - 1);
    try {
      if (left == null) {
        return endpoint.unpeerAsync(address);
      }
    } catch (BrokerException closed) {
      LOG.log(System.Logger.Level.DEBUG, "gone with its endpoint: " + address, closed);
    }
    return CompletableFuture.completedFuture(false);
  }

  private static void complete(
      CompletableFuture<ClusterStatus> result,
      ClusterStatus status,
      Throwable failure,
      NetworkInfo address) {
    if (failure instanceof TimeoutException) {
      result.completeExceptionally(
          new BrokerException(
              ErrorCode.REQUEST_TIMEOUT, "no node of a cluster answers at " + address));
    } else if (failure != null) {
      result.completeExceptionally(failure);
    } else {
      result.complete(status);
    }
  }

  private void request(EndpointId node, long token, CompletableFuture<ClusterStatus> answer) {
    ClusterMessage request = new ClusterMessage.StatusRequest(token, endpoint.id());
    Topic topic = Topic.of(topics.nodeidTopic(node.toString()));
    try {
      endpoint.publish(node, topic, request.toEvent().toData());
    } catch (BrokerException closed) {
      answer.completeExceptionally(closed);
    }
  }

  private void receive(Message message) {
    try {
      ClusterMessage.from(message.data())
          .filter(ClusterMessage.StatusAnswer.class::isInstance)
          .map(ClusterMessage.StatusAnswer.class::cast)
          .ifPresent(this::receive);
    } catch (IllegalArgumentException malformed) {
      LOG.log(System.Logger.Level.DEBUG, "ignored: " + malformed);
    }
  }

  private void receive(ClusterMessage.StatusAnswer answer) {
    CompletableFuture<ClusterStatus> waiting = asked.get(answer.token());
    if (waiting == null) {
      return; // Too late, or not asked for.
    }
    try {
      waiting.complete(StatusCodec.decode(answer.status()));
    } catch (IllegalArgumentException malformed) {
      waiting.completeExceptionally(
          new BrokerException(ErrorCode.INVALID_DATA, "not a status: " + malformed.getMessage()));
    }
  }

  /** Ends the endpoint; what is still asked fails. */
  @Override
  public void close() {
    BrokerException closed =
        new BrokerException(ErrorCode.SHUTTING_DOWN, "the client of cluster statuses was closed");
    asked.values().forEach(waiting -> waiting.completeExceptionally(closed));
    answers.close();
    endpoint.close();
  }
}
