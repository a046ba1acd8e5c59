package org.jbroker.benchmarks.micro;

import java.util.concurrent.Semaphore;
import org.jbroker.benchmarks.message.TextMessage;
import org.jbroker.data.Data;
import org.jbroker.data.Str;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Messages from one thread to another in one process. The messages exist before; each is checked
 * where it arrives. Queues hold 8,192 messages, the default of a subscriber.
 */
@State(Scope.Benchmark)
public class HandoverBenchmark {

  /** The places of each queue. */
  static final int CAPACITY = 8192;

  /** Handed over in each invocation; a multiple of {@link #MESSAGES}. */
  private static final int COUNT = 1 << 15;

  /** How many different messages take turns; a power of two. */
  private static final int MESSAGES = 4096;

  /** What the messages go through; see {@link Handover#named}. */
  @Param({
    "ours-local",
    "ours-peered",
    "array-blocking-queue",
    "submission-publisher",
    "jctools-mpsc",
    "jctools-spsc"
  })
  public String contestant;

  private final Data[] messages = new Data[MESSAGES];
  private final Semaphore wanted = new Semaphore(0);
  private Handover handover;
  private Thread producer;
  private volatile Throwable failure;

  /** Starts the producer. */
  @Setup(Level.Trial)
  public void start() throws Exception {
    for (int i = 0; i < MESSAGES; i++) {
      messages[i] = Str.of(TextMessage.create(i, false));
    }
    handover = Handover.named(contestant);
    producer = new Thread(this::produce, "producer");
    producer.setDaemon(true);
    producer.start();
  }

  private void produce() {
    try {
      while (true) {
        wanted.acquire();
        for (int i = 0; i < COUNT; i++) {
          handover.put(messages[i & MESSAGES - 1]);
        }
      }
    } catch (InterruptedException end) {
      return;
    } catch (Exception | Error e) {
      failure = e;
    }
  }

  /** Takes the messages while the producer puts them. */
  @Benchmark
  @OperationsPerInvocation(COUNT)
  public void handOver() throws Exception {
    wanted.release();
    for (int i = 0; i < COUNT; i++) {
      Str message = (Str) handover.take();
      if (TextMessage.sequence(message) != (i & MESSAGES - 1)) {
        throw new IllegalStateException(
            "message " + i + " of " + contestant + " is not what was put", failure);
      }
    }
  }

  /** Ends the producer. */
  @TearDown(Level.Trial)
  public void stop() throws Exception {
    producer.interrupt();
    producer.join();
    handover.close();
    if (failure != null) {
      throw new IllegalStateException(failure);
    }
  }
}
