package org.jbroker.store.engine.channel;

/**
 * The answer to a clone that asked to join: the handshake of the channel from a master to its
 * clones.
 *
 * <p>On the wire the store's contents go with it. They are the sender's to add, as they are at the
 * moment when {@link ProducerOutput#send(Object, Handshake)} is called for this offset the first
 * time: with every event up to {@code offset}, and none after it.
 *
 * @param offset the sequence number of the last event that the snapshot contains; unsigned
 * @param heartbeatTicks the producer's heartbeat interval in ticks, 0 to 65,535
 */
public record AckClone(long offset, int heartbeatTicks) implements Handshake {

  /** Checks that the interval fits the 16 bits it has on the wire. */
  public AckClone {
    Sequences.requireUnsigned16(heartbeatTicks);
  }
}
