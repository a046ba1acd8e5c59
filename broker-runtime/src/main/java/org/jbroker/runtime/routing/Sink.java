package org.jbroker.runtime.routing;

import org.jbroker.EndpointId;
import org.jbroker.Topic;

/**
 * Whatever takes messages: a subscriber's queue, a peer's send buffer.
 *
 * <p>No method blocks. All may be called by any thread, under no lock of the caller's.
 *
 * <p>A {@code Publisher} loses nothing because it asks first: it {@link #reserve reserves} a place
 * in every throttling sink before it hands the message to any, and waits with {@link #whenRoom} if
 * one has none.
 */
public interface Sink {

  /** Takes a message, or applies the overflow policy. */
  Offer offer(Envelope envelope);

  /**
   * Takes messages in their order, each as {@link #offer} does.
   *
   * @return how many it took, those included that took the place of others
   */
  default int offerAll(Envelope[] messages, int from, int to) {
    int taken = 0;
    for (int i = from; i < to; i++) {
      taken += offer(messages[i]).isTaken() ? 1 : 0;
    }
    return taken;
  }

  /** Takes a message for which a place was reserved. Never overflows. */
  Offer offerReserved(Envelope envelope);

  /**
   * Reserves a place and takes the message, at once: for a message that goes nowhere else, so that
   * no other sink has to agree.
   *
   * @return whether there was a place; if not, nothing has happened
   */
  default boolean offerIfRoom(Envelope envelope) {
    if (!reserve(envelope.topic())) {
      return false;
    }
    offerReserved(envelope);
    return true;
  }

  /**
   * Takes a message though there may be no place: for a publisher in the same process that looked
   * for {@link #room} from another endpoint, where a place cannot be held.
   */
  Offer force(Envelope envelope);

  /**
   * Reserves a place for one message of that topic. A sink that does not {@link #throttles
   * throttle}, or is closed, always grants it.
   *
   * @return whether there was one
   */
  boolean reserve(Topic topic);

  /** Gives a reserved place back. */
  void release(Topic topic);

  /**
   * Runs {@code action} once, on any thread, as soon as there may be room for messages of that
   * topic; at once if there is.
   */
  void whenRoom(Topic topic, Runnable action);

  /**
   * How many places are free for messages of that topic now; {@link Integer#MAX_VALUE} if this does
   * not throttle.
   */
  int room(Topic topic);

  /** Whether publishers with demand wait for this sink when it is full. */
  boolean throttles();

  /** Whether this sink is in this process: a subscriber, not a peer. */
  boolean isLocal();

  /**
   * Whether it gets what this endpoint publishes without being asked for local delivery: peers do,
   * and clients of the WebSocket API, which are local in everything else.
   */
  default boolean takesOwn() {
    return !isLocal();
  }

  /** Whether a local sink is meant for such messages: subscribers take data, stores commands. */
  default boolean takes(MessageKind kind) {
    return kind == MessageKind.DATA;
  }

  /** Whether this is the link to that direct peer. */
  default boolean leadsTo(EndpointId endpoint) {
    return false;
  }
}
