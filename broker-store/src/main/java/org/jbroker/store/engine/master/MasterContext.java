package org.jbroker.store.engine.master;

import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jbroker.BrokerError;
import org.jbroker.store.EntityId;
import org.jbroker.store.engine.channel.ChannelLimits;
import org.jbroker.store.engine.channel.ChannelTimes;

/**
 * What a master needs of its surroundings.
 *
 * @param name the name of the store
 * @param id the master's id
 * @param port where its commands go
 * @param events where its events go
 * @param wallNanos the wall clock, in nanoseconds since 1970; any thread
 * @param reports takes errors for the endpoint's status subscribers; must not block
 * @param background runs the scans for joining clones
 * @param times the intervals of the channels
 * @param limits the bounds of the channels
 * @param partBytes about how many bytes the parts have in which clones take the contents
 */
public record MasterContext(
    String name,
    EntityId id,
    CommandPort port,
    EventSink events,
    LongSupplier wallNanos,
    Consumer<BrokerError> reports,
    Background background,
    ChannelTimes times,
    ChannelLimits limits,
    long partBytes) {

  /** Refuses null. */
  public MasterContext {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(port, "port");
    Objects.requireNonNull(events, "events");
    Objects.requireNonNull(wallNanos, "wallNanos");
    Objects.requireNonNull(reports, "reports");
    Objects.requireNonNull(background, "background");
    Objects.requireNonNull(times, "times");
    Objects.requireNonNull(limits, "limits");
    if (partBytes < 1) {
      throw new IllegalArgumentException("partBytes is below 1: " + partBytes);
    }
  }
}
