package org.jbroker.spi;

import java.util.Map;
import java.util.Optional;
import java.util.function.ObjLongConsumer;
import org.jbroker.data.Data;
import org.jbroker.data.SetData;

/**
 * The storage of a master: a table of keys and {@link StoredEntry entries}. It knows no types, no
 * clock and no clones; what an operation means and when an entry expires is the master's business.
 *
 * <p><b>Writes</b> are numbered from 1 on, without gaps. A write is <i>visible</i> when its call
 * returns and <i>durable</i> later, or at once (as in memory). Writes become durable in order, in
 * groups whose size the backend chooses, and each as a whole or not at all: after a crash the
 * database holds exactly the writes up to some number, at least {@link #durableSequence()}. A write
 * never waits for a disk.
 *
 * <pre>
 *   master, under its lock               backend                     its thread
 *     n = put(k, v, e) ----------------> visible, queued
 *     effects.add(n, replay, event)                                  commit a group up to m
 *     if (durableSequence() &gt;= n) ...                            listener.durable(m)
 * </pre>
 *
 * <p>{@link #durableSequence()} grows before the listener is called: a master that first queues
 * what is to follow a write and then looks at that number misses nothing.
 *
 * <p><b>Failure.</b> If a group cannot be made durable, the database is as it was before it, {@link
 * BackendListener#failed} is called, and every write throws the cause until {@link #rollback},
 * which makes the durable state the visible one and accepts writes again. So no write is ever based
 * on one that was lost. A backend that has failed may succeed later, as when the disk has room
 * again.
 *
 * <p><b>Threads.</b> {@link #put}, {@link #erase}, {@link #clear} and {@link #rollback} are called
 * by one thread at a time (under the master's lock), with a happens-before edge from one to the
 * next. All other methods are called by any thread at any time; reads see the writes that returned
 * before, and take no lock that is held during a commit. {@link #close} is called once and without
 * the lock that the listener takes, since it waits for the listener; calls during and after it
 * throw {@link BackendException}.
 *
 * <p>All methods throw {@link BackendException} if the database fails them.
 */
public interface StoreBackend extends AutoCloseable {

  /** What a cursor shows. */
  enum View {
    /** Durable writes only: what may be told to clones. */
    DURABLE,
    /** All visible writes: what the users of the master see. */
    LATEST
  }

  /** The entry of a key, or empty if there is none. An expiry in the past makes no difference. */
  Optional<StoredEntry> find(Data key);

  /** Whether a key has an entry. */
  default boolean contains(Data key) {
    return find(key).isPresent();
  }

  /** The number of visible entries. */
  long size();

  /** All visible keys; weakly consistent, as an {@link EntryCursor}. */
  SetData keys();

  /** A cursor from the beginning. */
  EntryCursor scan(View view);

  /**
   * Calls {@code action} with the key and the expiry, in nanoseconds since 1970, of each durable
   * entry that ends by itself. For the start of a master, before its first write.
   */
  void expiries(ObjLongConsumer<Data> action);

  /**
   * Sets the entry of a key.
   *
   * @param key nested less deep than {@link Data#MAX_DEPTH}, so that {@link #keys} can hold it; the
   *     master refuses others
   * @param expiryNanos when it ends, in nanoseconds since 1970, or {@link StoredEntry#NEVER}
   * @return the number of this write
   */
  long put(Data key, Data value, long expiryNanos);

  /**
   * Removes the entry of a key, if there is one.
   *
   * @return the number of this write
   */
  long erase(Data key);

  /**
   * Removes all entries.
   *
   * @return the number of this write
   */
  long clear();

  /**
   * Notes a number under a name, for a master that wants to know after a restart what it had
   * applied: it becomes durable together with the next write that is accepted, or not at all. The
   * last number of a name counts; 0 removes the name. Called as the writes are; {@link #rollback}
   * forgets what is not durable. A backend whose entries do not survive a restart need not do
   * anything.
   *
   * @param number unsigned
   */
  default void note(String name, long number) {}

  /** The durable notes. For the start of a master, before its first write. */
  default Map<String, Long> notes() {
    return Map.of();
  }

  /** The number of the last write that was accepted (and not rolled back); 0 if there was none. */
  long writeSequence();

  /** The number of the last write that is durable. */
  long durableSequence();

  /**
   * Forgets all writes beyond {@link #durableSequence()}, after {@link BackendListener#failed}.
   * Their numbers are given out again. Does nothing if the backend has not failed.
   */
  void rollback();

  /**
   * Whether there is room for more writes that are not durable yet. Beyond that writes still
   * succeed, but a master should hold its writers back.
   */
  default boolean hasCapacity() {
    return true;
  }

  /**
   * Waits until {@link #hasCapacity}, or the backend has failed or is closed. Called without the
   * master's lock.
   *
   * @throws InterruptedException if the waiting thread is interrupted
   */
  default void awaitCapacity() throws InterruptedException {}

  /**
   * Makes everything durable that was accepted, tells the listener, and releases threads and files.
   * Idempotent. If the last group fails, the listener hears it; nothing is thrown.
   */
  @Override
  void close();
}
