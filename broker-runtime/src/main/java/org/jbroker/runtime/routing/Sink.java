package org.jbroker.runtime.routing;

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

  /** Takes a message for which a place was reserved. Never overflows. */
  Offer offerReserved(Envelope envelope);

  /**
   * Reserves a place for one message. A sink that does not {@link #throttles throttle}, or is
   * closed, always grants it.
   *
   * @return whether there was one
   */
  boolean reserve();

  /** Gives a reserved place back. */
  void release();

  /** Runs {@code action} once, on any thread, as soon as there may be room; at once if there is. */
  void whenRoom(Runnable action);

  /** How many places are free now; {@link Integer#MAX_VALUE} if this does not throttle. */
  int room();

  /** Whether publishers with demand wait for this sink when it is full. */
  boolean throttles();

  /** Whether this sink is in this process: a subscriber, not a peer. */
  boolean isLocal();
}
