package org.jbroker.testkit.net;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Carries the bytes of one direction of a {@link ProxyLink} on a thread of its own.
 *
 * <p>Received chunks wait in {@code queue} with their time of arrival; each fault is a rule for how
 * many bytes of the head may leave now, or when to ask again. So a fault can change while bytes
 * wait, and delaying does not limit the throughput.
 *
 * <p>{@code lock} guards {@code fault}, {@code stopped} and {@code discarding}; the queue belongs
 * to the thread. No I/O happens under the lock.
 */
final class Pump {

  private static final int CHUNK_BYTES = 16 * 1024;
  private static final int MAX_QUEUED_BYTES = 4 * 1024 * 1024;

  /** While bytes wait, a blocked read ends after this, so that a new fault is noticed. */
  private static final long MAX_READ_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private static final long NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  private record Chunk(long arrivedNanos, byte[] bytes, int offset) {
    int length() {
      return bytes.length - offset;
    }
  }

  private final ProxyLink link;
  private final Socket from;
  private final Socket to;
  private final Thread thread;
  private final Object lock = new Object();
  private Fault fault;
  private boolean stopped;
  private boolean discarding;

  private final ArrayDeque<Chunk> queue = new ArrayDeque<>();
  private int queuedBytes;
  private boolean endOfStream;
  private long nextReleaseNanos = System.nanoTime();
  private volatile long deliveredBytes;
  private volatile long discardedBytes;

