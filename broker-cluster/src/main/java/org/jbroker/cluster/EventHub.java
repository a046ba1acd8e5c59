package org.jbroker.cluster;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Hands events to listeners and {@code Flow} subscribers. Each has a bounded queue and is called by
 * one thread at a time, so none delays another, nor the thread that publishes.
 *
 * <p>Runs user code on the executor that was given, or on threads of its own, which exist only
 * while there is something to do. Thread-safe, except that events are published by one thread at a
 * time.
 */
final class EventHub implements Flow.Publisher<ClusterEvent>, Executor, AutoCloseable {

  private static final System.Logger LOG = System.getLogger(EventHub.class.getName());
  private static final long IDLE_SECONDS = 5;

  private final int capacity;
  private final Executor executor;
  private final ExecutorService own;
  private final ThreadGroup marker;
  private final List<EventDelivery> deliveries = new CopyOnWriteArrayList<>();
  private volatile boolean closed;

  /**
   * Without listeners.
   *
   * @param name the beginning of the names of its threads
   * @param users where user code runs; null for threads of its own
   * @param capacity how many events wait for each listener at most
   */
  EventHub(String name, Executor users, int capacity) {
    this.capacity = capacity;
    marker = new ThreadGroup(name);
    if (users != null) {
      executor = users;
      own = null;
      return;
    }
    AtomicInteger number = new AtomicInteger();
    own =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> {
              Thread thread =
                  new Thread(marker, task, name + "-events-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    executor = own;
  }

  /** Runs user code. After {@link #close()} the caller does it, since nobody else would. */
  @Override
  public void execute(Runnable task) {
    try {
      executor.execute(task);
    } catch (RejectedExecutionException ended) {
      task.run();
    }
  }

  /** Calls a listener for each event from now on. */
  ClusterSubscription onEvent(Consumer<? super ClusterEvent> listener) {
    Objects.requireNonNull(listener, "listener");
    ListenerSubscriber subscriber = new ListenerSubscriber(listener);
    EventDelivery delivery = add(subscriber);
    return delivery::cancel;
  }

  @Override
  public void subscribe(Flow.Subscriber<? super ClusterEvent> subscriber) {
    Objects.requireNonNull(subscriber, "subscriber");
    add(subscriber);
  }

  private EventDelivery add(Flow.Subscriber<? super ClusterEvent> subscriber) {
    EventDelivery delivery = new EventDelivery(subscriber, capacity, executor, deliveries::remove);
    deliveries.add(delivery);
    delivery.begin(closed);
    return delivery;
  }

  /** Queues an event for everybody. Never blocks. */
  void publish(ClusterEvent event) {
    deliveries.forEach(delivery -> delivery.offer(event));
  }

  /** Delivers what is queued, for a second at most, and ends the own threads. */
  @Override
  public void close() {
    closed = true;
    deliveries.forEach(EventDelivery::complete);
    if (own == null) {
      return;
    }
    own.shutdown();
    if (Thread.currentThread().getThreadGroup() == marker) {
      return; // A listener closes the cluster: its own thread cannot be waited for.
    }
    try {
      if (!own.awaitTermination(1, TimeUnit.SECONDS)) {
        LOG.log(
            System.Logger.Level.WARNING,
            "the cluster is closed: receivers that still handle events are interrupted");
        deliveries.forEach(EventDelivery::abandon);
        own.shutdownNow();
        own.awaitTermination(1, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      own.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  /** A listener as a subscriber that takes whatever comes. What it throws is logged. */
  private static final class ListenerSubscriber implements Flow.Subscriber<ClusterEvent> {

    private final Consumer<? super ClusterEvent> listener;

    ListenerSubscriber(Consumer<? super ClusterEvent> listener) {
      this.listener = listener;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(ClusterEvent event) {
      try {
        listener.accept(event);
      } catch (RuntimeException e) {
        LOG.log(System.Logger.Level.ERROR, "a listener of cluster events failed at " + event, e);
      }
    }

    @Override
    public void onError(Throwable failure) {
      LOG.log(System.Logger.Level.ERROR, "a listener of cluster events ended", failure);
    }

    @Override
    public void onComplete() {
      // Listeners are not told.
    }
  }
}
