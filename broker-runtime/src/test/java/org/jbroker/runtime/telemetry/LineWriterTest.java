package org.jbroker.runtime.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jbroker.Verbosity;
import org.junit.jupiter.api.Test;

/** What happens when lines come faster than they can be written. */
class LineWriterTest {

  /** Waits before its first batch, as a stuck disk does. */
  private static final class StuckSink implements LineSink {
    final CountDownLatch entered = new CountDownLatch(1);
    final CountDownLatch released = new CountDownLatch(1);
    final List<String> written = new CopyOnWriteArrayList<>();
    volatile boolean closed;
    volatile boolean interrupted;
    volatile Thread thread;

    @Override
    public void write(List<LogLine> lines) {
      thread = Thread.currentThread();
      entered.countDown();
      try {
        released.await();
      } catch (InterruptedException e) {
        interrupted = true;
      }
      lines.forEach(line -> written.add(line.message()));
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private final StuckSink sink = new StuckSink();
  private final LineWriter writer = writer(LineWriter.DEFAULT_CLOSE_MILLIS);

  private LineWriter writer(long closeMillis) {
    return new LineWriter(
        "test-log",
        4,
        closeMillis,
        InstantSource.fixed(Instant.EPOCH),
        List.of(new LineWriter.Route(Verbosity.INFO, sink)));
  }

  private void offer(String message) {
    writer.offer(line(message));
  }

  private static LogLine line(String message) {
    return new LogLine(
        Instant.EPOCH, Component.WIRE, Verbosity.INFO, "thread", "class", "event", message);
  }

  @Test
  void dropsCountsAndReportsLinesThatFindTheQueueFull() throws InterruptedException {
    offer("first");
    sink.entered.await();
    for (int i = 0; i < 10; i++) {
      offer("line " + i);
    }
    assertThat(writer.droppedLines()).isEqualTo(6);
    sink.released.countDown();
    writer.close();
    assertThat(sink.written)
        .containsExactly(
            "first",
            "line 0",
            "line 1",
            "line 2",
            "line 3",
            "6 lines are missing here: they came faster than they could be written");
    assertThat(sink.closed).isTrue();
    assertThat(sink.thread.isAlive()).isFalse();
  }

  @Test
  void limitsTheCharactersThatWait() throws InterruptedException {
    offer("first");
    sink.entered.await();
    offer("x".repeat(4 << 20));
    offer("y");
    assertThat(writer.droppedLines()).isEqualTo(1);
    sink.released.countDown();
    writer.close();
    assertThat(sink.written).hasSize(3);
  }

  @Test
  void closesInBoundedTimeWhenASinkIsStuck() throws InterruptedException {
    LineWriter impatient = writer(10);
    impatient.offer(line("first"));
    sink.entered.await();
    impatient.close();
    sink.thread.join();
    assertThat(sink.interrupted).isTrue();
    assertThat(sink.closed).isTrue();
  }

  @Test
  void writesWhatIsLeftAlsoWhenTheCloserIsInterrupted() throws InterruptedException {
    offer("first");
    sink.entered.await();
    offer("second");
    Thread.currentThread().interrupt();
    writer.close();
    assertThat(Thread.interrupted()).isTrue();
    sink.released.countDown();
    sink.thread.join();
    assertThat(sink.interrupted).isFalse();
    assertThat(sink.written).containsExactly("first", "second");
  }
}
