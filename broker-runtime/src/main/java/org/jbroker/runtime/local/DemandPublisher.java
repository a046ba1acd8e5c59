package org.jbroker.runtime.local;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jbroker.Publisher;
import org.jbroker.PublisherOptions;
import org.jbroker.Topic;
import org.jbroker.data.Data;
import org.jbroker.zeek.ZeekMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@link Publisher}: an intake that blocks callers while its {@link SendLine} is full.
 *
 * <p>A thread that waits here helps to send when a sink has room again, so publishing from a
 * callback makes progress even if that callback holds the executor's only thread.
 *
 * <p>Thread-safe without a lock of its own.
 */
public final class DemandPublisher implements Publisher, LocalHandle {

  private static final Logger LOG = LoggerFactory.getLogger(DemandPublisher.class);
  private static final int CHUNK = 64;

  private final LocalContext context;
  private final Topic topic;
  private final Fanout fanout;
  private final SendLine line;
  private final Duration drainTimeout;
  private final Set<FlowIntake> intakes = ConcurrentHashMap.newKeySet();

  private DemandPublisher(
      LocalContext context, Topic topic, PublisherOptions options, Duration drainTimeout) {
    this.context = context;
    this.topic = Objects.requireNonNull(topic);
    this.drainTimeout = Objects.requireNonNull(drainTimeout);
    this.fanout = new Fanout(context, topic);
    this.line = new SendLine(context, fanout, options.capacity(), this::ended);
  }

  /**
   * A publisher for a topic.
   *
   * @param drainTimeout how long {@link #close()} tries to send what is buffered
   * @throws org.jbroker.BrokerException with {@link org.jbroker.ErrorCode#SHUTTING_DOWN} if the
   *     endpoint is closed
   */
  public static DemandPublisher open(
      LocalContext context, Topic topic, PublisherOptions options, Duration drainTimeout) {
    DemandPublisher result = new DemandPublisher(context, topic, options, drainTimeout);
    if (!context.handles().add(result)) {
      throw LocalContext.closed("endpoint");
    }
    return result;
  }

  @Override
  public Topic topic() {
    return topic;
  }

  @Override
  public void publish(Object data) throws InterruptedException {
    line.put(convert(data), Deadline.never());
  }

  @Override
  public boolean publish(Object data, Duration timeout) throws InterruptedException {
    return line.put(convert(data), Deadline.after(timeout));
  }

  @Override
  public void publishAll(Collection<?> data) throws InterruptedException {
    List<Data> chunk = new ArrayList<>(Math.min(CHUNK, data.size()));
    for (Iterator<?> i = data.iterator(); i.hasNext(); ) {
      chunk.add(convert(i.next()));
      if (chunk.size() == CHUNK || !i.hasNext()) {
        line.put(chunk, Deadline.never());
        chunk.clear();
      }
    }
  }

  @Override
  public boolean tryPublish(Object data) {
    return line.tryPut(convert(data));
  }

  @Override
  public CompletableFuture<Void> publishAsync(Object data) {
    return line.putAsync(convert(data));
  }

  /** {@inheritDoc} {@link Integer#MAX_VALUE} if no matching sink throttles. */
  @Override
  public int demand() {
    return line.isClosed() || line.buffered() > 0 ? 0 : fanout.room();
  }

  @Override
  public int buffered() {
    return line.buffered();
  }

  @Override
  public int capacity() {
    return line.capacity();
  }

  @Override
  public int freeCapacity() {
    return line.capacity() - line.buffered();
  }

  @Override
  public double sendRate() {
    return line.sendRate();
  }

  @Override
  public void dropAllOnClose() {
    line.dropAllOnClose();
  }

  @Override
  public Flow.Subscriber<Data> asFlowSubscriber() {
    return intake(
        error -> {
          if (error != null) {
            LOG.warn("the upstream of a publisher for {} failed", topic, error);
          }
        });
  }

  /** A view that tells {@code onEnd} the error of upstream, or null at its completion. */
  FlowIntake intake(Consumer<Throwable> onEnd) {
    FlowIntake intake = new FlowIntake(this, onEnd);
    intakes.add(intake);
    if (line.isClosed()) {
      intake.cancel();
    }
    return intake;
  }

  void forget(FlowIntake intake) {
    intakes.remove(intake);
  }

  /** Completes when nothing waits any more; exceptionally if that was discarded. */
  CompletableFuture<Void> sent() {
    return line.sent();
  }

  @Override
  public void stop() {
    line.stop();
    intakes.forEach(FlowIntake::cancel);
  }

  @Override
  public void close() {
    close(Deadline.nanos(drainTimeout));
  }

  @Override
  public void close(long timeoutNanos) {
    stop();
    line.finish(timeoutNanos);
  }

  @Override
  public boolean awaitIdle(long timeoutNanos) throws InterruptedException {
    return line.awaitEmpty(timeoutNanos);
  }

  private void ended() {
    context.handles().remove(this);
  }

  private static Data convert(Object data) {
    if (data instanceof Data converted) {
      return converted;
    }
    return data instanceof ZeekMessage message ? message.toData() : Data.of(data);
  }
}
