package org.jbroker.store.engine.channel;

/**
 * The intervals of a channel, in ticks. The defaults are those of the C++ Broker ({@code
 * defaults.hh}), which counts a tick every {@value #TICK_MILLIS} ms.
 *
 * @param nackTicks after how many ticks without progress a consumer asks for what it lacks, at
 *     least 1; default 2
 * @param heartbeatTicks after how many ticks without an event a producer sends a {@link Keepalive};
 *     also the interval of a consumer's acknowledgements; 1 to 65,535; default 5
 * @param maxMissedHeartbeats after how many heartbeat intervals of silence the other end is taken
 *     for dead, at least 1; default 100, that is 50 s
 */
public record ChannelTimes(int nackTicks, int heartbeatTicks, int maxMissedHeartbeats) {

  /** How many milliseconds a tick takes by default; who ticks a channel decides it. */
  public static final int TICK_MILLIS = 100;

  /** The C++ Broker's intervals. */
  public static final ChannelTimes DEFAULT = new ChannelTimes(2, 5, 100);

  /** Checks the ranges. */
  public ChannelTimes {
    if (nackTicks < 1) {
      throw new IllegalArgumentException("nackTicks is below 1: " + nackTicks);
    }
    if (heartbeatTicks < 1) {
      throw new IllegalArgumentException("heartbeatTicks is below 1: " + heartbeatTicks);
    }
    Sequences.requireUnsigned16(heartbeatTicks);
    if (maxMissedHeartbeats < 1) {
      throw new IllegalArgumentException("maxMissedHeartbeats is below 1: " + maxMissedHeartbeats);
    }
  }

  /** How many ticks of silence mean that the other end is dead. */
  public long connectionTimeoutTicks() {
    return (long) heartbeatTicks * maxMissedHeartbeats;
  }
}
