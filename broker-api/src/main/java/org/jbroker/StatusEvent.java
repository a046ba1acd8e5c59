package org.jbroker;

import java.util.Optional;

/** What a {@link StatusSubscriber} receives: a {@link Status} or a {@link BrokerError}. */
public sealed interface StatusEvent permits Status, BrokerError {

  /** The endpoint that this is about, if it is about one. */
  Optional<EndpointInfo> endpoint();

  /** A sentence for people; may be empty. */
  String message();
}
