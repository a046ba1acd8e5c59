package org.jbroker.store.engine.clone;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToLongFunction;
import org.jbroker.BrokerError;
import org.jbroker.BrokerException;
import org.jbroker.ErrorCode;
import org.jbroker.store.EntityId;
import org.jbroker.store.engine.channel.CumulativeAck;
import org.jbroker.store.engine.channel.Nack;
import org.jbroker.store.engine.command.StoreCommand.Action;
import org.jbroker.store.engine.command.StoreCommand.PutUnique;
import org.jbroker.store.engine.command.StoreCommand.Refusal;
import org.jbroker.store.engine.command.StoreCommand.Refusals;
import org.jbroker.store.engine.command.StoreCommand.RefusalsReceived;
import org.jbroker.store.engine.outbox.Outbox;

/**
 * What becomes of a clone's own operations. Under the clone's lock; futures complete through the
 * {@link Outbox}.
 *
 * <pre>
 *                    room              no room, and a master that makes some
 *   submit --------- no master --+-----------------------------------------------> waiting
 *      |             but room    |                                                    | room
 *      | no room, no master      v            acknowledged                            v
 *      +-------------> refused  kept --------------------------> done &lt;--- kept &lt;---+
 *                                |
 *                                +-- no master came in time ----> lost, and told
 * </pre>
 *
 * <p>Nothing that was accepted vanishes. If operations are lost, every flush that waits for one of
 * them fails, and so does every {@code putUnique} among them; if no flush was waiting, the next one
 * fails; and the listener hears of it in any case.
 */
final class OwnWrites {

  private record Waiting(Action action, long bytes, CompletableFuture<Void> accepted) {}

  private record Flush(long sequence, CompletableFuture<Void> done) {}

  private static final String FULL = "the buffer of own writes is full";

  private final long bufferBytes;
  private final long travelBytes;
  private final ToLongFunction<? super Action> payloadBytes;
  private final WriterChannel channel;
  private final PutUniqueRequests requests;
  private final Outbox outbox;
  private final CloneListener listener;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private final Deque<Flush> flushes = new ArrayDeque<>();
  private long waitingBytes;
  private boolean connected;
  private BrokerError untold;
  private long lastRefused;

  OwnWrites(
      CloneSettings settings,
      ToLongFunction<? super Action> payloadBytes,
      WriterChannel.Sender sender,
      PutUniqueRequests requests,
      Outbox outbox,
      CloneListener listener) {
    this.bufferBytes = settings.options().mutationBufferBytes();
    this.travelBytes = Math.max(bufferBytes, settings.limits().unackedBytes());
    this.payloadBytes = payloadBytes;
    this.requests = requests;
    this.outbox = outbox;
    this.listener = listener;
    this.channel = new WriterChannel(settings, payloadBytes, sender);
  }

  /** Takes an operation, now or when there is room; the future says that it was accepted. */
  CompletableFuture<Void> submit(Action action) {
    long bytes = payloadBytes.applyAsLong(action);
    if (waiting.isEmpty() && hasRoom(bytes)) {
      accept(action);
      return CompletableFuture.completedFuture(null);
    }
    if (!connected || bytes > travelBytes - waitingBytes && !waiting.isEmpty()) {
      BrokerError full = BrokerError.of(ErrorCode.STALE_DATA, FULL);
      refuse(action, full);
      return CompletableFuture.failedFuture(new BrokerException(full));
    }
    CompletableFuture<Void> accepted = new CompletableFuture<>();
    waiting.add(new Waiting(action, bytes, accepted));
    waitingBytes += bytes;
    return accepted;
  }

  /** Refuses an operation that cannot be submitted. */
  void refuse(Action action, BrokerError error) {
    if (action instanceof PutUnique request) {
      requests.refused(request.who(), request.requestId(), error);
    }
  }

  /** Completes when all operations accepted so far are acknowledged. */
  CompletableFuture<Void> flush() {
    if (untold != null) {
      BrokerError error = untold;
      untold = null;
      return CompletableFuture.failedFuture(new BrokerException(error));
    }
    if (channel.unackedEntries() == 0) {
      return CompletableFuture.completedFuture(null);
    }
    Flush flush = new Flush(channel.last(), new CompletableFuture<>());
    flushes.add(flush);
    channel.requestAcks();
    return flush.done();
  }

