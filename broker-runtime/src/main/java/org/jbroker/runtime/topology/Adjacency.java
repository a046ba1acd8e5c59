package org.jbroker.runtime.topology;

import java.util.List;
import java.util.Optional;
import org.jbroker.EndpointId;
import org.jbroker.Topic;

/**
 * One link in an endpoint's announcement.
 *
 * @param peer the endpoint at its other end
 * @param stub whether that one does not announce itself, since it speaks version 1
 * @param filter what the peer is subscribed to, where the announcing endpoint propagates
 *     subscriptions and the peer does not do so itself
 */
public record Adjacency(EndpointId peer, boolean stub, Optional<List<Topic>> filter) {

  /** Copies the filter. */
  public Adjacency {
    filter = filter.map(List::copyOf);
  }
}
