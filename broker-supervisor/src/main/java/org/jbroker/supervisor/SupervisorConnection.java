package org.jbroker.supervisor;

/** What has become of a client's connection with its supervisor. */
public enum SupervisorConnection {
  /** A supervisor is connected, the same as before or another one. */
  CONNECTED,
  /** It is gone without a word, as one that was killed. Its workers run on. */
  LOST,
  /** It has left: somebody told it to end. */
  ENDED
}
