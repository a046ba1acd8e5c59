package org.jbroker.testkit.wire;

import java.util.List;

/**
 * What happened in a replay.
 *
 * @param session the name of the capture
 * @param played the side that the replay played; the endpoint under test was the other
 * @param mismatches what the endpoint under test should have done differently; empty if nothing
 * @param extras frames that the capture does not have, but that are always allowed: further probes,
 *     pings (they were answered) and routing updates
 * @param log all frames in the order in which they were sent (&gt;) and received (&lt;)
 */
public record ReplayReport(
    String session, Side played, List<String> mismatches, List<String> extras, List<String> log) {

  /** Copies the lists. */
  public ReplayReport {
    mismatches = List.copyOf(mismatches);
    extras = List.copyOf(extras);
    log = List.copyOf(log);
  }

  /** Whether the endpoint under test did what the captured one did. */
  public boolean matches() {
    return mismatches.isEmpty();
  }

  /**
   * Returns this report if all is well.
   *
   * @throws AssertionError with the mismatches and the log, else
   */
  public ReplayReport requireMatch() {
    if (!matches()) {
      throw new AssertionError(toString());
    }
    return this;
  }

  @Override
  public String toString() {
    return "replay of "
        + session
        + " as "
        + played.captureName()
        + ": "
        + (matches() ? "no mismatch" : String.join("\n  ", mismatches))
        + "\nframes:\n  "
        + String.join("\n  ", log);
  }
}
