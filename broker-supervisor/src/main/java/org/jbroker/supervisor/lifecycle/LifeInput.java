package org.jbroker.supervisor.lifecycle;

import java.util.Locale;

/** What can happen to a worker. */
public enum LifeInput {
  /** Somebody wants it to run. */
  START,
  /** Somebody wants it not to run. */
  STOP,
  /** Somebody wants it to run anew. */
  RESTART,
  /** Its process was started. */
  LAUNCHED,
  /** Its process could not be started. */
  LAUNCH_FAILED,
  /** It said that it is ready. */
  READY,
  /** Its process ended with a code of 0. */
  SUCCEEDED,
  /** Its process ended with another code, or one that is not known. */
  FAILED,
  /** Nothing is left of its process and what that started. */
  GONE,
  /** The deadline of its state has passed. */
  DEADLINE,
  /** A new supervisor, or a launch that came too late, found that its process runs. */
  FOUND_RUNNING,
  /** A new supervisor found that its process ended, and that something it started runs. */
  FOUND_LEFTOVERS,
  /** A new supervisor found nothing of it. */
  FOUND_NOTHING;

  /** For people and the diagram: {@code found-running}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
