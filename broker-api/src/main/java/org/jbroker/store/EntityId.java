package org.jbroker.store;

import java.util.Objects;
import org.jbroker.EndpointId;

/**
 * Names one writer or reader of a store in the whole network: a master, a clone or a proxy.
 *
 * @param endpoint the endpoint that it belongs to
 * @param object its number there, unsigned; never used twice by one endpoint
 */
public record EntityId(EndpointId endpoint, long object) {

  /** Nobody as a publisher, everybody as a receiver. */
  public static final EntityId NIL = new EntityId(EndpointId.NIL, 0);

  /** Refuses null. */
  public EntityId {
    Objects.requireNonNull(endpoint, "endpoint");
  }

  /** Whether this is {@link #NIL}. */
  public boolean isNil() {
    return object == 0 && endpoint.isNil();
  }

  /** {@code object@endpoint}. */
  @Override
  public String toString() {
    return Long.toUnsignedString(object) + "@" + endpoint;
  }
}
