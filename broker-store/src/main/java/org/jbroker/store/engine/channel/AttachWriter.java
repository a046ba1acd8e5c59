package org.jbroker.store.engine.channel;

/**
 * A writing clone opens its channel to the master: the handshake of that channel.
 *
 * @param offset the sequence number before the writer's first event; unsigned
 * @param heartbeatTicks the producer's heartbeat interval in ticks, 0 to 65,535
 */
public record AttachWriter(long offset, int heartbeatTicks) implements Handshake {

  /** Checks that the interval fits the 16 bits it has on the wire. */
  public AttachWriter {
    Sequences.requireUnsigned16(heartbeatTicks);
  }
}
