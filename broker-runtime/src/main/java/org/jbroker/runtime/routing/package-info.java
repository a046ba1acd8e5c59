/**
 * Who gets a message.
 *
 * <p>An {@link org.jbroker.runtime.routing.Envelope} comes from a source, is looked up in the
 * current {@link org.jbroker.runtime.routing.RoutingTable} (the entry point of this package), and
 * is offered to each {@link org.jbroker.runtime.routing.Sink} found there:
 *
 * <pre>
 *   local source ------------------------------+
 *                                              v
 *   peer --> RepeatFilter --> TTL -------> RoutingTable --> Sink[] --> offer(envelope)
 *             (stamped,        min(own,       lookup          subscribers, peers
 *              version 64)     received-1)    by topic
 *   peer --> LoopSuspector --------^
 *             (no stamp,
 *              version 1: reports)
 * </pre>
 *
 * <ul>
 *   <li>{@code RoutingTable} is an immutable snapshot, a prefix trie over bytes. {@code TrieEdit}
 *       makes the next one out of it, {@code TrieNode} is what both share, {@code TrieWalk} visits
 *       all. A change swaps the snapshot; lookups take no lock.
 *   <li>{@link org.jbroker.runtime.routing.RepeatFilter} drops what came before by another way,
 *       with a {@code RepeatWindow} for each life of each origin.
 *   <li>{@link org.jbroker.runtime.routing.LoopSuspector} notices circles through endpoints that
 *       cannot stamp, and drops nothing.
 *   <li>{@link org.jbroker.runtime.routing.Filters} minimises what is announced to others.
 * </ul>
 *
 * <p>Nothing here starts a thread, reads a clock or does I/O; time comes in as an argument.
 */
package org.jbroker.runtime.routing;