  Pump(ProxyLink link, String name, Socket from, Socket to, Fault fault) {
    this.link = link;
    this.from = from;
    this.to = to;
    this.fault = fault;
    thread = new Thread(this::run, name);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  void fault(Fault newFault) {
    synchronized (lock) {
      fault = newFault;
      lock.notifyAll();
    }
    // These two act on sockets, so they need not wait until the thread comes back from a read.
    act(newFault);
  }

  void stop() {
    synchronized (lock) {
      stopped = true;
      lock.notifyAll();
    }
  }

  /** Sends FIN onwards and discards from now on. */
  void endStream() {
    synchronized (lock) {
      discarding = true;
      lock.notifyAll();
    }
    shutdownOutput();
  }

  long deliveredBytes() {
    return deliveredBytes;
  }

  long discardedBytes() {
    return discardedBytes;
  }

  boolean isAlive() {
    return thread.isAlive();
  }

  boolean join(Duration timeout) throws InterruptedException {
    thread.join(Math.max(1, timeout.toMillis()));
    return !thread.isAlive();
  }

  private void run() {
    try {
      while (!isStopped()) {
        Fault current = currentFault();
        act(current);
        long waitNanos = release(current);
        if (endOfStream && queue.isEmpty() && !(current instanceof Fault.BlackHole)) {
          if (current instanceof Fault.Stall) {
            awaitChange(current, Long.MAX_VALUE);
            continue;
          }
          shutdownOutput();
          return;
        }
        if (current instanceof Fault.Stall || endOfStream || queuedBytes >= MAX_QUEUED_BYTES) {
          awaitChange(current, waitNanos);
        } else {
          receive(waitNanos);
        }
      }
    } catch (IOException broken) {
      // A side is gone: a reset goes on as a reset. After a cut of our own this changes nothing.
      link.cut();
    } catch (InterruptedException interrupted) {
      link.cut();
    } finally {
      link.pumpEnded();
    }
  }

  private boolean isStopped() {
    synchronized (lock) {
      return stopped;
    }
  }

  private Fault currentFault() {
    synchronized (lock) {
      if (discarding) {
        return new Fault.Pass();
      }
      if (fault instanceof Fault.After after && deliveredBytes >= after.bytes()) {
        fault = after.then();
      }
      return fault;
    }
  }

  private void act(Fault current) {
    if (current instanceof Fault.Cut) {
      link.cut();
    } else if (current instanceof Fault.Close) {
      link.close();
    }
  }

  private void awaitChange(Fault seen, long nanos) throws InterruptedException {
    long startNanos = System.nanoTime();
    synchronized (lock) {
      while (!stopped && !discarding && fault.equals(seen)) {
        long leftNanos = nanos - (System.nanoTime() - startNanos);
        if (leftNanos <= 0) {
          return;
        }
        // A little more than asked for: waits end on the millisecond, releases on the nanosecond.
        TimeUnit.NANOSECONDS.timedWait(lock, Math.min(leftNanos, NANOS_PER_SECOND) + 999_999);
      }
    }
  }

  private void receive(long waitNanos) throws IOException {
    long nanos = queue.isEmpty() ? 0 : Math.min(waitNanos, MAX_READ_NANOS);
    byte[] buffer = new byte[CHUNK_BYTES];
    int n;
    try {
      // Zero means for ever: with nothing queued only new bytes, an end or a close matter.
      from.setSoTimeout(queue.isEmpty() ? 0 : (int) Math.max(1, nanos / 1_000_000));
      n = from.getInputStream().read(buffer);
    } catch (SocketTimeoutException nothingYet) {
      return;
    }
    if (n < 0) {
      endOfStream = true;
      return;
    }
    queue.add(new Chunk(System.nanoTime(), Arrays.copyOf(buffer, n), 0));
    queuedBytes += n;
  }

  /** Sends what may leave now; returns after how many nanoseconds to ask again. */
  private long release(Fault current) throws IOException {
    while (!queue.isEmpty() && !isStopped()) {
      Chunk head = queue.peek();
      long now = System.nanoTime();
      if (isDiscarding() || current instanceof Fault.BlackHole) {
        take(head.length());
        discardedBytes += head.length();
      } else if (current instanceof Fault.Pass) {
        send(head.length());
      } else if (current instanceof Fault.After after) {
        send((int) Math.min(head.length(), after.bytes() - deliveredBytes));
        if (deliveredBytes >= after.bytes()) {
          return 0;
        }
      } else if (current instanceof Fault.Delay delay) {
        long leftNanos = head.arrivedNanos() + delay.delayNanos() - now;
        if (leftNanos > 0) {
          return leftNanos;
        }
        send(head.length());
      } else if (current instanceof Fault.Trickle trickle) {
        if (nextReleaseNanos - now > 0) {
          return Math.min(nextReleaseNanos - now, trickle.intervalNanos());
        }
        send(trickle.bytes());
        nextReleaseNanos = now + trickle.intervalNanos();
      } else if (current instanceof Fault.Limit limit) {
        if (nextReleaseNanos - now > 0) {
          return nextReleaseNanos - now;
        }
        int n = (int) Math.min(head.length(), Math.max(1, limit.bytesPerSecond() / 100));
        send(n);
        // From the planned time, not from now: a late wake-up must not lower the rate for good.
        nextReleaseNanos =
            Math.max(nextReleaseNanos, now - NANOS_PER_SECOND / 20)
                + n * NANOS_PER_SECOND / limit.bytesPerSecond();
      } else {
        return Long.MAX_VALUE;
      }
      if (!currentFault().equals(current)) {
        return 0;
      }
    }
    return Long.MAX_VALUE;
  }

  private boolean isDiscarding() {
    synchronized (lock) {
      return discarding;
    }
  }

  private void send(int atMost) throws IOException {
    Chunk head = queue.element();
    int n = Math.min(atMost, head.length());
    to.getOutputStream().write(head.bytes(), head.offset(), n);
    deliveredBytes += n;
    take(n);
  }

  private void take(int n) {
    Chunk head = queue.remove();
    queuedBytes -= n;
    if (n < head.length()) {
      queue.addFirst(new Chunk(head.arrivedNanos(), head.bytes(), head.offset() + n));
    }
  }

  private void shutdownOutput() {
    try {
      if (!to.isClosed() && !to.isOutputShutdown()) {
        to.shutdownOutput();
      }
    } catch (IOException alreadyGone) {
      // The other side has ended the connection first; there is nobody to tell.
    }
  }

  @Override
  public String toString() {
    synchronized (lock) {
      return fault + " " + deliveredBytes + " bytes, " + discardedBytes + " discarded";
    }
  }
}
