package org.jbroker.supervisor.process;

/**
 * What there is of a worker that this supervisor did not start.
 *
 * @param kind what
 * @param marks by what its processes are known
 */
public record Found(Kind kind, WorkerMarks marks) {

  /** What there can be. */
  public enum Kind {
    /** The process that was started. */
    RUNNING,
    /** One that is being started at this moment: look again. */
    NEWBORN,
    /** The process that was started has ended; others that it started run. */
    LEFTOVERS,
    /** Nothing. */
    NOTHING
  }
}
