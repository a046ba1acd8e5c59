package org.jbroker.benchmarks.micro;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import org.jbroker.Endpoint;
import org.jbroker.EndpointOptions;
import org.jbroker.Publisher;
import org.jbroker.Subscriber;
import org.jbroker.Topic;
import org.jbroker.benchmarks.message.TextMessage;
import org.jbroker.benchmarks.transport.PeerFilters;
import org.jbroker.data.Data;
import org.jctools.queues.MpscArrayQueue;
import org.jctools.queues.SpscArrayQueue;

/** A way from one thread to another. One thread puts, one takes; both wait where they have to. */
interface Handover extends AutoCloseable {

  /** How long to wait before the handing over has failed. */
  long TIMEOUT_SECONDS = 20;

  void put(Data message) throws Exception;

  Data take() throws Exception;

  @Override
  default void close() {}

  /** The way of that name. */
  static Handover named(String name) throws Exception {
    return switch (name) {
      case "ours-local" -> {
        Endpoint endpoint = Endpoint.open(options().localDelivery(true).build());
        yield new Ours(endpoint, endpoint);
      }
      case "ours-peered" -> {
        Endpoint sender = Endpoint.open(options().build());
        Endpoint receiver = Endpoint.open(options().build());
        sender.peer(receiver);
        yield new Ours(sender, receiver);
      }
      case "array-blocking-queue" -> new Blocking();
      case "submission-publisher" -> new Submission();
      case "jctools-mpsc" -> new Spinning(new MpscArrayQueue<>(HandoverBenchmark.CAPACITY));
      case "jctools-spsc" -> new Spinning(new SpscArrayQueue<>(HandoverBenchmark.CAPACITY));
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static EndpointOptions.Builder options() {
    return EndpointOptions.builder()
        .ignoreBrokerConf(true)
        .subscriberBufferSize(HandoverBenchmark.CAPACITY);
  }

  /** A publisher with demand and a subscriber, of one endpoint or of two that are peers. */
  final class Ours implements Handover {

    private final List<Endpoint> endpoints;
    private final Publisher publisher;
    private final Subscriber subscriber;

    Ours(Endpoint sender, Endpoint receiver) throws InterruptedException {
      endpoints = List.of(sender, receiver);
      subscriber = receiver.subscriber(TextMessage.TOPIC);
      if (sender != receiver) {
        PeerFilters.await(sender, Topic.of(TextMessage.TOPIC));
      }
      publisher = sender.publisher(TextMessage.TOPIC);
    }

    @Override
    public void put(Data message) throws InterruptedException {
      publisher.publish(message);
    }

    @Override
    public Data take() throws InterruptedException {
      return subscriber.get().data();
    }

    @Override
    public void close() {
      endpoints.forEach(Endpoint::close);
    }
  }

  /** What the JDK has for it. */
  final class Blocking implements Handover {

    private final BlockingQueue<Data> queue = new ArrayBlockingQueue<>(HandoverBenchmark.CAPACITY);

    @Override
    public void put(Data message) throws InterruptedException {
      queue.put(message);
    }

    @Override
    public Data take() throws InterruptedException {
      return queue.take();
    }
  }

  /**
   * The JDK's {@link Flow.Publisher}. It calls a subscriber instead of waiting to be asked, so a
   * thread of its own takes, in batches that it hands over when it has seen them all.
   */
  final class Submission implements Handover, Flow.Subscriber<Data> {

    private final ExecutorService executor = Executors.newSingleThreadExecutor();
    private final SubmissionPublisher<Data> publisher =
        new SubmissionPublisher<>(executor, HandoverBenchmark.CAPACITY);
    private final BlockingQueue<Queue<Data>> batches = new ArrayBlockingQueue<>(16);
    private final CompletableFuture<Void> subscribed = new CompletableFuture<>();
    private Queue<Data> filling = new ArrayDeque<>();
    private Queue<Data> taking = new ArrayDeque<>();

    Submission() throws Exception {
      publisher.subscribe(this);
      subscribed.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
      subscribed.complete(null);
    }

    @Override
    public void onNext(Data message) {
      filling.add(message);
      if (filling.size() == 1024) {
        try {
          batches.put(filling);
        } catch (InterruptedException closed) {
          Thread.currentThread().interrupt();
        }
        filling = new ArrayDeque<>(1024);
      }
    }

    @Override
    public void onError(Throwable failure) {
      subscribed.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
      executor.shutdown();
    }

    @Override
    public void put(Data message) {
      publisher.submit(message);
    }

    @Override
    public Data take() throws InterruptedException {
      Data message = taking.poll();
      if (message == null) {
        taking = batches.take();
        message = taking.remove();
      }
      return message;
    }

    @Override
    public void close() {
      publisher.close();
      executor.shutdownNow();
    }
  }

  /** A queue without waiting: both sides spin, and give the processor away if that takes long. */
  final class Spinning implements Handover {

    private static final int SPINS = 100;

    private final Queue<Data> queue;

    Spinning(Queue<Data> queue) {
      this.queue = queue;
    }

    @Override
    public void put(Data message) throws InterruptedException {
      for (int spins = 0; !queue.offer(message); spins++) {
        pause(spins);
      }
    }

    @Override
    public Data take() throws InterruptedException {
      Data message = queue.poll();
      for (int spins = 0; message == null; spins++) {
        pause(spins);
        message = queue.poll();
      }
      return message;
    }

    private static void pause(int spins) throws InterruptedException {
      if (spins < SPINS) {
        Thread.onSpinWait();
      } else {
        Thread.yield();
      }
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }
}
