package org.jbroker.runtime.peering;

/**
 * Whether a link is alive, judged in ticks of one heartbeat interval.
 *
 * <p>Ticks, not times, since a process that was itself stopped for a minute finds a minute of
 * silence on its clock while the other side's bytes wait in its socket; it must read before it
 * judges. Confined to the link's event loop.
 */
final class Liveness {

  /** A link that was silent for so many intervals is lost. */
  static final int MAX_SILENT_TICKS = 3;

  /** What a tick asks for. */
  enum Verdict {
    QUIET,
    SEND_HEARTBEAT,
    LOST
  }

  private int silentTicks;
  private boolean wrote;

  /** Something was read. */
  void onRead() {
    silentTicks = 0;
  }

  /** Something was written. */
  void onWrite() {
    wrote = true;
  }

  /** One interval has passed. */
  Verdict tick() {
    boolean idle = !wrote || silentTicks > 0;
    wrote = false;
    if (silentTicks++ >= MAX_SILENT_TICKS) {
      return Verdict.LOST;
    }
    // Version 1 has no heartbeat: there it is a ping, and the pong is the sign of life. So it is
    // sent not only when this side was quiet, but also when the other one was.
    return idle ? Verdict.SEND_HEARTBEAT : Verdict.QUIET;
  }
}
