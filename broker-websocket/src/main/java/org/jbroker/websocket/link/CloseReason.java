package org.jbroker.websocket.link;

import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import java.nio.charset.StandardCharsets;

/**
 * Why a connection is closed: a code of RFC 6455, section 7.4, and a sentence.
 *
 * @param code 1000 to 4999
 * @param text for people; cut to the 123 bytes that a close frame has
 */
public record CloseReason(int code, String text) {

  /** The client ends as it wants to. */
  public static final int NORMAL = 1000;

  /** The endpoint is closed. */
  public static final int GOING_AWAY = 1001;

  /** Bytes that are no frames. */
  public static final int PROTOCOL_ERROR = 1002;

  /** A binary frame where text belongs, or the other way round. */
  public static final int UNSUPPORTED_DATA = 1003;

  /** Text that is no UTF-8. */
  public static final int INVALID_PAYLOAD = 1007;

  /** No subscription first or in time, a slow reader, no sign of life. */
  public static final int POLICY_VIOLATION = 1008;

  /** A frame, message or subscription beyond its limit. */
  public static final int TOO_BIG = 1009;

  /** A fault of this side. */
  public static final int INTERNAL_ERROR = 1011;

  private static final int MAX_BYTES = 123;

  /** Cuts the text. */
  public CloseReason {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    if (utf8.length > MAX_BYTES) {
      int end = MAX_BYTES;
      while ((utf8[end] & 0xC0) == 0x80) {
        end--; // Not within a character.
      }
      text = new String(utf8, 0, end, StandardCharsets.UTF_8);
    }
  }

  /** The frame that says so. */
  public CloseWebSocketFrame frame() {
    return new CloseWebSocketFrame(code, text);
  }

  /** For logs. */
  @Override
  public String toString() {
    return text.isEmpty() ? Integer.toString(code) : code + " " + text;
  }
}
