package org.jbroker.store.engine.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jbroker.data.Data;
import org.jbroker.store.EntityId;
import org.jbroker.store.StoreEvent;
import org.jbroker.store.StoreSubscription;
import org.jbroker.store.engine.master.MasterFixture;
import org.jbroker.store.engine.master.TestBackend;
import org.jbroker.testkit.Await;
import org.jbroker.testkit.junit.NoLeaks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What subscribers hear, in which order, and what becomes of slow ones. */
@NoLeaks
class MasterStoreEventsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final ExecutorService pool = Executors.newFixedThreadPool(3);
  private final MasterFixture fixture = new MasterFixture(new TestBackend(), pool);

  @AfterEach
  void close() {
    fixture.close();
    pool.shutdown();
  }

  /** Takes what is asked for and nothing else. */
  private static final class Reader implements Flow.Subscriber<StoreEvent> {
    private final List<StoreEvent> seen = new ArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile Flow.Subscription subscription;
    private volatile Throwable error;
    private volatile int count;

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
    }

    @Override
    public void onNext(StoreEvent event) {
      seen.add(event);
      count = seen.size();
    }

    @Override
    public void onError(Throwable thrown) {
      error = thrown;
      end.countDown();
    }

    @Override
    public void onComplete() {
      end.countDown();
    }

    void awaitSubscription() {
      Await.until(PATIENCE, "onSubscribe", () -> subscription != null);
    }

    void awaitCount(int expected) {
      Await.until(PATIENCE, expected + " events", () -> count == expected);
    }

    void awaitEnd() throws InterruptedException {
      assertThat(end.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }
  }

  private static Data str(String text) {
    return Data.string(text);
  }

  @Test
  void eachChangeIsOneEventWithOldAndNewValue() {
    EntityId master = MasterFixture.MASTER;
    fixture.store.put("a", 1);
    fixture.store.increment("a", 1);
    fixture.store.put("b", 1, Duration.ofSeconds(1));
    fixture.advance(Duration.ofSeconds(1));
    fixture.store.erase("a");
    fixture.store.erase("a");
    fixture.store.decrement("nothing", 1);
    fixture.store.putUnique("c", 3);
    fixture.store.putUnique("c", 4);
    fixture.store.clear();

    Await.until(PATIENCE, "all events", () -> fixture.events.size() == 7);
    assertThat(fixture.events)
        .containsExactly(
            new StoreEvent.Inserted("store", str("a"), Data.integer(1), master),
            new StoreEvent.Updated("store", str("a"), Data.integer(1), Data.integer(2), master),
            new StoreEvent.Inserted("store", str("b"), Data.integer(1), master),
            new StoreEvent.Expired("store", str("b"), Data.integer(1), master),
            new StoreEvent.Erased("store", str("a"), Data.integer(2), master),
            new StoreEvent.Inserted("store", str("c"), Data.integer(3), master),
            new StoreEvent.Erased("store", str("c"), Data.integer(3), master));
  }

  @Test
  void aFlowSubscriberGetsWhatItAsksFor() throws InterruptedException {
    Reader reader = new Reader();
    fixture.store.events().subscribe(reader);
    reader.awaitSubscription();
    for (int i = 0; i < 1_000; i++) {
      fixture.store.put("k", i);
    }
    assertThat(reader.count).isZero();

    reader.subscription.request(10);
    reader.awaitCount(10);
    reader.subscription.request(Long.MAX_VALUE);
    reader.awaitCount(1_000);
    assertThat(reader.seen)
        .extracting(event -> event.after().orElseThrow().as(Long.class))
        .isSorted();

    fixture.store.close();
    reader.awaitEnd();
    assertThat(reader.error).isNull();
  }

  @Test
  void aRequestForNothingEndsASubscription() throws InterruptedException {
    Reader reader = new Reader();
    fixture.store.events().subscribe(reader);
    reader.awaitSubscription();

    reader.subscription.request(0);

    reader.awaitEnd();
    assertThat(reader.error).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aSlowSubscriberLosesTheOldestEventsAndDelaysNobody() throws InterruptedException {
    try (EventHub hub = new EventHub(pool, 10)) {
      CountDownLatch first = new CountDownLatch(1);
      CountDownLatch goOn = new CountDownLatch(1);
      List<Long> slow = new ArrayList<>();
      List<Long> fast = new ArrayList<>();
      StoreSubscription blocked =
          hub.onEvent(
              event -> {
                first.countDown();
                awaitUninterruptibly(goOn);
                synchronized (slow) {
                  slow.add(event.key().as(Long.class));
                }
              });
      hub.publish(event(0));
      assertThat(first.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      for (int i = 1; i < 100; i++) {
        hub.publish(event(i));
      }
      assertThat(blocked.dropped()).isEqualTo(89);
      assertThat(hub.dropped()).isEqualTo(89);
      hub.onEvent(event -> fast.add(event.key().as(Long.class)));
      hub.publish(event(100));
      Await.until(PATIENCE, "the other one hears", () -> fast.size() == 1);

      goOn.countDown();
      Await.until(
          PATIENCE,
          "the slow one hears the rest",
          () -> {
            synchronized (slow) {
              return slow.equals(List.of(0L, 91L, 92L, 93L, 94L, 95L, 96L, 97L, 98L, 99L, 100L));
            }
          });
    }
  }

  private static StoreEvent event(long key) {
    return new StoreEvent.Inserted("s", Data.integer(key), Data.none(), MasterFixture.MASTER);
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    assertThatCode(() -> latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .doesNotThrowAnyException();
  }

  @Test
  void whatAHandlerThrowsEndsNothing() {
    AtomicBoolean thrown = new AtomicBoolean();
    List<StoreEvent> seen = new ArrayList<>();
    fixture.store.onEvent(
        event -> {
          if (thrown.compareAndSet(false, true)) {
            throw new IllegalStateException("on purpose");
          }
          seen.add(event);
        });

    fixture.store.put("k", 1);
    fixture.store.put("k", 2);

    Await.until(PATIENCE, "the second event", () -> seen.size() == 1);
  }

  @Test
  void aClosedSubscriptionHearsNothingMore() {
    List<StoreEvent> seen = new ArrayList<>();
    StoreSubscription subscription = fixture.store.onEvent(seen::add);
    fixture.store.put("k", 1);
    Await.until(PATIENCE, "the event", () -> seen.size() == 1);

    subscription.close();
    subscription.close();
    fixture.store.put("k", 2);
    Await.until(PATIENCE, "others hear", () -> fixture.events.size() == 2);

    assertThat(seen).hasSize(1);
  }

  @Test
  void aHandlerMayWriteToTheStore() {
    fixture.store.onEvent(
        event -> {
          if (event instanceof StoreEvent.Inserted && event.key().equals(str("k"))) {
            fixture.store.put("echo", event.after().orElseThrow());
          }
        });

    fixture.store.put("k", 7);

    Await.until(PATIENCE, "the echo", () -> fixture.store.exists("echo"));
  }
}
