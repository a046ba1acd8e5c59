package org.jbroker;

import java.util.Optional;

/**
 * What is known about an endpoint.
 *
 * @param node its id; {@link EndpointId#NIL} while a connection attempt has not learned it
 * @param network where it is connected, if it is a direct peer over a socket
 * @param type what kind of program it is, if known; {@code java} for this library's endpoints
 */
public record EndpointInfo(EndpointId node, Optional<NetworkInfo> network, Optional<String> type) {

  /** An endpoint of which only the id is known. */
  public static EndpointInfo of(EndpointId node) {
    return new EndpointInfo(node, Optional.empty(), Optional.empty());
  }

  /** An endpoint with its id and its address. */
  public static EndpointInfo of(EndpointId node, NetworkInfo network) {
    return new EndpointInfo(node, Optional.of(network), Optional.empty());
  }
}
