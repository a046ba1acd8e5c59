package org.jbroker.runtime.tls;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import java.util.function.Supplier;
import org.jbroker.TlsOptions;

/**
 * The TLS of one connection, as those see it who read and write frames.
 *
 * <pre>
 *   WAITING ── installed ──► HANDSHAKE ──► READY
 *      │                         │           │
 *      └───────────── fail ──────┴───────────┴──► FAILED
 * </pre>
 *
 * <p>Confined to the channel's event loop, except for {@link #whereItIs()}, which any thread may
 * ask.
 */
public final class TlsLayer {

  private enum State {
    WAITING,
    HANDSHAKE,
    READY,
    FAILED
  }

  private final Channel channel;
  private final TlsOptions.Mode mode;
  private final boolean mayWantTls;
  private volatile State state = State.WAITING;
  private Supplier<ChannelFuture> closeOutbound;

  /**
   * A connection that has not begun.
   *
   * @param mayWantTls whether the other side, if it closes without a word, may do so since TLS is
   *     off here: it accepted the connection, and listeners of the C++ Broker do that
   */
  TlsLayer(Channel channel, TlsOptions.Mode mode, boolean mayWantTls) {
    this.channel = channel;
    this.mode = mode;
    this.mayWantTls = mayWantTls;
    this.closeOutbound = channel::newSucceededFuture;
  }

  /** Says that nothing follows, after all that was written; completes when that is sent. */
  public ChannelFuture closeOutbound() {
    return closeOutbound.get();
  }

  /** For messages about a connection that ended before its handshake did: how far TLS got. */
  public String whereItIs() {
    if (mode == TlsOptions.Mode.OFF) {
      return state == State.WAITING && mayWantTls ? ", without a word; it may want TLS" : "";
    }
    return switch (state) {
      case WAITING, HANDSHAKE -> ", before TLS was agreed on (" + mode() + " here)";
      case READY ->
          mode == TlsOptions.Mode.CERTIFICATES
              ? ", after TLS was agreed on; it may not accept this endpoint's certificate"
              : ", after TLS was agreed on";
      case FAILED -> "";
    };
  }

  /** The mode in words. */
  String mode() {
    return mode == TlsOptions.Mode.ANONYMOUS ? "anonymous" : "with certificates";
  }

  /** Its handler is in the pipeline. */
  void installed(Supplier<ChannelFuture> closer) {
    state = State.HANDSHAKE;
    closeOutbound = closer;
  }

  /** Frames are protected from now on, or plain ones are what the other side sends. */
  void ready() {
    state = State.READY;
  }

  boolean hasFailed() {
    return state == State.FAILED;
  }

  /** It is not, or no more; tells the handlers behind {@code from}, once. */
  void fail(ChannelHandlerContext from, TlsFailure failure) {
    if (state != State.FAILED) {
      state = State.FAILED;
      closeOutbound = channel::newSucceededFuture;
      from.fireUserEventTriggered(failure);
    }
  }
}
