package org.jbroker.websocket.link;

import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Optional;

/**
 * Puts the fragments of a message together, under limits on its bytes, its fragments and its time.
 *
 * <p>Reads no clock, releases no frame. Confined to the connection's event loop.
 */
public final class MessageAssembler {

  /** A message of one byte a fragment gains nobody anything. */
  static final int MAX_FRAGMENTS = 1 << 16;

  /**
   * A message that is complete.
   *
   * @param isBinary whether its first frame was binary
   * @param bytes its payload
   */
  public record Assembled(boolean isBinary, byte[] bytes) {}

  /** A limit was passed, or fragments came out of order. Without a stack trace. */
  public static final class ViolationException extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient CloseReason reason;

    ViolationException(int code, String text) {
      super(text, null, false, false);
      reason = new CloseReason(code, text);
    }

    /** What to tell the other side. */
    public CloseReason reason() {
      return reason;
    }
  }

  private final long timeoutNanos;
  private int maxBytes;
  private ByteArrayOutputStream partial;
  private boolean isBinary;
  private int fragments;
  private long beganNanos;

  /**
   * An assembler without fragments.
   *
   * @param timeout how long a message may take from its first fragment to its last
   */
  public MessageAssembler(int maxBytes, Duration timeout) {
    this.maxBytes = maxBytes;
    this.timeoutNanos = timeout.toNanos();
  }

  /** Changes the limit for the next fragments. */
  public void maxBytes(int bytes) {
    maxBytes = bytes;
  }

  /** Takes a data frame; returns the message that it completes, if it does. */
  public Optional<Assembled> add(WebSocketFrame frame, long nowNanos) throws ViolationException {
    boolean isContinuation = frame instanceof ContinuationWebSocketFrame;
    if (isContinuation && partial == null) {
      throw violation(CloseReason.PROTOCOL_ERROR, "a continuation of no message");
    } else if (!isContinuation && partial != null) {
      throw violation(CloseReason.PROTOCOL_ERROR, "a new message inside a fragmented one");
    }
    int size = frame.content().readableBytes();
    if (size > maxBytes - (partial == null ? 0 : partial.size())) {
      throw violation(CloseReason.TOO_BIG, "a message of more than " + maxBytes + " bytes");
    }
    if (!isContinuation) {
      isBinary = frame instanceof BinaryWebSocketFrame;
      if (frame.isFinalFragment()) {
        return Optional.of(new Assembled(isBinary, ByteBufUtil.getBytes(frame.content())));
      }
      partial = new ByteArrayOutputStream(Math.max(32, size));
      fragments = 0;
      beganNanos = nowNanos;
    }
    check(nowNanos);
    if (++fragments > MAX_FRAGMENTS) {
      throw violation(
          CloseReason.POLICY_VIOLATION, "a message of more than " + MAX_FRAGMENTS + " fragments");
    }
    partial.writeBytes(ByteBufUtil.getBytes(frame.content()));
    if (!frame.isFinalFragment()) {
      return Optional.empty();
    }
    byte[] bytes = partial.toByteArray();
    partial = null;
    return Optional.of(new Assembled(isBinary, bytes));
  }

  /** Looks whether a message that was begun takes too long. */
  public void check(long nowNanos) throws ViolationException {
    if (partial != null && nowNanos - beganNanos > timeoutNanos) {
      throw violation(
          CloseReason.POLICY_VIOLATION,
          "a message was not complete within " + Duration.ofNanos(timeoutNanos));
    }
  }

  private ViolationException violation(int code, String text) {
    partial = null;
    return new ViolationException(code, text);
  }
}
