package org.jbroker.store.engine.clone;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jbroker.BrokerException;
import org.jbroker.ErrorCode;
import org.jbroker.data.Data;
import org.jbroker.data.SetData;

/**
 * The copy of a clone, for any thread, without a lock: reads go on whatever the clone is doing.
 *
 * <p>An entry is there until the master's decision to remove it is applied, so that reads agree
 * with events. {@link #keys} and {@link #snapshot} are weakly consistent: what changes meanwhile
 * may be in them as before or as after.
 *
 * <p>Every read throws {@link BrokerException} as {@link #requireReadable} does.
 */
public final class CloneReads {

  /** Since when the clone is in this state: immutable, so that a read needs one volatile read. */
  private record Condition(CloneState state, long sinceNanos) {}

  private final CloneCopy copy;
  private final LongSupplier ticker;
  private final long staleNanos;
  private final CompletableFuture<Void> synced = new CompletableFuture<>();
  private volatile Condition condition;

  CloneReads(CloneCopy copy, LongSupplier ticker, long staleNanos) {
    this.copy = copy;
    this.ticker = ticker;
    this.staleNanos = staleNanos;
    this.condition = new Condition(CloneState.JOINING, ticker.getAsLong());
  }

  /** The value of a key. */
  public Optional<Data> find(Data key) {
    requireReadable();
    return Optional.ofNullable(copy.entries().get(key));
  }

  /** Whether a key exists. */
  public boolean contains(Data key) {
    requireReadable();
    return copy.entries().containsKey(key);
  }

  /** All keys. */
  public SetData keys() {
    requireReadable();
    return SetData.of(copy.entries().keySet().toArray(new Data[0]));
  }

  /** The number of entries. */
  public long size() {
    requireReadable();
    return copy.entries().size();
  }

  /** A copy of all entries; unmodifiable. */
  public Map<Data, Data> snapshot() {
    requireReadable();
    return Collections.unmodifiableMap(new HashMap<>(copy.entries()));
  }

  /**
   * Whether reads are answered now.
   *
   * @throws BrokerException with {@link ErrorCode#STALE_DATA} before the first copy (then {@link
   *     #synced()} can be waited for) and from {@code staleInterval} after the loss of the master
   *     on; with {@link ErrorCode#SHUTTING_DOWN} if the clone is closed
   */
  public void requireReadable() {
    Condition now = condition;
    switch (now.state()) {
      case SYNCED -> {}
      case CLOSED -> throw new BrokerException(ErrorCode.SHUTTING_DOWN, "the store is closed");
      case JOINING -> throw new BrokerException(ErrorCode.STALE_DATA, "no master was found yet");
      case RESYNCING -> {
        if (isStale(now)) {
          throw new BrokerException(
              ErrorCode.STALE_DATA, "the master is lost, and the copy older than staleInterval");
        }
      }
    }
  }

  /** Whether {@link #requireReadable()} would not throw now. */
  public boolean isReadable() {
    Condition now = condition;
    return switch (now.state()) {
      case SYNCED -> true;
      case RESYNCING -> !isStale(now);
      case JOINING, CLOSED -> false;
    };
  }

  private boolean isStale(Condition resyncing) {
    return staleNanos >= 0 && ticker.getAsLong() - resyncing.sinceNanos() >= staleNanos;
  }

  /** Completes with the first copy; fails if the clone is closed before. No foreign code on it. */
  public CompletableFuture<Void> synced() {
    return synced.copy();
  }

  CloneState state() {
    return condition.state();
  }

  long sinceNanos() {
    return condition.sinceNanos();
  }

  void enter(CloneState state, long nowNanos) {
    condition = new Condition(state, nowNanos);
  }

  /** What completes {@link #synced()}; not under a lock. */
  CompletableFuture<Void> firstCopy() {
    return synced;
  }
}
