package org.jbroker;

import java.util.Optional;

/**
 * A change of the topology, not an error.
 *
 * @param code what changed
 * @param endpoint the endpoint that this is about
 * @param message a sentence for people, such as "handshake successful"
 */
public record Status(StatusCode code, Optional<EndpointInfo> endpoint, String message)
    implements StatusEvent {

  /** {@code peer_added(ID, ADDRESS): message}. */
  @Override
  public String toString() {
    return Describe.event(code.toString(), endpoint, message);
  }
}
