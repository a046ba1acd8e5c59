package org.jbroker.websocket.protocol;

import java.util.List;
import org.jbroker.Message;
import org.jbroker.Topic;

/** What the two sides of a WebSocket say to each other, whatever the bytes. Immutable. */
public sealed interface ApiMessage {

  /**
   * What a client says first: the prefixes that it wants.
   *
   * @param prefixes may be empty
   */
  record Subscribe(List<Topic> prefixes) implements ApiMessage {

    /** Copies the list. */
    public Subscribe {
      prefixes = List.copyOf(prefixes);
    }
  }

  /**
   * What the server answers to that.
   *
   * @param endpoint the server's id
   * @param version the server's version, for people
   */
  record Ack(String endpoint, String version) implements ApiMessage {}

  /**
   * A message of either side.
   *
   * @param message what it carries
   */
  record Publish(Message message) implements ApiMessage {}

  /**
   * What the server says about bad input.
   *
   * @param code the name of an error code
   * @param context which input it is, and what is wrong with it
   */
  record Failure(String code, String context) implements ApiMessage {}
}
