package org.jbroker.runtime.routing;

import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import org.jbroker.Topic;
import org.jbroker.data.Data;

/** What subscribers and publishers of this process need from the engine. Thread-safe. */
public interface LocalRouting {

  /**
   * From the return of this call on, messages that match a prefix reach the sink. A sink that
   * matches a message through several prefixes gets it once. Subscribing twice is the same as once.
   */
  void subscribe(Collection<Topic> prefixes, Sink sink);

  /** Undoes {@link #subscribe}. */
  void unsubscribe(Collection<Topic> prefixes, Sink sink);

  /** Completes when every direct peer has been sent a filter that reflects all calls so far. */
  CompletableFuture<Void> filterAnnounced();

  /** A new message of this endpoint, stamped, for everybody. */
  Envelope envelope(Topic topic, Data data);

  /** Counts and logs a message of this endpoint that was handed to its sinks. */
  void published(Envelope envelope);

  /**
   * The sinks that a message of this endpoint reaches now: peers, and subscribers of this process
   * if local delivery is on. A snapshot, not to be changed.
   */
  Sink[] sinks(Topic topic);
}
