package org.jbroker.spi;

import java.util.Iterator;
import java.util.ServiceLoader;
import org.jbroker.Endpoint;
import org.jbroker.EndpointOptions;

/**
 * What an engine implements to be found by {@link Endpoint#open}. One is enough: {@code
 * broker-runtime} has it. Found by {@link ServiceLoader}, first through the context class loader,
 * then through this class's own.
 */
public interface EndpointProvider {

  /** Opens an endpoint. */
  Endpoint open(EndpointOptions options);

  /**
   * Opens an endpoint together with what the engine offers to the WebSocket API, for a client that
   * is an endpoint to its program and a connection to the network. Closed through the endpoint.
   */
  HostedEndpoint openHosted(EndpointOptions options);

  /**
   * What {@link #openHosted} returns.
   *
   * @param endpoint the endpoint
   * @param host what the engine offers
   */
  record HostedEndpoint(Endpoint endpoint, WebSocketHost host) {}

  /**
   * Options from their defaults, {@code broker.conf}, the environment and {@code args}, each
   * overriding those before it.
   *
   * @throws IllegalArgumentException naming file and line, variable or argument that is wrong
   */
  EndpointOptions loadOptions(String... args);

  /**
   * The engine on the class or module path.
   *
   * @throws IllegalStateException if there is none
   */
  static EndpointProvider load() {
    for (ClassLoader loader :
        new ClassLoader[] {
          Thread.currentThread().getContextClassLoader(), EndpointProvider.class.getClassLoader()
        }) {
      Iterator<EndpointProvider> found =
          ServiceLoader.load(EndpointProvider.class, loader).iterator();
      if (found.hasNext()) {
        return found.next();
      }
    }
    throw new IllegalStateException(
        "no Broker engine found: add org.jbroker:broker-runtime to the class or module path");
  }
}
