package org.jbroker.runtime.topology;

import java.util.List;
import java.util.Optional;
import org.jbroker.EndpointId;
import org.jbroker.Topic;

/**
 * A route announcement: what one endpoint says about its own links. Flooded through all links of
 * version 64; the newest of an origin, by incarnation and then sequence, replaces the others.
 *
 * @param origin the endpoint that speaks
 * @param incarnation its life: larger after a restart
 * @param sequence counts the announcements of that life, from 1
 * @param transit whether it forwards messages of others
 * @param filter what it is subscribed to, if it propagates subscriptions
 * @param links its direct peers; empty when it leaves
 */
public record LinkState(
    EndpointId origin,
    long incarnation,
    long sequence,
    boolean transit,
    Optional<List<Topic>> filter,
    List<Adjacency> links) {

  /** Copies the lists. */
  public LinkState {
    filter = filter.map(List::copyOf);
    links = List.copyOf(links);
  }

  /** Whether this is younger than {@code other}, which has the same origin. */
  public boolean isNewerThan(LinkState other) {
    return incarnation != other.incarnation
        ? incarnation > other.incarnation
        : sequence > other.sequence;
  }
}
