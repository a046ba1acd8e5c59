package org.jbroker.supervisor.lifecycle;

import java.util.Optional;

/**
 * The outcome of an input.
 *
 * @param life the new state
 * @param action what is to be done now
 */
public record LifeStep(NodeLife life, Optional<LifeAction> action) {

  static LifeStep to(NodeLife life) {
    return new LifeStep(life, Optional.empty());
  }

  static LifeStep to(NodeLife life, LifeAction action) {
    return new LifeStep(life, Optional.of(action));
  }
}
