package org.jbroker.tools.cli;

import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.function.Consumer;
import org.jbroker.Endpoint;
import org.jbroker.EndpointOptions;
import org.jbroker.NetworkInfo;
import org.jbroker.StatusSubscriber;

/**
 * The endpoint of a running command, from opening to polite leaving.
 *
 * <p>A shutdown hook closes it on SIGINT and SIGTERM, so that peers see it leave; commands that
 * wait for messages then end by themselves. {@link #close()} may come from the hook and the command
 * at once: it is synchronized, because the process ends as soon as the hook returns.
 */
public final class Session implements AutoCloseable {

  private final Endpoint endpoint;
  private final Consumer<String> eventLine;
  private final EventPrinter printer;
  private final StatusSubscriber statuses;
  private final Thread hook;

  /**
   * Opens the endpoint.
   *
   * @param eventLine prints a line about a peering
   */
  public Session(EndpointOptions options, Consumer<String> eventLine) {
    this.eventLine = eventLine;
    endpoint = Endpoint.open(options);
    statuses = endpoint.statusSubscriber(true);
    printer = new EventPrinter(statuses, eventLine);
    printer.start();
    hook = new Thread(this::leave, "broker-tool-shutdown");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** The endpoint. */
  public Endpoint endpoint() {
    return endpoint;
  }

  /**
   * Listens and peers as the options say. Call it after subscribing: a peer may send at once.
   *
   * @throws ToolException if the only attempt to reach a peer fails
   * @throws org.jbroker.BrokerException if it cannot listen
   */
  public void connect(PeeringOptions options) {
    for (NetworkInfo address : options.listen()) {
      listen(address);
    }
    for (NetworkInfo peer : options.peers()) {
      peer(peer, options.retry());
    }
  }

  /** Listens on an address and prints where. */
  public void listen(NetworkInfo address) {
    if (address.isUnixDomain()) {
      endpoint.listen(UnixDomainSocketAddress.of(address.path()));
      eventLine.accept("listening on " + address);
    } else {
      int port = endpoint.listen(address.address(), address.port());
      String host = address.address().isEmpty() ? "*" : address.address();
      eventLine.accept("listening on " + NetworkInfo.of(host, port));
    }
  }

  /**
   * Peers with an address.
   *
   * @param retry zero for one attempt, which is waited for
   * @throws ToolException if the only attempt fails
   */
  public void peer(NetworkInfo peer, Duration retry) {
    if (!retry.isZero()) {
      // Failures are events, and the next attempt follows: nothing to wait for here.
      endpoint.peerAsync(peer, retry);
      return;
    }
    boolean up = endpoint.peerAsync(peer, retry).handle((info, failure) -> failure == null).join();
    if (!up && !endpoint.isClosed()) {
      throw new ToolException("cannot peer with " + peer);
    }
  }

  /** Leaves politely and waits until everything is printed. */
  @Override
  public void close() {
    leave();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException shuttingDown) {
      // The hook runs or ran; both wait for the same end.
    }
  }

  private synchronized void leave() {
    endpoint.close();
    statuses.close();
    printer.join();
  }
}
