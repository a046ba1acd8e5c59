package org.jbroker.runtime.local;

import java.time.Duration;
import java.util.Iterator;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jbroker.PublisherOptions;
import org.jbroker.Topic;
import org.jbroker.data.Data;

/**
 * Publishes what a source yields, as fast as the sinks take it.
 *
 * <p>An iterator is used by the steps of one {@link SerialTask}, so by one thread at a time, and no
 * thread waits while there is no demand. The source's code runs under no lock.
 */
public final class SourcePump {

  private static final int SLICE_MESSAGES = 256;
  private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final DemandPublisher publisher;
  private final LongSupplier nanoTime;
  private final CompletableFuture<Void> result = new CompletableFuture<>();

  private SourcePump(LocalContext context, Topic topic, Duration drainTimeout) {
    nanoTime = context.nanoTime();
    publisher = DemandPublisher.open(context, topic, PublisherOptions.DEFAULT, drainTimeout);
    // However it ends, what was pulled is still sent.
    result.whenComplete((nothing, error) -> publisher.stop());
  }

  /**
   * Pulls from an iterator on the context's executor.
   *
   * @param drainTimeout how long closing the endpoint may take for what was pulled
   * @return completes when the source is at its end and everything was sent; exceptionally with
   *     what the source throws, or a {@link org.jbroker.BrokerException} if the endpoint is closed.
   *     Cancelling it stops the pulling
   */
  public static CompletableFuture<Void> pump(
      LocalContext context, Topic topic, Iterator<Data> source, Duration drainTimeout) {
    Objects.requireNonNull(source, "source");
    return new SourcePump(context, topic, drainTimeout).pull(context, source);
  }

  /** As {@link #pump(LocalContext, Topic, Iterator, Duration)}, with the demand of a pipeline. */
  public static CompletableFuture<Void> pump(
      LocalContext context,
      Topic topic,
      Flow.Publisher<? extends Data> source,
      Duration drainTimeout) {
    Objects.requireNonNull(source, "source");
    SourcePump pump = new SourcePump(context, topic, drainTimeout);
    FlowIntake intake = pump.publisher.intake(pump::ended);
    pump.result.whenComplete((nothing, error) -> intake.cancel());
    try {
      source.subscribe(intake);
    } catch (RuntimeException e) {
      pump.result.completeExceptionally(e);
    }
    return pump.result;
  }

  private CompletableFuture<Void> pull(LocalContext context, Iterator<Data> source) {
    SerialTask[] task = new SerialTask[1];
    task[0] =
        new SerialTask(
            context.executor(),
            () -> step(source, task[0]),
            () -> result.completeExceptionally(LocalContext.closed("endpoint")));
    task[0].wake();
    return result;
  }

  private boolean step(Iterator<Data> source, SerialTask task) {
    long start = nanoTime.getAsLong();
    try {
      for (int n = 0; n < SLICE_MESSAGES; n++) {
        if (result.isDone()) {
          return false;
        }
        if (!source.hasNext()) {
          ended(null);
          return false;
        }
        CompletableFuture<Void> taken = publisher.publishAsync(source.next());
        if (!taken.isDone() || taken.isCompletedExceptionally()) {
          taken.whenComplete((nothing, error) -> goOn(task, error));
          return false;
        }
        if (nanoTime.getAsLong() - start >= SLICE_NANOS) {
          return true;
        }
      }
    } catch (Throwable e) {
      result.completeExceptionally(e);
      return false;
    }
    return true;
  }

  private void goOn(SerialTask task, Throwable error) {
    if (error == null) {
      task.wake();
    } else {
      result.completeExceptionally(error);
    }
  }

  /** The source is at its end, or failed. */
  private void ended(Throwable error) {
    if (error != null) {
      result.completeExceptionally(error);
      return;
    }
    publisher
        .sent()
        .whenComplete(
            (nothing, lost) -> {
              if (lost == null) {
                result.complete(null);
              } else {
                result.completeExceptionally(lost);
              }
            });
  }
}
