package org.jbroker.store.engine.clone;

import java.time.Duration;
import java.util.Objects;
import org.jbroker.store.CloneOptions;
import org.jbroker.store.engine.channel.ChannelLimits;
import org.jbroker.store.engine.channel.ChannelTimes;

/**
 * What a clone is told once.
 *
 * @param store the name of the store, for its events
 * @param options the user's
 * @param times the intervals of both channels; who ticks the clone decides how long a tick is
 * @param limits what both channels may hold; {@link ChannelLimits#unackedBytes} bounds the own
 *     writes under way while there is a master, {@link CloneOptions#mutationBufferBytes()} while
 *     there is none
 * @param requestTimeout how long {@code putUnique} waits for its answer; default 10 s
 * @param sendWindow how many own writes travel unacknowledged at most, so that no queue on the way
 *     runs over; default 2,048, the smallest queue to a peer that the C++ Broker has by default
 */
public record CloneSettings(
    String store,
    CloneOptions options,
    ChannelTimes times,
    ChannelLimits limits,
    Duration requestTimeout,
    int sendWindow) {

  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);
  private static final int SEND_WINDOW = 2048;

  /** Refuses null, and a window below 1. */
  public CloneSettings {
    Objects.requireNonNull(store, "store");
    Objects.requireNonNull(options, "options");
    Objects.requireNonNull(times, "times");
    Objects.requireNonNull(limits, "limits");
    Objects.requireNonNull(requestTimeout, "requestTimeout");
    if (sendWindow < 1) {
      throw new IllegalArgumentException("sendWindow is below 1: " + sendWindow);
    }
  }

  /** The defaults for a store. */
  public static CloneSettings of(String store, CloneOptions options) {
    return new CloneSettings(
        store, options, ChannelTimes.DEFAULT, ChannelLimits.DEFAULT, REQUEST_TIMEOUT, SEND_WINDOW);
  }

  /** These settings with other channel intervals. */
  public CloneSettings withTimes(ChannelTimes newTimes) {
    return new CloneSettings(store, options, newTimes, limits, requestTimeout, sendWindow);
  }

  /** These settings with other channel limits. */
  public CloneSettings withLimits(ChannelLimits newLimits) {
    return new CloneSettings(store, options, times, newLimits, requestTimeout, sendWindow);
  }

  /** These settings with another window. */
  public CloneSettings withSendWindow(int window) {
    return new CloneSettings(store, options, times, limits, requestTimeout, window);
  }

  /** These settings with another time to wait for an answer. */
  public CloneSettings withRequestTimeout(Duration timeout) {
    return new CloneSettings(store, options, times, limits, timeout, sendWindow);
  }
}
