package org.jbroker.websocket.protocol;

import org.jbroker.spi.InvalidDataException;

/** A text message is no text, for which WebSocket has a close code of its own. */
public final class NotUtf8Exception extends InvalidDataException {

  private static final long serialVersionUID = 1L;

  /** Names the first byte that is no UTF-8. */
  public NotUtf8Exception(int byteOffset) {
    super(byteOffset, "the text is not UTF-8");
  }
}
