package org.jbroker.websocket.link;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;

/** Makes frames. Stateless. */
public final class Frames {

  private Frames() {}

  /** A message in one frame; the array is not copied. */
  public static WebSocketFrame message(boolean isBinary, byte[] bytes) {
    return isBinary
        ? new BinaryWebSocketFrame(Unpooled.wrappedBuffer(bytes))
        : new TextWebSocketFrame(Unpooled.wrappedBuffer(bytes));
  }
}
