package org.jbroker.supervisor;

import java.util.Locale;

/** What a worker does. {@code docs/supervisor.md} has the diagram. */
public enum NodeState {
  /** It does not run, since nobody wants it to. */
  STOPPED,
  /** Its process runs and has not said yet that it is ready. */
  STARTING,
  /** Its process runs and is ready. */
  RUNNING,
  /** It was asked to end, or killed, and something of it is still there. */
  STOPPING,
  /** Its process ended by itself, and what it left behind is being stopped. */
  CLEANING_UP,
  /** It ended or could not be started, and will be started again after a pause. */
  BACKING_OFF,
  /** It ended by itself, and its restart policy leaves it at that. */
  EXITED,
  /** It failed too often in a row, and is not started again until somebody asks for it. */
  FATAL;

  /** For people and tables: {@code backing-off}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether its process, or something that its process started, may be there. */
  public boolean hasProcess() {
    return this == STARTING || this == RUNNING || this == STOPPING || this == CLEANING_UP;
  }
}
