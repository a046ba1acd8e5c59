package org.jbroker.store.engine.backend.sqlite;

import org.jbroker.data.Data;
import org.jbroker.spi.DataCodec;
import org.jbroker.spi.StoredEntry;

/**
 * A write of one key. Its place and its question are set when a group takes it up, before others
 * see it; the rest is immutable.
 */
final class Write {

  /** What an entry costs in memory beside its encoded bytes, roughly. */
  private static final int OVERHEAD_BYTES = 200;

  private final Data key;
  private final byte[] keyBytes;
  private final StoredEntry entry;
  private final byte[] valueBytes;
  private int place;
  private Presence inFile = Presence.UNKNOWN;
  private Question question;

  private Write(Data key, StoredEntry entry) {
    this.key = key;
    this.entry = entry;
    keyBytes = DataCodec.encode(key);
    valueBytes = entry == null ? null : DataCodec.encode(entry.value());
  }

  static Write put(Data key, StoredEntry entry) {
    return new Write(key, entry);
  }

  static Write erase(Data key) {
    return new Write(key, null);
  }

  /**
   * Called once, by the group.
   *
   * @param place its place among the writes of the group
   * @param inFile whether the file has the key when the group's turn comes
   * @param question asks for that, or null if it is known
   */
  void takenUp(int place, Presence inFile, Question question) {
    this.place = place;
    this.inFile = inFile;
    this.question = question;
  }

  /** As the write that it replaces in its group. */
  void takenUpFor(Write replaced) {
    takenUp(replaced.place, replaced.inFile, replaced.question);
  }

  Data key() {
    return key;
  }

  /** The key as in the file. Not to be changed. */
  byte[] keyBytes() {
    return keyBytes;
  }

  /** The new entry, or null if the key is erased. */
  StoredEntry entry() {
    return entry;
  }

  /** The value as in the file, or null if the key is erased. Not to be changed. */
  byte[] valueBytes() {
    return valueBytes;
  }

  boolean erases() {
    return entry == null;
  }

  int place() {
    return place;
  }

  Presence inFile() {
    return inFile;
  }

  /** To be answered by the commit, or null. */
  Question question() {
    return question;
  }

  /** What it costs in memory, about. */
  int bytes() {
    return OVERHEAD_BYTES + keyBytes.length + (valueBytes == null ? 0 : valueBytes.length);
  }
}
