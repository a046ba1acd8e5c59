package org.jbroker.store.engine.master;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jbroker.data.Data;
import org.jbroker.spi.BackendException;
import org.jbroker.spi.EntryCursor;
import org.jbroker.store.engine.channel.AckClone;
import org.jbroker.store.engine.channel.ChannelTimes;
import org.jbroker.store.engine.command.Entries;
import org.jbroker.store.engine.command.StoreCommand.Part;

/**
 * The contents on their way to one clone that joins, in parts, while writing goes on.
 *
 * <pre>
 *   events   ... O | O+1 O+2 ...                      E | E+1 ...     all sent to the clone, too
 *   parts          |-- 1 --|-- 2 --| ... |-- n (last) --|
 * </pre>
 *
 * <p>A part shows entries as they are when it is read, with the effects of some events after the
 * offset O, but of none after E, which the last part names. An entry that an event after O changes
 * the clone takes from the events, whatever the parts say of it; all others are the same from O to
 * E. So with all parts and all events up to E it has the contents as they were at E.
 *
 * <p>A few parts are under way at a time. They are kept until the clone has them, and those that it
 * lacks are sent again: after about twice the time that others took, then with growing pauses, and
 * not while others still arrive, so that a slow link is not filled with repetitions. Reading goes
 * on as parts are received, in the background, a piece at a time, no faster than {@link
 * HandoverPace} says.
 *
 * <p>Not thread-safe: guarded by the master's lock, except {@link #read}, which runs without it, on
 * one thread at a time.
 */
final class Handover {

  /** What a handover needs of its surroundings. */
  interface Host {

    /** Sends a part to the clone. */
    void send(Part part);

    /** Runs something in the background, after a while, without the master's lock. */
    void later(Runnable action, long delayNanos);

    /** Monotonic time. */
    long nanoTime();

    /** Runs something under that lock, after what is durable was told. */
    void locked(Runnable action);

    /** The contents cannot be read. Under the lock. */
    void failed(BackendException cause);
  }

  private static final int WINDOW = 32;
  private static final int READ_ENTRIES = 2048;
  private static final int MAX_GAP_HEARTBEATS = 4;

  /** The clone gives up long before, and the channel notices one that is gone. */
  private static final int MAX_SILENT_TIMEOUTS = 4;

  /** A part that the clone may not have. */
  private static final class Outstanding {
    private final Part part;
    private boolean repeated;
    private boolean received;
    private long sentTick;
    private long gapTicks;

    Outstanding(Part part) {
      this.part = part;
    }
  }

  private final AckClone handshake;
  private final Supplier<EntryCursor> scan;
  private final LongSupplier lastEvent;
  private final long partBytes;
  private final ChannelTimes times;
  private final Host host;
  private final HandoverPace pace;
  // Made and not received by the clone, in order; the first ones were sent.
  private final ArrayList<Outstanding> parts = new ArrayList<>();
  private int sent;
  private long made;
  private boolean reading;
  private boolean allMade;
  private boolean ended;
  private long tick;
  private long progressTick;
  // How long a part takes to be received, in ticks: the slowest lately.
  private long roundTripTicks;
  // These belong to the thread that reads.
  private final Entries.Builder builder = new Entries.Builder();
  private EntryCursor cursor;
  private List<EntryCursor.Item> items = List.of();
  private int taken;
  private boolean exhausted;

  /**
   * A handover that begins with {@link #advance}.
   *
   * @param scan opens a cursor over the durable contents
   * @param lastEvent the number of the last event that was sent; asked under the lock
   * @param partBytes about how many bytes a part has at most; a single entry may have more
   */
  Handover(
      AckClone handshake,
      Supplier<EntryCursor> scan,
      LongSupplier lastEvent,
      long partBytes,
      ChannelTimes times,
      Host host) {
    this.handshake = handshake;
    this.scan = scan;
    this.lastEvent = lastEvent;
    this.partBytes = partBytes;
    this.times = times;
    this.host = host;
    this.pace = new HandoverPace(Runtime.getRuntime().availableProcessors(), host.nanoTime());
  }

