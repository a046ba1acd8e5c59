package org.jbroker.store.engine.backend.sqlite;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jbroker.spi.BackendContext;
import org.jbroker.spi.BackendException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gathers writes while the group before is being committed, so that writes which arrive together
 * share a transaction, and none waits for company.
 *
 * <pre>
 *               write                    commit fails
 *   IDLE ------------------> COMMITTING --------------> FAILED    refuses writes
 *     ^  &lt;------------------                              |
 *     |        durable                                    | rollback
 *     +---------------------------------------------------+
 * </pre>
 *
 * <p>Threads: one of its own, which commits and calls the listener; any others. {@code lock} guards
 * all fields that are not final; those that are volatile are read without it. No I/O and no
 * listener under it.
 */
final class GroupCommit {

  private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);

  /** From here on writers should be held back. */
  static final long CAPACITY_BYTES = 64L << 20;

  /** The longest wait for the last commit when closing. */
  private static final long CLOSE_SECONDS = 60;

  private final Path path;
  private final BackendContext context;
  private final StoreFileLock fileLock;
  private final WriteConnection connection;
  private final ReadConnection reads;
  private final long cacheBytes;
  private final Thread thread;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private volatile Overlay overlay;
  private volatile long writeSequence;
  private volatile long durableSequence;
  private volatile BackendException failure;
  private volatile boolean closing;
  private long durableSize;
  // For the next write.
  private final Map<String, Long> notes = new HashMap<>();

  GroupCommit(SqliteFile file, BackendContext context, SqliteFile.Connections connections) {
    this.path = file.path();
    this.context = context;
    fileLock = connections.lock();
    connection = connections.writes();
    reads = connections.reads();
    this.cacheBytes = file.options().cacheBytes();
    durableSize = connections.size();
    overlay = new Overlay(emptyGroup(), emptyGroup(), new ReadCache(cacheBytes));
    thread = new Thread(this::run, context.threadName("writer"));
    thread.setDaemon(true);
    thread.start();
  }

  private PendingWrites emptyGroup() {
    return new PendingWrites(false, writeSequence);
  }

  Overlay overlay() {
    return overlay;
  }

  long writeSequence() {
    return writeSequence;
  }

  long durableSequence() {
    return durableSequence;
  }

  /** The number of visible entries: of those in the file, and of what the groups make of it. */
  long size() {
    long size;
    List<Question> questions;
    lock.lock();
    try {
      PendingWrites young = overlay.young();
      PendingWrites old = overlay.old();
      size = young.sizeChange();
      questions = new ArrayList<>(young.questions());
      if (!young.isCleared()) {
        size += old.sizeChange();
        questions.addAll(old.questions());
      }
      if (!overlay.hidesFile()) {
        size += durableSize;
      }
    } finally {
      lock.unlock();
    }
    for (Question question : questions) {
      size += question.isThere(reads) ? 0 : 1;
    }
    return size;
  }

  boolean isClosing() {
    return closing;
  }

  /** Accepts a write; {@code before} is whether its key has an entry. */
  long add(Write write, Presence before) {
    lock.lock();
    try {
      requireWritable();
      PendingWrites young = overlay.young();
      young.add(write, before);
      return accepted(young);
    } finally {
      lock.unlock();
    }
  }

  /** Accepts a clear: what gathered before it need not be written any more. */
  long addClear() {
    lock.lock();
    try {
      requireWritable();
      PendingWrites young = new PendingWrites(true, writeSequence + 1);
      young.addNotes(overlay.young().notes());
      overlay = new Overlay(young, overlay.old(), overlay.cache());
      return accepted(young);
    } finally {
      lock.unlock();
    }
  }

  private void requireWritable() {
    if (closing) {
      throw SqliteFailures.closed(path);
    }
    BackendException cause = failure;
    if (cause != null) {
      throw new BackendException(cause.code(), cause.error().message(), cause);
    }
  }

  /** Notes a number; it goes with the next write. */
  void note(String name, long number) {
    lock.lock();
    try {
      notes.put(name, number);
    } finally {
      lock.unlock();
    }
  }

  private long accepted(PendingWrites young) {
    young.addNotes(notes);
    notes.clear();
    writeSequence = young.lastSequence();
    changed.signalAll();
    return young.lastSequence();
  }

  boolean hasCapacity() {
    lock.lock();
    try {
      return hasRoom();
    } finally {
      lock.unlock();
    }
  }

  void awaitCapacity() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!hasRoom() && failure == null && !closing) {
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean hasRoom() {
    return overlay.young().bytes() + overlay.old().bytes() < CAPACITY_BYTES;
  }

  /** Forgets what is not durable, after a failure. */
  void rollback() {
    lock.lock();
    try {
      if (failure == null) {
        return;
      }
      writeSequence = durableSequence;
      notes.clear();
      overlay = new Overlay(emptyGroup(), emptyGroup(), overlay.cache());
      failure = null;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    while (takeGroup()) {
      PendingWrites group = overlay.old();
      try {
        connection.commit(group);
      } catch (SQLException | RuntimeException e) {
        fail(e);
        continue;
      }
      settle(group);
    }
    release();
  }

  /** Waits for writes and makes them the group to commit; false at the end. */
  private boolean takeGroup() {
    lock.lock();
    try {
      while (failure != null || overlay.young().isEmpty()) {
        if (closing) {
          return false;
        }
        changed.awaitUninterruptibly();
      }
      overlay = new Overlay(emptyGroup(), overlay.young(), overlay.cache());
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void settle(PendingWrites group) {
    // Before the cache: what is loaded into it from now on is new.
    reads.committed();
    // Only this thread replaces the cache or the old group, so this needs no lock.
    ReadCache cache = group.isCleared() ? new ReadCache(cacheBytes) : overlay.cache();
    cache.committed(group.inOrder());
    long sizeAfter = (group.isCleared() ? 0 : durableSize) + group.sizeChange();
    for (Question question : group.questions()) {
      sizeAfter += question.isThere() ? 0 : 1;
    }
    lock.lock();
    try {
      durableSequence = group.lastSequence();
      durableSize = sizeAfter;
      overlay = new Overlay(overlay.young(), new PendingWrites(false, group.lastSequence()), cache);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    tell(() -> context.listener().durable(group.lastSequence()));
  }

  private void fail(Exception cause) {
    BackendException told = SqliteFailures.failed(path, "write", cause);
    LOG.error("store {}: {}", context.storeName(), told.getMessage());
    lock.lock();
    try {
      failure = told;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    tell(() -> context.listener().failed(told));
  }

  private void tell(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException e) {
      LOG.error("store {}: its listener failed", context.storeName(), e);
    }
  }

  private void release() {
    try {
      connection.checkpoint();
    } catch (SQLException e) {
      // Nothing is lost: the next who opens the file finds it in the log.
      LOG.warn("cannot move the log of {} into the file", path, e);
    }
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.warn("cannot close {}", path, e);
    }
    // Here, and not in close: it may give up waiting while this thread still writes.
    fileLock.close();
  }

  /** Commits what is left, and ends the thread and the connection. Waits for that. */
  void close() {
    lock.lock();
    try {
      closing = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    boolean interrupted = false;
    long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(CLOSE_SECONDS);
    while (thread.isAlive()) {
      long leftMillis = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
      if (leftMillis <= 0) {
        LOG.error("the disk of {} does not answer; its last writes may be lost", path);
        break;
      }
      try {
        thread.join(leftMillis);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
