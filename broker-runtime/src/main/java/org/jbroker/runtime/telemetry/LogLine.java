package org.jbroker.runtime.telemetry;

import java.time.Instant;
import org.jbroker.Verbosity;

/**
 * One event, as the own sinks take it. Immutable; every text is escaped already.
 *
 * @param time when it was logged
 * @param component what it is about
 * @param level how grave it is; never {@code QUIET}
 * @param thread the name of the thread that logged it
 * @param location the class that logged it; empty if no sink shows it
 * @param event its id, the same for all events of its kind
 * @param message its text
 */
record LogLine(
    Instant time,
    Component component,
    Verbosity level,
    String thread,
    String location,
    String event,
    String message) {}
