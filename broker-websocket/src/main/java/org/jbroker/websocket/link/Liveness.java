package org.jbroker.websocket.link;

import java.time.Duration;

/**
 * Decides when to ask for a sign of life and when to give up: a connection on which no frame came
 * for an interval is pinged, and one that is silent for three is lost. Frames count, not bytes: one
 * that trickles in for ever is no sign of life.
 *
 * <p>Reads no clock. Confined to the connection's event loop.
 */
public final class Liveness {

  /** What to do now. */
  public enum Verdict {
    /** It lives. */
    ALIVE,
    /** Send a ping. */
    ASK,
    /** Close it. */
    LOST
  }

  private static final int LOST_AFTER_INTERVALS = 3;

  private final long intervalNanos;
  private long lastFrameNanos;

  /** Counts from {@code nowNanos}. */
  public Liveness(Duration interval, long nowNanos) {
    intervalNanos = interval.toNanos();
    lastFrameNanos = nowNanos;
  }

  /** A frame came. */
  public void frame(long nowNanos) {
    lastFrameNanos = nowNanos;
  }

  /** To be called once an interval. */
  public Verdict tick(long nowNanos) {
    long silentNanos = nowNanos - lastFrameNanos;
    if (silentNanos >= LOST_AFTER_INTERVALS * intervalNanos) {
      return Verdict.LOST;
    }
    return silentNanos >= intervalNanos / 2 ? Verdict.ASK : Verdict.ALIVE;
  }
}
