package org.jbroker.store.engine.backend;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jbroker.spi.BackendException;
import org.jbroker.spi.BackendListener;
import org.jbroker.spi.StoreBackend;
import org.jbroker.testkit.Await;

/** Remembers what a backend told, and that it told it in order. Thread-safe. */
public final class RecordingListener implements BackendListener {

  private static final Duration SOON = Duration.ofSeconds(20);

  private final AtomicLong durable = new AtomicLong();
  private final AtomicLong calls = new AtomicLong();
  private final AtomicReference<BackendException> failure = new AtomicReference<>();
  private final AtomicReference<String> disorder = new AtomicReference<>();
  private volatile CountDownLatch gate = new CountDownLatch(0);

  /** Lets the backend wait in its next call until {@link #openGate}. */
  public void closeGate() {
    gate = new CountDownLatch(1);
  }

  /** Ends the wait. */
  public void openGate() {
    gate.countDown();
  }

  @Override
  public void durable(long sequence) {
    long before = durable.getAndSet(sequence);
    if (before >= sequence) {
      disorder.set(before + " then " + sequence);
    }
    calls.incrementAndGet();
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void failed(BackendException cause) {
    failure.set(cause);
  }

  /** Whether a failure was told that nobody took note of. */
  public boolean hasFailed() {
    return failure.get() != null;
  }

  /** How many groups were told to be durable. */
  public long calls() {
    return calls.get();
  }

  /** The last number that was told. */
  public long told() {
    return durable.get();
  }

  /** The failure that was told, which is forgotten then. */
  public BackendException awaitFailure() {
    return Await.value(SOON, "a failure", () -> failure.getAndSet(null), found -> found != null);
  }

  /** Waits until everything written is durable, and was told so where that took time. */
  public void awaitDurable(StoreBackend backend) {
    long last = backend.writeSequence();
    Await.until(SOON, "durability", () -> backend.durableSequence() >= last);
    if (disorder.get() != null) {
      throw new AssertionError("told out of order: " + disorder.get());
    }
  }
}
