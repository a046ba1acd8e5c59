package org.jbroker.store.engine.backend.sqlite;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ObjLongConsumer;
import org.jbroker.data.Data;
import org.jbroker.data.SetData;
import org.jbroker.spi.BackendContext;
import org.jbroker.spi.EntryCursor;
import org.jbroker.spi.StoreBackend;
import org.jbroker.spi.StoredEntry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The backend: writes go to {@link GroupCommit}, reads through its {@link Overlay} to {@link
 * ReadConnection}. Threads as {@link StoreBackend} has them; no lock of its own.
 */
final class SqliteTable implements StoreBackend {

  private static final Logger LOG = LoggerFactory.getLogger(SqliteTable.class);

  private static final int PART_ROWS = 1024;
  private static final long PART_BYTES = 4L << 20;

  private final Path path;
  private final ReadConnection reads;
  private final GroupCommit writes;
  private final Map<String, Long> notes;
  private final AtomicBoolean closed = new AtomicBoolean();

  private SqliteTable(
      Path path, ReadConnection reads, GroupCommit writes, Map<String, Long> notes) {
    this.notes = notes;
    this.path = path;
    this.reads = reads;
    this.writes = writes;
  }

  static SqliteTable open(SqliteFile file, BackendContext context) {
    SqliteFile.Connections connections = file.open();
    GroupCommit writes = new GroupCommit(file, context, connections);
    return new SqliteTable(file.path(), connections.reads(), writes, connections.notes());
  }

  @Override
  public Optional<StoredEntry> find(Data key) {
    requireOpen();
    return writes.overlay().find(key, this::load);
  }

  private CachedEntry load(Data key) {
    return reads.find(key).orElseGet(CachedEntry::absent);
  }

  @Override
  public long size() {
    requireOpen();
    return writes.size();
  }

  @Override
  public SetData keys() {
    requireOpen();
    SqliteCursor cursor = SqliteCursor.latest(writes, reads, true);
    SetData.Builder keys = SetData.builder();
    List<EntryCursor.Item> part = cursor.next(PART_ROWS, PART_BYTES);
    while (!part.isEmpty()) {
      part.forEach(item -> keys.add(item.key()));
      part = cursor.next(PART_ROWS, PART_BYTES);
    }
    return keys.build();
  }

  @Override
  public EntryCursor scan(View view) {
    requireOpen();
    return switch (view) {
      case DURABLE -> SqliteCursor.durable(writes, reads);
      case LATEST -> SqliteCursor.latest(writes, reads, false);
    };
  }

  @Override
  public void expiries(ObjLongConsumer<Data> action) {
    requireOpen();
    reads.expiries(action);
  }

  @Override
  public long put(Data key, Data value, long expiryNanos) {
    return write(Write.put(key, new StoredEntry(value, expiryNanos)));
  }

  @Override
  public long erase(Data key) {
    return write(Write.erase(key));
  }

  private long write(Write write) {
    requireOpen();
    return writes.add(write, writes.overlay().peek(write.key()));
  }

  @Override
  public long clear() {
    requireOpen();
    return writes.addClear();
  }

  @Override
  public void note(String name, long number) {
    writes.note(name, number);
  }

  @Override
  public Map<String, Long> notes() {
    return notes;
  }

  @Override
  public long writeSequence() {
    return writes.writeSequence();
  }

  @Override
  public long durableSequence() {
    return writes.durableSequence();
  }

  @Override
  public void rollback() {
    requireOpen();
    writes.rollback();
  }

  @Override
  public boolean hasCapacity() {
    return writes.hasCapacity();
  }

  @Override
  public void awaitCapacity() throws InterruptedException {
    writes.awaitCapacity();
  }

  private void requireOpen() {
    if (writes.isClosing()) {
      throw SqliteFailures.closed(path);
    }
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try {
      // First: the last connection that closes is the one that removes the log.
      reads.close();
    } catch (SQLException e) {
      LOG.warn("cannot close {}", path, e);
    }
    writes.close();
  }
}
