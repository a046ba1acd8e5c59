package org.jbroker.runtime.local;

import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jbroker.BrokerException;
import org.jbroker.Message;
import org.jbroker.SubscriberOptions;
import org.jbroker.Topic;
import org.jbroker.runtime.queue.DropReporter;
import org.jbroker.runtime.queue.QueueOptions;
import org.jbroker.runtime.queue.SinkQueue;
import org.jbroker.runtime.routing.Envelope;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One subscriber of a {@link MessageFlow}, after the rules of Reactive Streams: signals come one at
 * a time, never more messages than were requested, nothing after the end.
 *
 * <p>It takes from the queue no more than is requested, so that what nobody asked for yet stays
 * under the queue's bounds. When the endpoint closes, what is queued and requested still comes,
 * then the completion; what is not requested is forgotten.
 *
 * <p><b>Concurrency.</b> All signals are sent by the steps of one {@link SerialTask}, so a request
 * from within a signal does not recurse. The fields marked so belong to the step.
 */
final class FlowSubscription implements Flow.Subscription, LocalHandle {

  private static final Logger LOG = LoggerFactory.getLogger(FlowSubscription.class);
  private static final int SLICE_MESSAGES = 256;
  private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final LocalContext context;
  private final Flow.Subscriber<? super Message> subscriber;
  private final SinkQueue queue;
  private final Interests interests;
  private final Decoder decoder;
  private final DropReporter drops;
  private final SerialTask task;
  private final AtomicLong requested = new AtomicLong();
  private final AtomicBoolean badRequest = new AtomicBoolean();
  private volatile boolean cancelled;
  private volatile boolean closed;
  private volatile boolean inline;
  private volatile boolean submitted;

  // For the step only.
  private final Envelope[] one = new Envelope[1];
  private boolean introduced;

  FlowSubscription(
      LocalContext context,
      SubscriberOptions options,
      Flow.Subscriber<? super Message> subscriber) {
    this.context = context;
    this.subscriber = subscriber;
    QueueOptions bounds = QueueOptions.subscriber(context.resolve(options));
    drops = context.drops().queue("flow queue", bounds);
    queue = new SinkQueue(bounds, context.counters(), drops);
    interests = new Interests(context.routing(), queue, "flow");
    decoder = new Decoder(context, ignored -> {});
    task = new SerialTask(this::execute, this::step, this::executorGone);
  }

  void start(List<Topic> prefixes) {
    if (!context.handles().add(this)) {
      inline = true;
      closed = true;
      task.wake();
      return;
    }
    queue.onReady(task::wake);
    try {
      interests.add(prefixes);
    } catch (BrokerException closedMeanwhile) {
      LOG.debug("closed while it was subscribed", closedMeanwhile);
    }
    task.wake();
  }

  @Override
  public void request(long n) {
    if (n <= 0) {
      badRequest.set(true);
    } else {
      requested.accumulateAndGet(n, (a, b) -> a + b < 0 ? Long.MAX_VALUE : a + b);
    }
    task.wake();
  }

  @Override
  public void cancel() {
    cancelled = true;
    release();
  }

  @Override
  public void close() {
    interests.close();
    queue.close();
    closed = true;
    context.handles().remove(this);
    task.wake();
  }

  @Override
  public void close(long timeoutNanos) {
    close();
    try {
      if (!task.isCurrent() && !task.awaitIdle(timeoutNanos)) {
        LOG.debug("a flow's subscriber is still busy");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean awaitIdle(long timeoutNanos) throws InterruptedException {
    return !task.isCurrent() && task.awaitIdle(timeoutNanos);
  }

  private boolean step() {
    try {
      return signal();
    } catch (Throwable e) {
      // A subscriber may not throw; one that does is treated as if it had cancelled.
      LOG.warn("a flow's subscriber failed; its subscription ends", e);
      cancel();
      return false;
    }
  }

  private boolean signal() {
    if (!introduced) {
      introduced = true;
      subscriber.onSubscribe(this);
    }
    long start = context.nanoTime().getAsLong();
    for (int n = 0; n < SLICE_MESSAGES && !cancelled; n++) {
      if (badRequest.get()) {
        cancel();
        subscriber.onError(
            new IllegalArgumentException("a request of less than one message (rule 3.9)"));
        return false;
      }
      boolean ending = closed;
      if (requested.get() == 0 || queue.drain(one) == 0) {
        // Looked at before the queue was: what came before the closing has been signalled.
        if (ending) {
          cancel();
          subscriber.onComplete();
        }
        return false;
      }
      Message message = decoder.decode(one[0]);
      one[0] = null;
      if (message != null) {
        if (requested.get() != Long.MAX_VALUE) {
          requested.decrementAndGet();
        }
        context.counters().delivered.increment();
        subscriber.onNext(message);
      }
      if (context.nanoTime().getAsLong() - start >= SLICE_NANOS) {
        return !cancelled;
      }
    }
    return !cancelled;
  }

  private void release() {
    interests.close();
    queue.closeAndDiscard();
    drops.flush();
    decoder.close();
    context.handles().remove(this);
  }

  /**
   * Without an executor the one who subscribes is still told, on its own thread, that it is over.
   */
  private void execute(Runnable turn) {
    if (!inline) {
      try {
        context.executor().execute(turn);
        submitted = true;
        return;
      } catch (RejectedExecutionException e) {
        if (submitted) {
          throw e;
        }
        inline = true;
        closed = true;
      }
    }
    turn.run();
  }

  private void executorGone() {
    LOG.warn("the executor takes nothing more; a flow's subscription ends without a signal");
    cancel();
  }
}
