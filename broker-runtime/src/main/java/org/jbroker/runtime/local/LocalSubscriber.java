package org.jbroker.runtime.local;

import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jbroker.Message;
import org.jbroker.Subscriber;
import org.jbroker.SubscriberOptions;
import org.jbroker.Topic;
import org.jbroker.runtime.queue.DropReporter;
import org.jbroker.runtime.queue.QueueOptions;
import org.jbroker.runtime.queue.SinkQueue;
import org.jbroker.runtime.routing.Envelope;
import org.jbroker.runtime.telemetry.Counters;

/**
 * A {@link Subscriber} over a {@link SinkQueue}.
 *
 * <p>A message counts as delivered when it is taken. One that was queued before its prefix was
 * removed still comes. Iterating threads that are interrupted end their loop with the interrupt
 * flag set.
 *
 * <p>Thread-safe without a lock of its own: the queue and {@link Interests} have theirs.
 */
public final class LocalSubscriber implements Subscriber, LocalHandle {

  private static final int BATCH = 256;

  private final SinkQueue queue;
  private final Interests interests;
  private final Decoder decoder;
  private final Readiness readiness;
  private final Counters counters;
  private final DropReporter drops;
  private final LocalHandles handles;

  private LocalSubscriber(LocalContext context, SubscriberOptions options) {
    QueueOptions bounds = QueueOptions.subscriber(context.resolve(options));
    counters = context.counters();
    handles = context.handles();
    drops = context.drops().queue("subscriber queue", bounds);
    queue = new SinkQueue(bounds, counters, drops);
    interests = new Interests(context.routing(), queue, "subscriber");
    decoder = new Decoder(context, ignored -> {});
    readiness = new Readiness(queue::armIfEmpty, queue::onReady);
  }

  /**
   * Subscribes.
   *
   * @param options sizes of 0 take the context's defaults
   * @throws org.jbroker.BrokerException with {@link org.jbroker.ErrorCode#SHUTTING_DOWN} if the
   *     endpoint is closed
   */
  public static LocalSubscriber open(
      LocalContext context, SubscriberOptions options, Collection<Topic> prefixes) {
    List<Topic> topics = List.copyOf(prefixes);
    LocalSubscriber result = new LocalSubscriber(context, options);
    if (!context.handles().add(result)) {
      throw LocalContext.closed("endpoint");
    }
    result.interests.add(topics);
    return result;
  }

  @Override
  public Message get() throws InterruptedException {
    Message message = next(Deadline.never());
    if (message == null) {
      throw LocalContext.closed("subscriber");
    }
    return message;
  }

  @Override
  public Optional<Message> get(Duration timeout) throws InterruptedException {
    return Optional.ofNullable(next(Deadline.after(timeout)));
  }

  @Override
  public List<Message> get(int n, Duration timeout) throws InterruptedException {
    if (n < 0) {
      throw new IllegalArgumentException("cannot take " + n + " messages");
    }
    Deadline deadline = Deadline.after(timeout);
    List<Envelope> taken = new ArrayList<>(Math.min(n, BATCH));
    List<Message> messages = new ArrayList<>(Math.min(n, BATCH));
    try {
      while (messages.size() < n) {
        Envelope first = queue.take(deadline.remainingNanos());
        if (first == null) {
          break;
        }
        decode(first, taken, messages);
        Envelope[] more = new Envelope[Math.min(n - messages.size(), BATCH)];
        int count = queue.drain(more);
        for (int i = 0; i < count; i++) {
          decode(more[i], taken, messages);
        }
      }
    } catch (InterruptedException e) {
      queue.putBack(taken);
      readiness.update();
      throw e;
    }
    return delivered(messages);
  }

  @Override
  public List<Message> poll() {
    List<Message> messages = new ArrayList<>();
    // In parts, so that nobody who offers has to wait for long.
    Envelope[] part = new Envelope[BATCH];
    int count;
    for (int left = queue.available(); left > 0; left -= count) {
      count = queue.drain(part);
      for (int i = 0; i < count; i++) {
        Message message = decoder.decode(part[i]);
        if (message != null) {
          messages.add(message);
        }
      }
      if (count < BATCH) {
        break;
      }
    }
    return delivered(messages);
  }

  @Override
  public int available() {
    return queue.available();
  }

  @Override
  public long dropped() {
    return queue.stats().dropped();
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
  public boolean addTopic(Topic prefix, Duration timeout) throws InterruptedException {
    addTopic(prefix);
    return interests.awaitAnnounced(timeout);
  }

  @Override
  public boolean removeTopic(Topic prefix, Duration timeout) throws InterruptedException {
    removeTopic(prefix);
    return interests.awaitAnnounced(timeout);
  }

  @Override
  public SelectableChannel readiness() {
    return readiness.channel();
  }

  @Override
  public Iterator<Message> iterator() {
    return new TakingIterator<>(() -> next(Deadline.never()));
  }

  @Override
  public boolean isClosed() {
    return queue.isClosed();
  }

  @Override
  public void close() {
    interests.close();
    queue.close();
    readiness.close();
    drops.flush();
    decoder.close();
    handles.remove(this);
  }

  /** The next message; null if none comes in time, or if this is closed and empty. */
  private Message next(Deadline deadline) throws InterruptedException {
    while (true) {
      Envelope envelope = queue.take(deadline.remainingNanos());
      readiness.update();
      if (envelope == null) {
        return null;
      }
      Message message = decoder.decode(envelope);
      if (message != null) {
        counters.delivered.increment();
        return message;
      }
    }
  }

  private void decode(Envelope envelope, List<Envelope> taken, List<Message> messages) {
    Message message = decoder.decode(envelope);
    if (message != null) {
      taken.add(envelope);
      messages.add(message);
    }
  }

  private List<Message> delivered(List<Message> messages) {
    readiness.update();
    counters.delivered.add(messages.size());
    return messages;
  }
}
