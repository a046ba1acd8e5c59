package org.jbroker;

import java.util.Objects;
import org.jbroker.data.Data;

/**
 * What travels: a value under a topic.
 *
 * @param topic where it was published
 * @param data the value
 */
public record Message(Topic topic, Data data) {

  /** Refuses null. */
  public Message {
    Objects.requireNonNull(topic, "topic");
    Objects.requireNonNull(data, "data");
  }

  /**
   * A message whose value is converted by {@link Data#of(Object)}.
   *
   * @throws IllegalArgumentException if that has no conversion for {@code data}
   */
  public static Message of(String topic, Object data) {
    return new Message(Topic.of(topic), Data.of(data));
  }
}
