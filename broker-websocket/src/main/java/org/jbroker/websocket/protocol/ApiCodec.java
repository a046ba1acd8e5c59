package org.jbroker.websocket.protocol;

import org.jbroker.spi.InvalidDataException;

/** The bytes of {@link ApiMessage}s. Thread-safe. */
public interface ApiCodec {

  /** The path on the server that speaks it. */
  String path();

  /** Whether its messages are binary frames; else text. */
  boolean isBinary();

  /** The bytes of a message. */
  byte[] encode(ApiMessage message);

  /**
   * The message of these bytes.
   *
   * @throws InvalidDataException if they are none, or exceed a limit; nothing else is thrown
   */
  ApiMessage decode(byte[] bytes);
}
