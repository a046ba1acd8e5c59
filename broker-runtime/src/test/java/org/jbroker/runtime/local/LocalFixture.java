package org.jbroker.runtime.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jbroker.BrokerError;
import org.jbroker.OverflowPolicy;
import org.jbroker.SubscriberOptions;
import org.jbroker.runtime.queue.DropReports;
import org.jbroker.runtime.queue.TestMessages;
import org.jbroker.runtime.telemetry.Counters;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** An endpoint's local half for one test; shows afterwards that nothing of it is left. */
final class LocalFixture implements AfterEachCallback {

  /** Long enough for anything that is to happen. */
  static final Duration SOON = Duration.ofSeconds(20);

  /** Long enough to see that a thread blocks. */
  static final Duration SHORT = Duration.ofMillis(30);

  final FakeRouting routing = new FakeRouting();
  final Counters counters = new Counters();
  final ConcurrentLinkedQueue<BrokerError> events = new ConcurrentLinkedQueue<>();
  final LocalHandles handles = new LocalHandles();
  final DropReports drops = new DropReports(System::nanoTime, events::add);
  final ExecutorService executor;
  final LocalContext context;
  private final List<Thread> threads = new CopyOnWriteArrayList<>();

  LocalFixture(int executorThreads) {
    AtomicInteger number = new AtomicInteger();
    executor =
        Executors.newFixedThreadPool(
            executorThreads,
            job -> {
              Thread thread = new Thread(job, "callbacks-" + number.incrementAndGet());
              threads.add(thread);
              return thread;
            });
    context = contextWith(executor);
  }

  LocalContext contextWith(Executor other) {
    return new LocalContext(
        routing,
        counters,
        TestMessages.limits(),
        new SubscriberOptions(8192, 64 << 20, OverflowPolicy.BACKPRESSURE),
        other,
        System::nanoTime,
        drops,
        handles);
  }

  static SubscriberOptions bounds(int messages, OverflowPolicy policy) {
    return new SubscriberOptions(messages, 0, policy);
  }

  /** A thread that must end with the test. */
  Thread start(Job job) {
    Thread thread =
        new Thread(
            () -> {
              try {
                job.run();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    threads.add(thread);
    thread.start();
    return thread;
  }

  static void awaitBlocked(Thread thread) {
    while (thread.getState() != Thread.State.TIMED_WAITING
        && thread.getState() != Thread.State.WAITING) {
      assertThat(thread.getState()).isNotEqualTo(Thread.State.TERMINATED);
      Thread.onSpinWait();
    }
  }

  @Override
  public void afterEach(ExtensionContext test) throws InterruptedException {
    handles.close(Duration.ZERO);
    // A publisher that was sending its last chunk leaves when it has finished with it.
    await().until(() -> handles.size() == 0);
    assertThat(routing.size()).as("subscribed sinks").isZero();
    executor.shutdown();
    assertThat(executor.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    for (Thread thread : threads) {
      thread.join(10_000);
      assertThat(thread.isAlive()).as("%s", thread).isFalse();
    }
  }

  /** What a test thread does. */
  interface Job {
    void run() throws InterruptedException;
  }
}
