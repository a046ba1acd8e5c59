package org.jbroker.store.engine.clone;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongPredicate;
import org.jbroker.BrokerError;
import org.jbroker.BrokerException;
import org.jbroker.ErrorCode;
import org.jbroker.store.EntityId;
import org.jbroker.store.engine.outbox.Outbox;

/**
 * The {@code putUnique} requests that wait for the master's answer. Under the clone's lock; futures
 * complete through the {@link Outbox}.
 *
 * <p>Each has the same time, so the oldest is the first to run out.
 */
final class PutUniqueRequests {

  private static final long NOT_SENT = 0;

  private record Key(EntityId who, long requestId) {}

  private static final class Request {
    final CompletableFuture<Boolean> answer = new CompletableFuture<>();
    final long sinceNanos;
    long sequence = NOT_SENT;

    Request(long sinceNanos) {
      this.sinceNanos = sinceNanos;
    }
  }

  private final Map<Key, Request> requests = new LinkedHashMap<>();
  private final long timeoutNanos;
  private final Outbox outbox;

  PutUniqueRequests(long timeoutNanos, Outbox outbox) {
    this.timeoutNanos = timeoutNanos;
    this.outbox = outbox;
  }

  /** A new request, or a failed future if these two name one already. */
  CompletableFuture<Boolean> open(EntityId who, long requestId, long nowNanos) {
    Request request = new Request(nowNanos);
    if (requests.putIfAbsent(new Key(who, requestId), request) != null) {
      return CompletableFuture.failedFuture(
          new BrokerException(
              ErrorCode.REPEATED_REQUEST_ID,
              "request " + Long.toUnsignedString(requestId) + " of " + who + " is under way"));
    }
    return request.answer;
  }

  /** The request got this number among the clone's writes. */
  void sent(EntityId who, long requestId, long sequence) {
    Request request = requests.get(new Key(who, requestId));
    if (request != null) {
      request.sequence = sequence;
    }
  }

  /** The master's answer; to somebody else's request, most often. */
  void answered(EntityId who, long requestId, boolean inserted) {
    Request request = requests.remove(new Key(who, requestId));
    if (request != null) {
      outbox.add(() -> request.answer.complete(inserted));
    }
  }

  /** A request was refused before it was sent. */
  void refused(EntityId who, long requestId, BrokerError error) {
    Request request = requests.remove(new Key(who, requestId));
    if (request != null) {
      fail(request, error);
    }
  }

  /** Own writes are lost: those not sent, and those whose number fits. */
  void lost(LongPredicate sequences, BrokerError error) {
    Iterator<Request> all = requests.values().iterator();
    while (all.hasNext()) {
      Request request = all.next();
      if (request.sequence == NOT_SENT || sequences.test(request.sequence)) {
        all.remove();
        fail(request, error);
      }
    }
  }

  void failAll(BrokerError error) {
    lost(sequence -> true, error);
  }

  /** Gives up those that waited too long. */
  void expire(long nowNanos) {
    Iterator<Request> oldestFirst = requests.values().iterator();
    while (oldestFirst.hasNext()) {
      Request request = oldestFirst.next();
      if (nowNanos - request.sinceNanos < timeoutNanos) {
        return;
      }
      oldestFirst.remove();
      fail(
          request,
          BrokerError.of(
              ErrorCode.REQUEST_TIMEOUT,
              "no answer from the master; the value may have been stored or not"));
    }
  }

  int size() {
    return requests.size();
  }

  private void fail(Request request, BrokerError error) {
    outbox.add(() -> request.answer.completeExceptionally(new BrokerException(error)));
  }
}
