package org.jbroker.runtime.local;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jbroker.BrokerException;
import org.jbroker.DropReason;
import org.jbroker.ErrorCode;
import org.jbroker.data.Data;
import org.jbroker.runtime.local.SendBuffer.State;
import org.jbroker.runtime.queue.DropReporter;
import org.jbroker.runtime.routing.Sink;
import org.jbroker.runtime.telemetry.Counters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The line of messages of a {@link DemandPublisher}, and whoever sends it.
 *
 * <p>The thread that finds nobody sending sends itself: its own message past the buffer if it is
 * the only one, then in order, in chunks, until the buffer is empty or its budget is used up. So
 * with demand a publisher's own thread carries its message to the sinks; without, the line stalls
 * until the full sink has room, and the executor or a blocked publisher goes on.
 *
 * <p><b>Concurrency.</b> The lock guards the state and the buffer. Exactly the thread that made the
 * state SENDING sends; it holds no lock while it calls sinks or completes futures. The chunk
 * belongs to it, and passes to the next one through the lock. Waiting threads wait for {@code
 * changed}.
 */
final class SendLine {

  private static final Logger LOG = LoggerFactory.getLogger(SendLine.class);
  private static final int CHUNK = 64;

  /** How many messages a thread sends before it leaves the rest to the executor. */
  private static final int BUDGET = 512;

  /** For the chunk at work when closing: only callbacks on a same-thread executor delay it. */
  private static final long LAST_CHUNK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Fanout fanout;
  private final SerialTask task;
  private final Counters counters;
  private final DropReporter drops;
  private final Runnable onEnd;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  private volatile boolean dropAll;

  /** Written under the lock. */
  private volatile boolean closed;

  // All guarded by the lock.
  private final SendBuffer buffer;
  private final RateMeter rate;
  private final List<CompletableFuture<Void>> whenSent = new ArrayList<>();
  private int waiting;

  // For the sender only.
  private final Data[] chunk = new Data[CHUNK];
  private int chunkSize;

  /**
   * An empty line.
   *
   * @param onEnd called at least once, outside the lock, when it is closed and nothing waits any
   *     more
   */
  SendLine(LocalContext context, Fanout fanout, int capacity, Runnable onEnd) {
    this.fanout = fanout;
    this.counters = context.counters();
    this.buffer = new SendBuffer(capacity);
    this.rate = new RateMeter(context.nanoTime());
    this.onEnd = onEnd;
    // Without the executor, whoever blocks in here or closes goes on.
    this.task = new SerialTask(context.executor(), this::step, () -> {});
    this.drops =
        context
            .drops()
            .reporter(
                ErrorCode.SHUTTING_DOWN,
                "publisher for " + fanout.topic() + " closed",
                "",
                e -> {});
  }

  // --- intake

  /** Takes a message, waiting for a place; false if there was none in time. */
  boolean put(Data data, Deadline deadline) throws InterruptedException {
    return tryPut(data) || put(List.of(data), deadline);
  }

  /** Takes messages in order, waiting for places; false if there were none for all in time. */
  boolean put(List<Data> data, Deadline deadline) throws InterruptedException {
    int taken = tryPut(data, 0);
    while (taken < data.size()) {
      if (!awaitPlace(deadline.remainingNanos())) {
        return false;
      }
      taken += tryPut(data, taken);
    }
    return true;
  }

  /** Takes a message if there is a place for it. */
  boolean tryPut(Data data) {
    boolean send;
    lock.lock();
    try {
      if (closed) {
        throw LocalContext.closed("publisher");
      }
      if (buffer.free() == 0) {
        return false;
      }
      send = buffer.claimWith(data);
      if (send) {
        chunk[0] = data;
        chunkSize = 1;
      } else {
        buffer.add(data);
      }
    } finally {
      lock.unlock();
    }
    if (send) {
      send();
    }
    return true;
  }

