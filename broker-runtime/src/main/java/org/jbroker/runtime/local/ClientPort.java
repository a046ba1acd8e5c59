package org.jbroker.runtime.local;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jbroker.DropReason;
import org.jbroker.EndpointId;
import org.jbroker.Message;
import org.jbroker.PublishResult;
import org.jbroker.Topic;
import org.jbroker.data.Data;
import org.jbroker.runtime.queue.DropReporter;
import org.jbroker.runtime.queue.QueueOptions;
import org.jbroker.runtime.queue.SinkQueue;
import org.jbroker.runtime.routing.Dispatcher;
import org.jbroker.runtime.routing.Envelope;
import org.jbroker.runtime.routing.MessageKind;
import org.jbroker.runtime.telemetry.Counters;
import org.jbroker.spi.WebSocketPort;

/**
 * A WebSocket client as a sink and a source. It may publish from any thread; one at a time takes
 * messages, which are decoded there. It has no lock of its own.
 */
public final class ClientPort implements WebSocketPort {

  private final SinkQueue queue;
  private final List<Topic> prefixes;
  private final LocalContext context;
  private final Dispatcher dispatcher;
  private final Decoder decoder;
  private final DropReporter drops;
  private final Counters counters;
  private final Envelope[] taken = new Envelope[1];
  private final AtomicBoolean ended = new AtomicBoolean();
  private volatile Runnable ready = () -> {};

  private ClientPort(
      LocalContext context,
      Dispatcher dispatcher,
      QueueOptions bounds,
      String name,
      List<Topic> prefixes) {
    this.context = context;
    this.dispatcher = dispatcher;
    this.prefixes = prefixes;
    counters = context.counters();
    drops = context.drops().queue("buffer of " + name, bounds);
    queue = new SinkQueue(bounds, counters, this::lost);
    decoder = new Decoder(context, ignored -> {});
  }

  /** Attaches a client. */
  public static ClientPort open(
      LocalContext context,
      Dispatcher dispatcher,
      QueueOptions bounds,
      String name,
      List<Topic> prefixes) {
    ClientPort port = new ClientPort(context, dispatcher, bounds, name, prefixes);
    if (!prefixes.isEmpty()) {
      context.routing().subscribe(prefixes, port.queue);
    }
    return port;
  }

  /** The queue's own hook is not armed while its consumer waits for something else. */
  private void lost(long messages) {
    drops.accept(messages);
    if (queue.isClosed()) {
      ready.run();
    }
  }

  @Override
  public Optional<Message> poll() {
    while (queue.drain(taken) > 0) {
      Envelope envelope = taken[0];
      taken[0] = null;
      // An uplink is offered store commands, too: it takes everything, as a peer does.
      Message message = envelope.kind() == MessageKind.DATA ? decoder.decode(envelope) : null;
      if (message != null) {
        counters.delivered.increment();
        return Optional.of(message);
      }
    }
    return Optional.empty();
  }

  @Override
  public void onReady(Runnable action) {
    ready = action;
    queue.onReady(action);
  }

  @Override
  public int queued() {
    return queue.available();
  }

  @Override
  public long dropped() {
    return queue.stats().dropped();
  }

  @Override
  public boolean isClosed() {
    return queue.isClosed();
  }

  @Override
  public PublishResult publish(Topic topic, Data data) {
    return dispatcher.publishFor(queue, dispatcher.envelope(topic, data, EndpointId.NIL));
  }

  @Override
  public void close() {
    if (ended.compareAndSet(false, true)) {
      if (!prefixes.isEmpty()) {
        context.routing().unsubscribe(prefixes, queue);
      }
      queue.close();
      drops.flush();
      decoder.close();
    }
  }

  @Override
  public void discard() {
    close();
    int forgotten = queue.closeAndDiscard();
    if (forgotten > 0) {
      counters.drop(DropReason.WEB_SOCKET_GONE, forgotten);
    }
  }
}