  /** Sends what may be under way, and has more read if there is room. */
  void advance() {
    while (sent < parts.size() && sent < WINDOW) {
      Outstanding next = parts.get(sent++);
      next.gapTicks = Math.max(times.heartbeatTicks(), 2 * roundTripTicks);
      send(next);
    }
    if (!ended && !reading && !allMade && parts.size() < WINDOW) {
      reading = true;
      host.later(this::read, pace.restNanos(host.nanoTime()));
    }
  }

  private void send(Outstanding part) {
    part.sentTick = tick;
    host.send(part.part);
  }

  /**
   * The clone tells which parts it has.
   *
   * @param number all up to this one
   * @param ahead bit i: also the part {@code number} + 2 + i
   */
  void received(long number, long ahead) {
    if (number < 0 || number > made) {
      return;
    }
    for (int i = 0; i < sent; i++) {
      long distance = parts.get(i).part.number() - number - 2;
      if (distance < -1 || distance >= 0 && distance < Long.SIZE && (ahead >>> distance & 1) != 0) {
        settle(parts.get(i));
      }
    }
    while (sent > 0 && parts.get(0).received) {
      parts.remove(0);
      sent--;
    }
    advance();
  }

  private void settle(Outstanding part) {
    if (!part.received) {
      part.received = true;
      progressTick = tick;
      if (!part.repeated) {
        long took = tick - part.sentTick;
        roundTripTicks = Math.max(took, roundTripTicks - 1);
      }
    }
  }

  /** Time goes one tick on. */
  void tick() {
    tick++;
    for (int i = 0; i < sent; i++) {
      Outstanding part = parts.get(i);
      long quietTicks = tick - Math.max(part.sentTick, progressTick);
      if (!part.received && quietTicks >= part.gapTicks) {
        part.repeated = true;
        long maxGapTicks =
            Math.max(2 * roundTripTicks, (long) MAX_GAP_HEARTBEATS * times.heartbeatTicks());
        part.gapTicks = Math.min(2 * part.gapTicks, maxGapTicks);
        send(part);
      }
    }
    if (sent == 0) {
      progressTick = tick; // It is the reading that is waited for.
    }
  }

  /** Whether the clone has received everything. */
  boolean isComplete() {
    return allMade && parts.isEmpty();
  }

  /** Whether the clone has taken nothing for far too long. */
  boolean isSilent() {
    return tick - progressTick >= MAX_SILENT_TIMEOUTS * times.connectionTimeoutTicks();
  }

  /** The clone is gone. */
  void end() {
    ended = true;
    parts.clear();
    sent = 0;
  }

  private void read() {
    Entries next;
    try {
      next = nextPart();
    } catch (BackendException e) {
      host.locked(() -> unreadable(e));
      return;
    }
    host.locked(() -> made(next));
  }

  /** None at the end, and only there. */
  private Entries nextPart() {
    long bytes = 0;
    while (hasItem()) {
      EntryCursor.Item item = items.get(taken);
      Data value = item.entry().value();
      bytes += DataSize.of(item.key()) + DataSize.of(value);
      if (bytes > partBytes && !builder.isEmpty()) {
        break;
      }
      builder.add(item.key(), value);
      taken++;
    }
    return builder.build();
  }

  /** Whether there is one more, which is read if it was not. */
  private boolean hasItem() {
    if (cursor == null) {
      cursor = scan.get();
    }
    if (taken == items.size() && !exhausted) {
      items = cursor.next(READ_ENTRIES, partBytes);
      taken = 0;
      exhausted = items.isEmpty();
    }
    return !exhausted;
  }

  private void unreadable(BackendException cause) {
    reading = false;
    if (!ended) {
      host.failed(cause);
    }
  }

  private void made(Entries next) {
    reading = false;
    if (ended) {
      return;
    }
    allMade = next.size() == 0;
    add(next);
    pace.read(next.size(), host.nanoTime());
    advance();
  }

  private void add(Entries entries) {
    made++;
    long end = allMade ? lastEvent.getAsLong() : 0;
    parts.add(new Outstanding(new Part(handshake, made, allMade, end, entries)));
  }
}
