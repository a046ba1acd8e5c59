package org.jbroker.runtime.routing;

import org.jbroker.Verbosity;
import org.jbroker.runtime.telemetry.Component;
import org.jbroker.runtime.telemetry.EventLog;

/**
 * Logs each message, at the level {@code debug} as the manual says (section 2.1.4). Whether anybody
 * wants that is asked once, when the endpoint is opened, so that it costs a branch otherwise.
 * Thread-safe.
 */
public final class MessageLog {

  private static final int MAX_CHARS = 200;

  private final EventLog log;
  private final boolean enabled;

  /** Logs to {@code log}. */
  public MessageLog(EventLog log) {
    this.log = log;
    this.enabled = log.isEnabled(Component.ROUTING, Verbosity.DEBUG);
  }

  /** This program published a message. */
  public void published(Envelope envelope) {
    if (enabled) {
      write("message-published", "published {}: {}", envelope);
    }
  }

  /** A peer sent a message. */
  public void received(Envelope envelope) {
    if (enabled) {
      write("message-received", "received {}: {}", envelope);
    }
  }

  private void write(String event, String pattern, Envelope envelope) {
    log.debug(Component.ROUTING, event, pattern, envelope, describe(envelope.payload()));
  }

  /** The value if it is there; a relay does not decode for the log. */
  private static String describe(Payload payload) {
    if (!payload.isDecoded()) {
      return payload.sizeHint() + " bytes";
    }
    String text = payload.decoded().toString();
    return text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS) + "...";
  }
}
