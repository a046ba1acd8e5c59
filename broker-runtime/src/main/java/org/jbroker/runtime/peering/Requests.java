package org.jbroker.runtime.peering;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jbroker.BrokerError;
import org.jbroker.BrokerException;
import org.jbroker.EndpointId;
import org.jbroker.ErrorCode;
import org.jbroker.NetworkInfo;
import org.jbroker.PeerInfo;
import org.jbroker.PeerStatus;
import org.jbroker.StatusCode;
import org.jbroker.runtime.telemetry.Component;
import org.jbroker.spi.Backoff;

/**
 * The peerings that this endpoint's user asked for: makes their connections, and makes them again.
 *
 * <p>Confined to the control loop. Host names are resolved elsewhere, since that may block;
 * connecting is Netty's.
 */
final class Requests {

  private final PeeringContext context;
  private final RandomGenerator random;
  private final BiConsumer<Channel, PeeringRequest> onConnecting;
  private final List<PeeringRequest> requests = new ArrayList<>();
  private boolean closed;

  /**
   * No requests yet.
   *
   * @param onConnecting sets up a channel before it connects, on its event loop
   */
  Requests(
      PeeringContext context,
      RandomGenerator random,
      BiConsumer<Channel, PeeringRequest> onConnecting) {
    this.context = context;
    this.random = random;
    this.onConnecting = onConnecting;
  }

  /** The request for an address: the one that exists, or a new one, which begins to connect. */
  CompletableFuture<PeerInfo> add(NetworkInfo target) {
    if (closed) {
      return CompletableFuture.failedFuture(shuttingDown());
    }
    Optional<PeeringRequest> known = find(target);
    if (known.isPresent()) {
      return known.get().done();
    }
    PeeringRequest request = new PeeringRequest(target, new Backoff(target.retry(), random));
    requests.add(request);
    connect(request);
    return request.done();
  }

  /** The request for an address. */
  Optional<PeeringRequest> find(NetworkInfo target) {
    return requests.stream().filter(r -> r.target().sameAddress(target)).findFirst();
  }

  /** All requests that are not over. */
  List<PeeringRequest> all() {
    return List.copyOf(requests);
  }

  /** Forgets a request: it will not connect again. */
  void withdraw(PeeringRequest request, String why) {
    boolean wasPeered = request.status() == PeerStatus.PEERED;
    end(request);
    Attempt attempt = request.attempt();
    if (attempt != null) {
      attempt.connection().abort();
    }
    if (!wasPeered) {
      context.report(StatusCode.PEER_REMOVED, request.info(), why);
      request
          .done()
          .completeExceptionally(
              new BrokerException(
                  new BrokerError(ErrorCode.PEER_INVALID, Optional.of(request.info()), why)));
    }
  }

  /** A link to the endpoint that a request wants is up, through its own connection or another. */
  void peered(PeeringRequest request, PeerLink link) {
    if (request.isOver() || request.status() == PeerStatus.PEERED) {
      return;
    }
    request.cancelRetry();
    request.attempt(null);
    request.peer(link.peer());
    if (request.status() == PeerStatus.CONNECTING) {
      request.become(PeerStatus.CONNECTED);
    }
    request.become(PeerStatus.PEERED);
    request.peeredAt(context.control().nanoTime());
    request.done().complete(new PeerInfo(link.info(), link.flags(), PeerStatus.PEERED));
  }

  /** An attempt is over without a peering: the one visible outcome of that attempt. */
  void failed(PeeringRequest request, BrokerError error) {
    request.attempt(null);
    if (request.isOver()) {
      return;
    }
    context.statuses().accept(error);
    context.log().info(Component.PEERING, "peering-failed", "{}: {}", request.target(), error);
    if (request.retries() && !closed) {
      retryLater(request);
    } else {
      end(request);
      request.done().completeExceptionally(new BrokerException(error));
    }
  }

  /** A link to an endpoint is up: a request that was peered with it before need not dial again. */
  void linkUp(PeerLink link) {
    for (PeeringRequest request : all()) {
      if (request.status() == PeerStatus.RECONNECTING && request.peer().equals(link.peer())) {
        peered(request, link);
      }
    }
  }

