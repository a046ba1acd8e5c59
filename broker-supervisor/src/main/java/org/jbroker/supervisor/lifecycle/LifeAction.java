package org.jbroker.supervisor.lifecycle;

/** What is to be done after a transition. */
public enum LifeAction {
  /** Start its process; answered with {@link LifeInput#LAUNCHED}, or {@code LAUNCH_FAILED}. */
  LAUNCH,
  /** Send SIGTERM, once, to each process of its tree, and look until nothing is left of it. */
  TERMINATE,
  /** Send SIGKILL to each process of its tree until nothing is left of it. */
  KILL
}
