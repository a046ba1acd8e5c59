package org.jbroker.runtime.local;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jbroker.BrokerException;
import org.jbroker.DropReason;
import org.jbroker.ErrorCode;
import org.jbroker.Topic;
import org.jbroker.data.Data;
import org.jbroker.runtime.queue.DropReporter;
import org.jbroker.runtime.routing.Sink;
import org.jbroker.runtime.telemetry.Counters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The line of messages of a {@link DemandPublisher}, and whoever sends it.
 *
 * <p>A message goes through the buffer in any case; the thread that finds nobody sending sends
 * itself, in order, in chunks, until the buffer is empty or its budget is used up. So with demand a
 * publisher's own thread carries its message to the sinks; without, the line stalls until the full
 * sink has room, and the executor or a blocked publisher goes on.
 *
 * <pre>
 *            put                   a sink is full
 *   IDLE ------------> SENDING -------------------> STALLED
 *     ^                |  ^  |                         |
 *     +-- empty -------+  |  +-- budget used up --+    | whenRoom
 *                         |                       v    v
 *                         +---- claimed by ------ READY
 *             the executor, a blocked publisher, or the one who closes
 * </pre>
 *
 * <p><b>Concurrency.</b> The lock guards the state and the buffer. Exactly the thread that made the
 * state SENDING sends; it holds no lock while it calls sinks or completes futures. The chunk
 * belongs to it, and passes to the next one through the lock. Waiting threads wait for {@code
 * changed}.
 */
final class SendLine {

  private enum State {
    IDLE,
    SENDING,
    STALLED,
    READY
  }

  private static final Logger LOG = LoggerFactory.getLogger(SendLine.class);
  private static final int CHUNK = 64;

  /** How many messages a thread sends before it leaves the rest to the executor. */
  private static final int BUDGET = 512;

  private final Topic topic;
  private final Fanout fanout;
  private final SerialTask task;
  private final RateMeter rate;
  private final Counters counters;
  private final DropReporter drops;
  private final Runnable onEnd;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // All guarded by the lock.
  private final SendBuffer buffer;
  private final List<CompletableFuture<Void>> whenSent = new ArrayList<>();
  private State state = State.IDLE;
  private int waiting;
  private boolean closed;
  private boolean dropAll;
  private boolean discarding;
  private boolean stalledLocally;
  private int discarded;

  /** For the sender only. */
  private final Data[] chunk = new Data[CHUNK];

  /**
   * An empty line.
   *
   * @param onEnd called at least once, outside the lock, when it is closed and nothing waits any
   *     more
   */
  SendLine(LocalContext context, Topic topic, int capacity, Runnable onEnd) {
    this.topic = topic;
    this.fanout = new Fanout(context, topic);
    this.rate = new RateMeter(context.nanoTime());
    this.counters = context.counters();
    this.buffer = new SendBuffer(capacity);
    this.onEnd = onEnd;
    this.task = new SerialTask(context.executor(), this::step, this::resume);
    this.drops =
        context
            .drops()
            .reporter(ErrorCode.SHUTTING_DOWN, "publisher for " + topic + " closed", "", e -> {});
  }

  // --- intake

  /** Takes a message, waiting for a place; false if there was none in time. */
  boolean put(Data data, Deadline deadline) throws InterruptedException {
    while (true) {
      boolean taken = false;
      boolean send;
      lock.lockInterruptibly();
      try {
        requireOpen();
        if (buffer.free() > 0) {
          buffer.add(data);
          taken = true;
          send = claim(State.IDLE);
        } else {
          send = claim(State.READY);
          if (!send && !await(deadline.remainingNanos())) {
            return false;
          }
        }
      } finally {
        lock.unlock();
      }
      if (send) {
        send();
      }
      if (taken) {
        return true;
      }
    }
  }

  /** Takes messages in order, as many at a time as there are places. */
  void putAll(List<Data> data) throws InterruptedException {
    int done = 0;
    while (done < data.size()) {
      boolean send;
      lock.lockInterruptibly();
      try {
        requireOpen();
        int n = Math.min(buffer.free(), data.size() - done);
        for (int i = 0; i < n; i++) {
          buffer.add(data.get(done++));
        }
        send = claim(n > 0 ? State.IDLE : State.READY);
        if (n == 0 && !send) {
          await(Long.MAX_VALUE);
        }
      } finally {
        lock.unlock();
      }
      if (send) {
        send();
      }
    }
  }

  boolean tryPut(Data data) {
    boolean send;
    lock.lock();
    try {
      requireOpen();
      if (buffer.free() == 0) {
        return false;
      }
      buffer.add(data);
      send = claim(State.IDLE);
    } finally {
      lock.unlock();
    }
    if (send) {
      send();
    }
    return true;
  }

  CompletableFuture<Void> putAsync(Data data) {
    boolean send;
    lock.lock();
    try {
      if (closed) {
        return CompletableFuture.failedFuture(LocalContext.closed("publisher"));
      }
      if (buffer.free() == 0) {
        return buffer.addLate(data);
      }
      buffer.add(data);
      send = claim(State.IDLE);
    } finally {
      lock.unlock();
    }
    if (send) {
      send();
    }
    return CompletableFuture.completedFuture(null);
  }

  // --- sending

  /** Sends what is there. The calling thread is the sender and stops being it in here. */
  private void send() {
    int budget = BUDGET;
    int count = advance(0, null, budget);
    while (count > 0) {
      int sent = 0;
      Sink full = null;
      try {
        while (sent < count && (full = fanout.send(chunk[sent])) == null) {
          sent++;
        }
      } catch (RuntimeException e) {
        LOG.error("a defect: a message could not be sent and is lost", e);
        sent++;
      }
      budget -= sent;
      count = advance(sent, full, budget);
    }
  }