  /** Somebody waits for the acknowledgement of all operations. */
  void requestAcks() {
    channel.requestAcks();
  }

  void connect(EntityId master) {
    connected = true;
    channel.connect(master);
    progress();
  }

  /** The master is gone. Those that wait for room are decided now, as without a master. */
  void disconnect() {
    connected = false;
    channel.disconnect();
    progress();
    refuseWaiting(BrokerError.of(ErrorCode.STALE_DATA, FULL));
  }

  void handle(CumulativeAck ack) {
    channel.handle(ack);
    progress();
  }

  void handle(Nack nack) {
    channel.handle(nack);
    progress();
  }

  /**
   * The master acknowledges, and did not apply some: the first flush that covers one fails, and the
   * listener hears of each. They come again until the master knows that they were heard.
   */
  void refused(Refusals acknowledgement) {
    for (Refusal refusal : acknowledgement.refusals()) {
      if (refusal.sequence() > lastRefused && refusal.sequence() <= channel.last()) {
        lastRefused = refusal.sequence();
        BrokerError error = BrokerError.of(refusal.code(), refusal.message());
        tellNextFlush(refusal.sequence(), error);
        outbox.add(() -> listener.onProblem(error));
      }
    }
    channel.send(new RefusalsReceived(lastRefused));
    handle(new CumulativeAck(acknowledgement.acknowledged()));
  }

  private void tellNextFlush(long sequence, BrokerError error) {
    Iterator<Flush> inOrder = flushes.iterator();
    while (inOrder.hasNext()) {
      Flush flush = inOrder.next();
      if (flush.sequence() >= sequence) {
        inOrder.remove();
        outbox.add(() -> flush.done().completeExceptionally(new BrokerException(error)));
        return;
      }
    }
    untold = error;
  }

  void tick() {
    channel.tick();
  }

  /** Gives up all operations that are not acknowledged. */
  void lose(ErrorCode code, String why) {
    long acked = channel.acked();
    int lost = channel.discard();
    BrokerError error =
        BrokerError.of(code, lost + " own writes may be lost, those not acknowledged: " + why);
    refuseWaiting(error);
    if (lost == 0) {
      return;
    }
    requests.lost(sequence -> sequence > acked, error);
    if (flushes.isEmpty()) {
      untold = error;
    }
    for (Flush flush = flushes.poll(); flush != null; flush = flushes.poll()) {
      CompletableFuture<Void> done = flush.done();
      outbox.add(() -> done.completeExceptionally(new BrokerException(error)));
    }
    outbox.add(() -> listener.onProblem(error));
  }

  boolean isSilent() {
    return channel.isSilent();
  }

  boolean idle() {
    return channel.idle() && waiting.isEmpty();
  }

  /** How many operations are accepted and not acknowledged. */
  int unackedEntries() {
    return channel.unackedEntries();
  }

  long protocolErrors() {
    return channel.protocolErrors();
  }

  private boolean hasRoom(long bytes) {
    if (connected) {
      // A single operation goes, however large.
      return channel.unackedEntries() == 0 || bytes <= travelBytes - channel.unackedBytes();
    }
    return bytes <= bufferBytes - channel.unackedBytes();
  }

  private void accept(Action action) {
    long sequence = channel.produce(action);
    if (action instanceof PutUnique request) {
      requests.sent(request.who(), request.requestId(), sequence);
    }
  }

  /** Something may have been acknowledged. */
  private void progress() {
    long acked = channel.acked();
    while (!flushes.isEmpty() && flushes.peek().sequence() <= acked) {
      CompletableFuture<Void> done = flushes.poll().done();
      outbox.add(() -> done.complete(null));
    }
    while (!waiting.isEmpty() && hasRoom(waiting.peek().bytes())) {
      Waiting next = waiting.poll();
      waitingBytes -= next.bytes();
      accept(next.action());
      outbox.add(() -> next.accepted().complete(null));
    }
  }

  private void refuseWaiting(BrokerError error) {
    for (Waiting next = waiting.poll(); next != null; next = waiting.poll()) {
      Waiting refused = next;
      refuse(refused.action(), error);
      outbox.add(() -> refused.accepted().completeExceptionally(new BrokerException(error)));
    }
    waitingBytes = 0;
  }
}
