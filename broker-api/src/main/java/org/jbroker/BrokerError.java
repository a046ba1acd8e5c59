package org.jbroker;

import java.util.Optional;

/**
 * A failure that may affect whether messages arrive.
 *
 * @param code what went wrong
 * @param endpoint the endpoint that this is about
 * @param message a sentence for people: what happened, and what to do
 */
public record BrokerError(ErrorCode code, Optional<EndpointInfo> endpoint, String message)
    implements StatusEvent {

  /** An error that is about no endpoint in particular. */
  public static BrokerError of(ErrorCode code, String message) {
    return new BrokerError(code, Optional.empty(), message);
  }

  /** {@code peer_unavailable(ID, ADDRESS): message}. */
  @Override
  public String toString() {
    return Describe.event(code.toString(), endpoint, message);
  }
}
