package org.jbroker.runtime.local;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jbroker.BrokerError;
import org.jbroker.ErrorCode;
import org.jbroker.Message;
import org.jbroker.SubscriberOptions;
import org.jbroker.Subscription;
import org.jbroker.Topic;
import org.jbroker.runtime.queue.DropReporter;
import org.jbroker.runtime.queue.QueueOptions;
import org.jbroker.runtime.queue.SinkQueue;
import org.jbroker.runtime.routing.Envelope;
import org.jbroker.runtime.telemetry.Counters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@link Subscription}: a {@link SinkQueue} that a {@link SerialTask} empties into a callback.
 *
 * <p>It gives its thread back after a slice of {@value #SLICE_MESSAGES} messages or a millisecond,
 * whichever comes first, and asks for it again. A message counts as delivered when its callback is
 * called.
 *
 * <p><b>Concurrency.</b> The batch belongs to the running step. Errors come from any thread and are
 * told by the step; {@link DropReporter} bounds how many. Closing may cross a callback that begins;
 * {@link #close(Duration)} waits for that one.
 */
public final class AsyncSubscription implements Subscription, LocalHandle {

  private static final Logger LOG = LoggerFactory.getLogger(AsyncSubscription.class);
  private static final int SLICE_MESSAGES = 256;
  private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final int MAX_BATCH = 64;

  private final SinkQueue queue;
  private final Interests interests;
  private final Decoder decoder;
  private final DropReporter drops;
  private final Counters counters;
  private final LongSupplier nanoTime;
  private final LocalHandles handles;
  private final List<Consumer<? super Message>> handlers = new CopyOnWriteArrayList<>();
  private final Consumer<? super BrokerError> onError;
  private final SerialTask task;
  private final Queue<BrokerError> errors = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  // For the step only.
  private final Envelope[] batch;
  private int position;
  private int taken;

  private AsyncSubscription(
      LocalContext context,
      SubscriberOptions options,
      Consumer<? super Message> onMessage,
      Consumer<? super BrokerError> onError) {
    handlers.add(Objects.requireNonNull(onMessage, "onMessage"));
    this.onError = Objects.requireNonNull(onError, "onError");
    QueueOptions bounds = QueueOptions.subscriber(context.resolve(options));
    counters = context.counters();
    nanoTime = context.nanoTime();
    handles = context.handles();
    drops = context.drops().queue("subscription queue", bounds, this::tell);
    queue = new SinkQueue(bounds, counters, drops);
    interests = new Interests(context.routing(), queue, "subscription");
    decoder = new Decoder(context, this::tell);
    // What is in the batch no longer counts for the queue's bounds: keep it small beside them.
    batch = new Envelope[Math.max(1, Math.min(MAX_BATCH, bounds.maxMessages() / 16))];
    task = new SerialTask(context.executor(), this::step, this::close);
  }

  /**
   * Subscribes. The callbacks run on the context's executor.
   *
   * @param options sizes of 0 take the context's defaults
   * @throws org.jbroker.BrokerException with {@link ErrorCode#SHUTTING_DOWN} if the endpoint is
   *     closed
   */
  public static AsyncSubscription open(
      LocalContext context,
      SubscriberOptions options,
      Collection<Topic> prefixes,
      Consumer<? super Message> onMessage,
      Consumer<? super BrokerError> onError) {
    List<Topic> topics = List.copyOf(prefixes);
    AsyncSubscription result = new AsyncSubscription(context, options, onMessage, onError);
    if (!context.handles().add(result)) {
      throw LocalContext.closed("endpoint");
    }
    result.queue.onReady(result.task::wake);
    result.interests.add(topics);
    return result;
  }

  @Override
  public Subscription addHandler(Consumer<? super Message> handler) {
    handlers.add(Objects.requireNonNull(handler, "handler"));
    return this;
  }

  @Override
  public Set<Topic> topics() {
    return interests.prefixes();
  }

  @Override
  public void addTopic(Topic prefix) {
    interests.add(List.of(prefix));
  }

  @Override
  public void removeTopic(Topic prefix) {
    interests.remove(Objects.requireNonNull(prefix));
  }

  @Override
  public long dropped() {
    return queue.stats().dropped();
  }

  @Override
  public void close() {
    interests.close();
    closed = true;
    queue.closeAndDiscard();
    drops.flush();
    decoder.close();
    handles.remove(this);
  }

  @Override
  public boolean close(Duration timeout) throws InterruptedException {
    close();
    return !task.isCurrent() && task.awaitIdle(Deadline.nanos(timeout));
  }

  @Override
  public boolean awaitIdle(long timeoutNanos) throws InterruptedException {
    return !task.isCurrent() && task.awaitIdle(timeoutNanos);
  }

  private void tell(BrokerError error) {
    if (!closed) {
      errors.add(error);
      task.wake();
    }
  }

  private boolean step() {
    long start = nanoTime.getAsLong();
    for (int n = 0; n < SLICE_MESSAGES; n++) {
      for (BrokerError error = errors.poll(); error != null && !closed; error = errors.poll()) {
        callOnError(error);
      }
      if (closed) {
        forgetBatch();
        return false;
      }
      Envelope envelope = next();
      if (envelope == null) {
        return false;
      }
      Message message = decoder.decode(envelope);
      if (message != null) {
        deliver(message);
      }
      if (nanoTime.getAsLong() - start >= SLICE_NANOS) {
        return true;
      }
    }
    return true;
  }

  private Envelope next() {
    if (position == taken) {
      position = 0;
      taken = queue.drain(batch);
      if (taken == 0) {
        return null;
      }
    }
    Envelope result = batch[position];
    batch[position++] = null;
    return result;
  }

  private void forgetBatch() {
    Arrays.fill(batch, null);
    position = 0;
    taken = 0;
    errors.clear();
  }

  /** Whatever the callback throws, errors included, must not end the subscription. */
  private void deliver(Message message) {
    counters.delivered.increment();
    for (Consumer<? super Message> handler : handlers) {
      try {
        handler.accept(message);
      } catch (Throwable e) {
        LOG.warn("a subscription's callback failed for a message under {}", message.topic(), e);
        callOnError(BrokerError.of(ErrorCode.UNSPECIFIED, "a callback failed: " + e));
      }
    }
  }

  private void callOnError(BrokerError error) {
    try {
      onError.accept(error);
    } catch (Throwable e) {
      LOG.warn("a subscription's error callback failed for {}", error, e);
    }
  }
}
