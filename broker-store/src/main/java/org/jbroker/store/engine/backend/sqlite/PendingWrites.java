package org.jbroker.store.engine.backend.sqlite;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jbroker.data.Data;

/**
 * The writes of one group, of each key the last. They become durable together, so their order among
 * themselves is of no account; a clear comes before all of them.
 *
 * <p>Changed under the lock of {@link GroupCommit}, until the writer thread takes it; {@link #find}
 * and {@link #writes} are for any thread at any time.
 */
final class PendingWrites {

  private final boolean cleared;
  private final ConcurrentHashMap<Data, Write> writes = new ConcurrentHashMap<>();
  // The same, as they came: whoever walks through them meets the memory in the order in which it
  // was allocated, and often the keys in their order too.
  private final List<Write> inOrder = new ArrayList<>();
  private final List<Question> questions = new ArrayList<>();
  private final Map<String, Long> notes = new HashMap<>();
  private long lastSequence;
  private long sizeChange;
  private long bytes;

  /**
   * A group without writes.
   *
   * @param cleared whether everything before it is gone
   * @param lastSequence the write before
   */
  PendingWrites(boolean cleared, long lastSequence) {
    this.cleared = cleared;
    this.lastSequence = lastSequence;
  }

  /**
   * Adds a write.
   *
   * @param before whether its key had an entry; not {@link Presence#UNKNOWN} if the key was written
   *     in this group
   */
  void add(Write write, Presence before) {
    Write replaced = writes.get(write.key());
    if (replaced == null) {
      write.takenUp(inOrder.size(), before, before == Presence.UNKNOWN ? ask(write.key()) : null);
      inOrder.add(write);
    } else {
      write.takenUpFor(replaced);
      inOrder.set(replaced.place(), write);
      bytes -= replaced.bytes();
    }
    writes.put(write.key(), write);
    bytes += write.bytes();
    lastSequence++;
    // As if the file had the keys that it is asked about.
    int sizeBefore = before == Presence.ABSENT ? 0 : 1;
    sizeChange += (write.erases() ? 0 : 1) - sizeBefore;
  }

  private Question ask(Data key) {
    Question question = new Question(key);
    questions.add(question);
    return question;
  }

  /** Adds notes that belong to the last write. */
  void addNotes(Map<String, Long> more) {
    notes.putAll(more);
  }

  /** The notes; not to be changed while the group is committed. */
  Map<String, Long> notes() {
    return notes;
  }

  /** Whether everything that is not written here is gone. */
  boolean isCleared() {
    return cleared;
  }

  boolean isEmpty() {
    return !cleared && writes.isEmpty();
  }

  /** The write of a key, or null. */
  Write find(Data key) {
    return writes.get(key);
  }

  Collection<Write> writes() {
    return writes.values();
  }

  /** For the writer thread that took the group; it may sort them. */
  List<Write> inOrder() {
    return inOrder;
  }

  /** What the file is to be asked. Under the lock, or of a group that was taken. */
  List<Question> questions() {
    return questions;
  }

  /** What it does to the number of entries, if the file has all keys that it is asked about. */
  long sizeChange() {
    return sizeChange;
  }

  /** The number of the last write in or before it. */
  long lastSequence() {
    return lastSequence;
  }

  long bytes() {
    return bytes;
  }
}
