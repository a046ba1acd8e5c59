package org.jbroker.store.engine.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jbroker.testkit.junit.NoLeaks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@NoLeaks
class MailboxTest {

  private static final Duration SOON = Duration.ofSeconds(20);

  private final Mailbox mailbox = new Mailbox("test-store");

  @AfterEach
  void close() {
    mailbox.close();
  }

  private void sync() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    assertThat(mailbox.execute(() -> done.complete(null))).isTrue();
    assertThat(done).succeedsWithin(SOON);
  }

  private static byte[] command(int number) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
  }

  private static int number(byte[] command) {
    return ByteBuffer.wrap(command).getInt();
  }

  private CountDownLatch block() {
    CountDownLatch latch = new CountDownLatch(1);
    mailbox.execute(
        () -> {
          try {
            latch.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    return latch;
  }

  @Test
  void runsWhatEachThreadGivesItInOrderAndNothingTwice() {
    List<List<Integer>> seen = new ArrayList<>();
    List<CompletableFuture<Void>> senders = new ArrayList<>();
    for (int sender = 0; sender < 4; sender++) {
      List<Integer> numbers = new ArrayList<>();
      seen.add(numbers);
      senders.add(
          CompletableFuture.runAsync(
              () -> {
                Mailbox.Inbox store = some -> some.forEach(each -> numbers.add(number(each)));
                for (int i = 0; i < 20_000; i++) {
                  mailbox.command(command(i), store);
                }
              },
              task -> new Thread(task, "sender").start()));
    }
    senders.forEach(sender -> assertThat(sender).succeedsWithin(SOON));
    sync();
    for (List<Integer> numbers : seen) {
      assertThat(numbers).hasSize(20_000).isSorted().doesNotHaveDuplicates();
    }
  }

  @Test
  void handsAStoreTogetherWhatComesTogetherAndKeepsTheOrderOfAll() {
    List<String> seen = new ArrayList<>();
    Mailbox.Inbox a = some -> seen.add("a" + some.stream().map(MailboxTest::number).toList());
    Mailbox.Inbox b = some -> seen.add("b" + some.stream().map(MailboxTest::number).toList());
    CountDownLatch blocked = block();
    mailbox.command(command(1), a);
    mailbox.command(command(2), a);
    mailbox.command(command(3), b);
    mailbox.command(command(4), a);
    mailbox.execute(() -> seen.add("task"));
    mailbox.command(command(5), a);
    blocked.countDown();
    sync();
    assertThat(seen).containsExactly("a[1, 2]", "b[3]", "a[4]", "task", "a[5]");
  }

  @Test
  void timersHaveTheirTurnThoughTasksNeverEnd() {
    CompletableFuture<Void> later = new CompletableFuture<>();
    Runnable endless =
        new Runnable() {
          @Override
          public void run() {
            if (!later.isDone()) {
              mailbox.execute(this);
            }
          }
        };
    mailbox.execute(endless);
    mailbox.later(() -> later.complete(null), TimeUnit.MILLISECONDS.toNanos(1));
    assertThat(later).succeedsWithin(SOON);
  }

  @Test
  void aTaskThatFailsStopsNoOther() {
    mailbox.execute(
        () -> {
          throw new IllegalStateException("expected by this test");
        });
    sync();
  }

  @Test
  void forgetsCommandsBeyondItsBytes() {
    CountDownLatch blocked = block();
    AtomicInteger handled = new AtomicInteger();
    Mailbox.Inbox store = some -> handled.addAndGet(some.size());
    byte[] large = new byte[1 << 20];
    for (int i = 0; i < 300; i++) {
      mailbox.command(large, store);
    }
    blocked.countDown();
    sync();
    assertThat(handled).hasValue(256);
    mailbox.command(large, store);
    sync();
    assertThat(handled).as("there is room again").hasValue(257);
  }

  @Test
  void runsNothingMoreOnceItIsClosed() {
    CountDownLatch blocked = block();
    AtomicInteger handled = new AtomicInteger();
    mailbox.execute(handled::incrementAndGet);
    // Interrupts the task that waits.
    mailbox.close();
    blocked.countDown();
    assertThat(mailbox.execute(handled::incrementAndGet)).isFalse();
    mailbox.command(command(1), some -> handled.incrementAndGet());
    assertThat(mailbox.later(handled::incrementAndGet, 0)).isDone();
    assertThat(handled).hasValue(0);
  }
}