  /** Takes messages from an index on, as many as there are places; returns how many. */
  private int tryPut(List<Data> data, int from) {
    int n;
    boolean send;
    lock.lock();
    try {
      if (closed) {
        throw LocalContext.closed("publisher");
      }
      n = Math.min(buffer.free(), data.size() - from);
      for (int i = 0; i < n; i++) {
        buffer.add(data.get(from + i));
      }
      send = n > 0 && claim(State.IDLE);
    } finally {
      lock.unlock();
    }
    if (send) {
      send();
    }
    return n;
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

  /** Waits for a place, or for the end, or helps to make one; false if the time is up. */
  private boolean awaitPlace(long timeoutNanos) throws InterruptedException {
    boolean send;
    lock.lockInterruptibly();
    try {
      if (buffer.free() > 0 || closed) {
        return true;
      }
      send = claim(State.READY);
      if (!send && !await(timeoutNanos)) {
        return false;
      }
    } finally {
      lock.unlock();
    }
    if (send) {
      send();
    }
    return true;
  }

  // --- sending

  /**
   * Sends what is there. The calling thread has claimed that and stops being the sender in here.
   */
  private void send() {
    int budget = BUDGET;
    int sent;
    Sink full;
    do {
      sent = 0;
      full = null;
      try {
        while (sent < chunkSize && (full = fanout.send(chunk[sent])) == null) {
          sent++;
        }
      } catch (RuntimeException e) {
        LOG.error("a defect: a message could not be sent and is lost", e);
        sent++;
      }
      budget -= sent;
    } while (advance(sent, full, budget));
  }

  /** Goes on behind what was sent; returns whether the calling thread is still the sender. */
  private boolean advance(int sent, Sink full, int budget) {
    Arrays.fill(chunk, 0, chunkSize, null);
    List<CompletableFuture<Void>> taken;
    State next;
    boolean settle;
    lock.lock();
    try {
      taken = buffer.remove(sent);
      rate.add(sent);
      next = buffer.next(full, budget > 0);
      if (next == State.SENDING) {
        chunkSize = buffer.peek(chunk);
      }
      settle = next == State.IDLE && (closed || !whenSent.isEmpty());
      if (waiting > 0) {
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
    taken.forEach(future -> future.complete(null));
    if (next == State.STALLED) {
      fanout.whenRoom(full, this::resume);
    } else if (next == State.READY) {
      task.wake();
    } else if (settle) {
      settle();
    }
    return next == State.SENDING;
  }

  private void resume() {
    lock.lock();
    try {
      if (!buffer.resume()) {
        return;
      }
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
    dropAll = true;
  }

  /** Takes nothing more. What it holds is still sent, unless all is to be dropped. */
  void stop() {
    List<CompletableFuture<Void>> refused;
    lock.lock();
    try {
      closed = true;
      refused = buffer.removeLate();
      if (dropAll) {
        buffer.discard();
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
    boolean interrupted = awaitEmptyOrInterrupt(timeoutNanos);
    lock.lock();
    try {
      buffer.discard();
    } finally {
      lock.unlock();
    }
    settle();
    if (awaitEmptyOrInterrupt(LAST_CHUNK_NANOS) || interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns whether the thread was interrupted. */
  private boolean awaitEmptyOrInterrupt(long timeoutNanos) {
    try {
      awaitEmpty(timeoutNanos);
      return false;
    } catch (InterruptedException e) {
      return true;
    }
  }

  /** Waits, and helps, until nothing waits any more; false if that was not so in time. */
  boolean awaitEmpty(long timeoutNanos) throws InterruptedException {
    long start = System.nanoTime();
    while (true) {
      boolean send;
      lock.lockInterruptibly();
      try {
        if (buffer.state() == State.IDLE) {
          return true;
        }
        send = claim(State.READY);
        if (!send && (buffer.isSender() || !await(timeoutNanos - (System.nanoTime() - start)))) {
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

  /** Tells, outside the lock, what came to an end, if nothing waits any more. */
  private void settle() {
    List<CompletableFuture<Void>> futures;
    int lost;
    boolean ended;
    lock.lock();
    try {
      if (buffer.state() != State.IDLE) {
        return;
      }
      futures = List.copyOf(whenSent);
      whenSent.clear();
      lost = buffer.takeDiscarded();
      ended = closed;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (lost > 0) {
      counters.drop(DropReason.PUBLISHER_CLOSED, lost);
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
    return closed;
  }

  double sendRate() {
    lock.lock();
    try {
      return rate.perSecond();
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

  // --- under the lock

  /** Makes the calling thread the sender, with its first chunk, if the state is as given. */
  private boolean claim(State from) {
    if (!buffer.claim(from)) {
      return false;
    }
    chunkSize = buffer.peek(chunk);
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
