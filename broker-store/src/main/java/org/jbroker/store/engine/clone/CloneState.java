package org.jbroker.store.engine.clone;

/**
 * Where a clone stands.
 *
 * <pre>
 *              ack_clone              master lost
 *   JOINING ---------------&gt; SYNCED ---------------&gt; RESYNCING
 *      |                      |  ^                      |  |
 *      |                      |  +------ ack_clone -----+  |
 *      +------ close ---------+----------- close ----------+------&gt; CLOSED
 * </pre>
 */
public enum CloneState {
  /** Has not had a master yet, and no copy. */
  JOINING,
  /** Follows its master. */
  SYNCED,
  /** Lost its master, has the copy from before, and looks for a master, the same or another. */
  RESYNCING,
  /** Finished. */
  CLOSED
}
