package org.jbroker.store.engine.backend.sqlite;

import org.jbroker.data.Data;

/**
 * Whether the file had a key before a group wrote it, which decides how many entries there are
 * after the group. A write does not wait for the answer; the commit knows it, since an insertion
 * either adds a row or does not.
 *
 * <p>For any thread. The writer thread answers before the commit, so whoever looks into the file
 * and finds no answer here afterwards has seen the file as it was before.
 */
final class Question {

  private final Data key;
  private volatile Presence answer = Presence.UNKNOWN;

  Question(Data key) {
    this.key = key;
  }

  /** Who needs to know it before the commit asks the file. */
  boolean isThere(ReadConnection file) {
    if (answer == Presence.UNKNOWN) {
      boolean seen = file.contains(key);
      if (answer == Presence.UNKNOWN) {
        answer(seen);
      }
    }
    return isThere();
  }

  /** The answer, which is there. */
  boolean isThere() {
    if (answer == Presence.UNKNOWN) {
      throw new IllegalStateException("nobody knows yet whether " + key + " was there");
    }
    return answer == Presence.THERE;
  }

  void answer(boolean there) {
    answer = there ? Presence.THERE : Presence.ABSENT;
  }
}
