package org.jbroker.supervisor;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What is asked of a supervisor. {@link #CREATE}, {@link #STATUS}, {@link #RESTART} and {@link
 * #DESTROY} are Zeek's and carry what Zeek's carry; the others are added.
 */
public enum RequestKind {
  /** A node with its config comes to be and is started. Answered with a text, empty on success. */
  CREATE,
  /** The status of one node, or of all. Answered with Zeek's {@code Supervisor::Status}. */
  STATUS,
  /** A node, or all, is stopped if it runs and started. Answered with a boolean. */
  RESTART,
  /** A node, or all, is stopped if it runs and forgotten. Answered with a boolean. */
  DESTROY,
  /** A node, or all, is started unless it runs. Answered with a text, empty on success. */
  START,
  /** A node, or all, is stopped and stays so. Answered with a text, empty on success. */
  STOP_NODE,
  /** A worker says that it is ready. Answered with a text, empty on success. */
  READY,
  /** The supervisor ends. Answered with a text, empty on success. */
  SHUTDOWN;

  private static final String MODULE = "SupervisorControl::";

  /** As in topics and names of events: {@code stop_node}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The name of the event that asks: {@code SupervisorControl::create_request}. */
  public String requestEvent() {
    return MODULE + text() + "_request";
  }

  /** The name of the event that answers: {@code SupervisorControl::create_response}. */
  public String responseEvent() {
    return MODULE + text() + "_response";
  }

  /** Whether the answer is a boolean as Zeek's, and not a text. */
  boolean answersBool() {
    return this == RESTART || this == DESTROY;
  }

  static Optional<RequestKind> ofRequest(String event) {
    return Arrays.stream(values()).filter(kind -> kind.requestEvent().equals(event)).findFirst();
  }

  static Optional<RequestKind> ofResponse(String event) {
    return Arrays.stream(values()).filter(kind -> kind.responseEvent().equals(event)).findFirst();
  }
}