  /** Makes the next chunk; returns its size, or 0 if the calling thread is not the sender now. */
  private int advance(int sent, Sink full, int budget) {
    Arrays.fill(chunk, null);
    List<CompletableFuture<Void>> taken;
    State next;
    int count = 0;
    boolean settle;
    lock.lock();
    try {
      taken = buffer.remove(sent);
      if (discarding) {
        discard();
      }
      if (buffer.isEmpty()) {
        next = State.IDLE;
      } else if (full != null) {
        next = State.STALLED;
        stalledLocally = full.isLocal();
      } else if (budget > 0) {
        next = State.SENDING;
        count = buffer.peek(chunk);
      } else {
        next = State.READY;
      }
      state = next;
      settle = next == State.IDLE && (closed || !whenSent.isEmpty());
      if (waiting > 0) {
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
    if (sent > 0) {
      rate.add(sent);
    }
    taken.forEach(future -> future.complete(null));
    if (next == State.STALLED) {
      full.whenRoom(topic, this::resume);
    } else if (next == State.READY) {
      task.wake();
    } else if (settle) {
      settle();
    }
    return count;
  }

  private void resume() {
    lock.lock();
    try {
      if (state != State.STALLED) {
        return;
      }
      state = State.READY;
      if (waiting > 0) {
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
    task.wake();
  }

  private boolean step() {
    boolean send;
    lock.lock();
    try {
      send = claim(State.READY);
    } finally {
      lock.unlock();
    }
    if (send) {
      send();
    }
    return false;
  }

  // --- end

  void dropAllOnClose() {
    lock.lock();
    try {
      dropAll = true;
    } finally {
      lock.unlock();
    }
  }

  /** Takes nothing more. What it holds is still sent, unless all is to be dropped. */
  void stop() {
    List<CompletableFuture<Void>> refused;
    lock.lock();
    try {
      closed = true;
      refused = buffer.removeLate();
      if (dropAll) {
        discardNow();
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    refused.forEach(future -> future.completeExceptionally(LocalContext.closed("publisher")));
    settle();
  }

  /** Sends what it holds for at most that long, helping with it, then discards the rest. */
  void finish(long timeoutNanos) {
    boolean interrupted = false;
    try {
      interrupted = !awaitEmpty(timeoutNanos) && Thread.interrupted();
    } catch (InterruptedException e) {
      interrupted = true;
    }
    lock.lock();
    try {
      discardNow();
    } finally {
      lock.unlock();
    }
    settle();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits, and helps, until nothing waits any more; false if that was not so in time. */
  boolean awaitEmpty(long timeoutNanos) throws InterruptedException {
    long start = System.nanoTime();
    while (true) {
      boolean send;
      lock.lockInterruptibly();
      try {
        if (state == State.IDLE) {
          return true;
        }
        send = claim(State.READY);
        if (!send && !await(timeoutNanos - (System.nanoTime() - start))) {
          return false;
        }
      } finally {
        lock.unlock();
      }
      if (send) {
        send();
      }
    }
  }

  /** Completes when nothing waits any more; exceptionally if that was discarded. */
  CompletableFuture<Void> sent() {
    CompletableFuture<Void> result = new CompletableFuture<>();
    lock.lock();
    try {
      whenSent.add(result);
    } finally {
      lock.unlock();
    }
    settle();
    return result;
  }

  /** Under the lock: a sender at work sees it when it has sent its chunk. */
  private void discardNow() {
    discarding = true;
    if (state != State.SENDING) {
      discard();
      state = State.IDLE;
    }
  }

  /** Under the lock. */
  private void discard() {
    int lost = buffer.clear();
    discarded += lost;
    counters.drop(
        stalledLocally ? DropReason.SUBSCRIBER_QUEUE_NEWEST : DropReason.PEER_BUFFER_NEWEST, lost);
  }

  /** Tells, outside the lock, what came to an end, if nothing waits any more. */
  private void settle() {
    List<CompletableFuture<Void>> futures;
    int lost;
    boolean ended;
    lock.lock();
    try {
      if (state != State.IDLE) {
        return;
      }
      futures = List.copyOf(whenSent);
      whenSent.clear();
      lost = discarded;
      discarded = 0;
      ended = closed;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (lost > 0) {
      drops.accept(lost);
      BrokerException error = LocalContext.closed("publisher");
      futures.forEach(future -> future.completeExceptionally(error));
    }
    futures.forEach(future -> future.complete(null));
    if (ended) {
      onEnd.run();
    }
  }

  // --- numbers

  boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  int buffered() {
    lock.lock();
    try {
      return buffer.size();
    } finally {
      lock.unlock();
    }
  }

  int capacity() {
    return buffer.capacity();
  }

  int demand() {
    return buffered() > 0 || isClosed() ? 0 : fanout.room();
  }

  double sendRate() {
    return rate.perSecond();
  }

  // --- under the lock

  private void requireOpen() {
    if (closed) {
      throw LocalContext.closed("publisher");
    }
  }

  /** Makes the calling thread the sender if the state is as given. */
  private boolean claim(State from) {
    if (state != from) {
      return false;
    }
    state = State.SENDING;
    return true;
  }

  /** Waits for a change; false if the time is up. */
  private boolean await(long timeoutNanos) throws InterruptedException {
    if (timeoutNanos <= 0) {
      return false;
    }
    waiting++;
    try {
      changed.awaitNanos(timeoutNanos);
    } finally {
      waiting--;
    }
    return true;
  }
}
