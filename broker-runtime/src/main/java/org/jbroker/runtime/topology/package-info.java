/**
 * Who can be reached, through which direct peer, and whose subscriptions go where: the route
 * announcements of version 64.
 *
 * <p>{@link org.jbroker.runtime.topology.Topology} is the entry point. Its owner tells it what
 * happens on links and does what the returned {@link org.jbroker.runtime.topology.Change} says:
 *
 * <pre>
 *   link up/down, filter ----+                                     +--> discovered, unreachable
 *   own subscriptions -------+--> Topology --> Paths --> FilterPlan-+--> FloodPacer --> announcements
 *   announcements -----------+      |           (who)     (what)    +--> filters to send or route by
 *                                   |
 *                    OwnState       +--- LinkStateDatabase
 *                  (what we say)         (what others say)
 * </pre>
 *
 * <h2>How it works</h2>
 *
 * <p>Each endpoint announces its own links and nothing else ({@link
 * org.jbroker.runtime.topology.LinkState}), under a number that grows. An announcement that is
 * newer than the known one of its origin replaces it and is sent on to all other direct peers; any
 * other is dropped, and one that is older is answered with the newer one. So everybody ends up with
 * the same map, and computes the shortest ways and the filters from it, from scratch, whenever it
 * changes. A link counts only if both its ends announce it. A version-1 endpoint announces nothing;
 * its neighbour lists it as a stub and speaks for it.
 *
 * <p>What makes that hold where things go wrong:
 *
 * <ul>
 *   <li>An endpoint with many links holds floods back for a moment and sends them together ({@link
 *       org.jbroker.runtime.topology.FloodPacer}). It has acted on them by then, and a peer whose
 *       link comes up meanwhile is sent them with the map.
 *   <li>A peer whose link comes up is sent the whole map, with what is out of reach. An origin that
 *       comes back into reach is announced again, to those who may have forgotten it meanwhile.
 *   <li>An origin out of reach is remembered for 60 s, so that late copies of old announcements are
 *       not taken for news.
 *   <li>An endpoint that hears something newer about itself than it said (its clock was set back
 *       between two lives) takes a larger incarnation and announces itself again. The answers to
 *       older announcements make sure that it does hear it.
 *   <li>Everybody repeats its announcement every ten minutes, for those that had no room or whose
 *       links stalled for longer than origins are remembered.
 * </ul>
 *
 * <h2>Why link-state and not path-vector</h2>
 *
 * <p>A path-vector protocol (BGP is one) tells neighbours "I reach X, by this path". That needs
 * less knowledge, but what is said rests on what somebody else said. When a link breaks, the
 * neighbour of the lost endpoint withdraws its path, but others still offer longer ones that go
 * through the same broken link without saying so: the network explores those, one longer than the
 * other, before it believes that X is gone. The path in the announcement bounds that (without it,
 * distances would be counted up to infinity), but the number of paths in a mesh is exponential, so
 * timers have to damp it; each of those messages would also carry X's filter, and a filter that
 * outlives its subscriber on some stale path is a zombie that attracts messages.
 *
 * <p>With link states nobody repeats conclusions. A broken link is told by its two ends, in one
 * announcement each, which crosses each link of the network once or twice; as soon as either of
 * them arrives, the link is out of every way at once, and whatever was only reachable over it is
 * gone with its filters. There is nothing to explore and nothing to count. A filter stands in the
 * announcement of its owner, or of a neighbour with a live link to it, and nowhere else, so it
 * cannot outlive them. And since everybody computes on the same map by the same rule, next hops fit
 * together: each step leads nearer, and messages of one origin follow one way.
 *
 * <p>The price is that everybody stores the map and recomputes it: a thousand endpoints with ten
 * links each are ten thousand entries and some milliseconds, which is more than Broker's networks
 * need. While announcements are under way maps differ, and a message may take a detour or be lost;
 * repeats are dropped and TTL ends what circles meanwhile.
 */
package org.jbroker.runtime.topology;