  /** A link is over: whoever wanted it tries again. */
  void linkEnded(EndpointId peer) {
    for (PeeringRequest request : all()) {
      if (request.status() == PeerStatus.PEERED && request.peer().equals(peer)) {
        if (request.retries() && !closed) {
          request.lostAt(context.control().nanoTime());
          retryLater(request);
        } else {
          end(request);
        }
      }
    }
  }

  /**
   * No more attempts. Requests that are not peered end with {@link ErrorCode#SHUTTING_DOWN}; the
   * owner ends their handshakes, which tells the other side.
   */
  void close() {
    closed = true;
    for (PeeringRequest request : all()) {
      boolean open = request.status() != PeerStatus.PEERED;
      end(request);
      if (open) {
        context.report(ErrorCode.SHUTTING_DOWN, request.info(), "the endpoint is closing");
        request.done().completeExceptionally(shuttingDown());
      }
    }
  }

  private void end(PeeringRequest request) {
    request.cancelRetry();
    request.become(PeerStatus.DISCONNECTED);
    requests.remove(request);
  }

  private void retryLater(PeeringRequest request) {
    request.become(PeerStatus.RECONNECTING);
    long pauseNanos = request.nextPauseNanos();
    request.retryTimer(context.control().schedule(() -> connect(request), pauseNanos));
  }

  private void connect(PeeringRequest request) {
    if (request.isOver() || request.status() == PeerStatus.PEERED) {
      return;
    }
    request.become(PeerStatus.CONNECTING);
    NetworkInfo target = request.target();
    if (target.isUnixDomain()) {
      await(request, List.of(), context.transport().connect(target.path(), setUp(request)));
      return;
    }
    byte[] literal = NetUtil.createByteArrayFromIpAddressString(target.address());
    if (literal != null && target.address().indexOf('%') < 0) {
      connectFirst(request, List.of(new InetSocketAddress(address(literal), target.port())));
      return;
    }
    try {
      context.blocking().execute(() -> resolve(request));
    } catch (RejectedExecutionException e) {
      failed(request, unavailable(request, "the executor refused to resolve the host name"));
    }
  }

  private static InetAddress address(byte[] literal) {
    try {
      return InetAddress.getByAddress(literal);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e); // Only for a length that no address has.
    }
  }

  private void resolve(PeeringRequest request) {
    NetworkInfo target = request.target();
    try {
      List<InetSocketAddress> addresses = new ArrayList<>();
      for (InetAddress address : InetAddress.getAllByName(target.address())) {
        addresses.add(new InetSocketAddress(address, target.port()));
      }
      context.control().execute(() -> connectFirst(request, addresses));
    } catch (IOException e) {
      context
          .control()
          .execute(() -> failed(request, unavailable(request, "unknown host: " + e.getMessage())));
    }
  }

  /** Tries the addresses of a host one after the other. */
  private void connectFirst(PeeringRequest request, List<InetSocketAddress> addresses) {
    if (request.isOver() || request.status() != PeerStatus.CONNECTING) {
      return;
    }
    ChannelFuture connecting = context.transport().connect(addresses.get(0), setUp(request));
    await(request, addresses.subList(1, addresses.size()), connecting);
  }

  private Consumer<Channel> setUp(PeeringRequest request) {
    return channel -> onConnecting.accept(channel, request);
  }

  private void await(
      PeeringRequest request, List<InetSocketAddress> others, ChannelFuture connecting) {
    connecting.addListener(
        result -> {
          if (!result.isSuccess()) {
            context.control().execute(() -> notConnected(request, others, explain(result.cause())));
          }
        });
  }

  /** The system's words: Netty wraps them into its own, with the address that we name anyway. */
  private static String explain(Throwable failure) {
    Throwable cause = failure.getCause();
    return cause instanceof IOException ? cause.getMessage() : failure.getMessage();
  }

  private void notConnected(PeeringRequest request, List<InetSocketAddress> others, String why) {
    if (!others.isEmpty()) {
      connectFirst(request, others);
    } else if (request.status() == PeerStatus.CONNECTING) {
      failed(request, unavailable(request, why));
    }
  }

  private static BrokerError unavailable(PeeringRequest request, String why) {
    return new BrokerError(
        ErrorCode.PEER_UNAVAILABLE, Optional.of(request.info()), "unable to connect: " + why);
  }

  private static BrokerException shuttingDown() {
    return new BrokerException(ErrorCode.SHUTTING_DOWN, "the endpoint is closing");
  }
}
