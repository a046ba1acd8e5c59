package org.jbroker.store.engine.backend.sqlite;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jbroker.data.Data;
import org.jbroker.spi.EntryCursor;
import org.jbroker.store.engine.backend.sqlite.ReadConnection.Row;

/**
 * Walks over pending writes first, if they are wanted, then over the rows of the file that were
 * there at the beginning, by ascending row id. An entry keeps its row as long as it exists, so none
 * is missed; keys that were met as pending are left out of the file.
 *
 * <p>Used by one thread at a time.
 */
final class SqliteCursor implements EntryCursor {

  private final ReadConnection reads;
  private final boolean keysOnly;
  private final long sequence;
  private final Map<Data, Write> pending;
  private final Iterator<Write> pendingLeft;
  private final long lastRow;
  private long row;

  private SqliteCursor(
      ReadConnection reads,
      boolean keysOnly,
      long sequence,
      Map<Data, Write> pending,
      long lastRow) {
    this.reads = reads;
    this.keysOnly = keysOnly;
    this.sequence = sequence;
    this.pending = pending;
    this.lastRow = lastRow;
    pendingLeft = pending.values().iterator();
    // Ids may be negative in a file from elsewhere.
    row = Long.MIN_VALUE;
  }

  static SqliteCursor durable(GroupCommit writes, ReadConnection reads) {
    long sequence = writes.durableSequence();
    return new SqliteCursor(reads, false, sequence, Map.of(), reads.lastRow());
  }

  static SqliteCursor latest(GroupCommit writes, ReadConnection reads, boolean keysOnly) {
    long sequence = writes.writeSequence();
    Overlay overlay = writes.overlay();
    Map<Data, Write> pending = new HashMap<>();
    if (!overlay.young().isCleared()) {
      overlay.old().writes().forEach(write -> pending.put(write.key(), write));
    }
    overlay.young().writes().forEach(write -> pending.put(write.key(), write));
    // Asked after the groups: what leaves them in between is among these rows.
    long lastRow = overlay.hidesFile() ? Long.MIN_VALUE : reads.lastRow();
    return new SqliteCursor(reads, keysOnly, sequence, pending, lastRow);
  }

  @Override
  public long sequence() {
    return sequence;
  }

  @Override
  public List<Item> next(int maxEntries, long maxBytes) {
    List<Item> part = new ArrayList<>();
    long bytes = 0;
    while (pendingLeft.hasNext() && part.size() < maxEntries && bytes < Math.max(1, maxBytes)) {
      Write write = pendingLeft.next();
      if (!write.erases()) {
        part.add(new Item(write.key(), write.entry()));
        bytes += write.bytes();
      }
    }
    // At least one entry of the file, or its end: an empty part means the end.
    while (part.isEmpty() && row < lastRow) {
      List<Row> rows = reads.rows(row, lastRow, maxEntries, Math.max(1, maxBytes), keysOnly);
      row = rows.isEmpty() ? lastRow : rows.get(rows.size() - 1).id();
      for (Row each : rows) {
        if (!pending.containsKey(each.key())) {
          part.add(new Item(each.key(), each.entry()));
        }
      }
    }
    return part;
  }
}
