package org.jbroker.supervisor.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jbroker.Endpoint;
import org.jbroker.EndpointId;
import org.jbroker.Message;
import org.jbroker.Subscription;
import org.jbroker.Topic;
import org.jbroker.supervisor.RequestKind;
import org.jbroker.supervisor.SupervisorRequest;
import org.jbroker.supervisor.SupervisorRequestException;
import org.jbroker.supervisor.SupervisorRequestException.Reason;
import org.jbroker.supervisor.SupervisorResponse;
import org.jbroker.supervisor.SupervisorTopics;
import org.jbroker.zeek.ZeekEvent;

/**
 * Requests that are published and answers that come back to them.
 *
 * <p>The topics of answers begin with what is this channel's alone, and are subscribed to once, so
 * that no answer can overtake its subscription. A request that nobody takes, because no supervisor
 * is connected, is published again until its time-out: nobody can have seen it twice.
 *
 * <p>Thread-safe, without a lock: a request ends when it is removed from {@code pending}, and
 * whoever removes it completes it. Futures complete on threads of the endpoint or of the scheduler.
 */
final class RequestChannel implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(RequestChannel.class.getName());
  private static final Duration RETRY = Duration.ofMillis(50);
  private static final double NANOS_PER_SECOND = 1e9;

  private static final class Pending {
    private final RequestKind kind;
    private final String subject;
    private final Duration timeout;
    private final CompletableFuture<SupervisorResponse> answer = new CompletableFuture<>();
    private volatile boolean isSent;

    Pending(RequestKind kind, String subject, Duration timeout) {
      this.kind = kind;
      this.subject = subject;
      this.timeout = timeout;
    }
  }

  private final Endpoint endpoint;
  private final SupervisorTopics topics;
  private final ScheduledExecutorService scheduler;
  private final String reqidPrefix = EndpointId.random() + "-";
  private final AtomicLong lastNumber = new AtomicLong();
  private final Map<String, Pending> pending = new ConcurrentHashMap<>();
  private final Subscription answers;

  /** Subscribes; do this before the endpoint peers. The scheduler is used, not owned. */
  RequestChannel(Endpoint endpoint, SupervisorTopics topics, ScheduledExecutorService scheduler) {
    this.endpoint = endpoint;
    this.topics = topics;
    this.scheduler = scheduler;
    List<Topic> own = new ArrayList<>();
    for (RequestKind kind : RequestKind.values()) {
      own.add(topics.response(kind, reqidPrefix));
    }
    answers =
        endpoint.subscribe(
            own,
            this::onMessage,
            error -> LOG.log(System.Logger.Level.WARNING, "answer of a supervisor: " + error));
  }

  /**
   * Asks.
   *
   * @param request makes the request with its reqid
   * @param subject what it is about, in failures: {@code start a}
   * @return the answer, which may say that it failed; fails with a {@link
   *     SupervisorRequestException} after the time-out
   */
  CompletableFuture<SupervisorResponse> ask(
      Function<String, SupervisorRequest> request, String subject, Duration timeout) {
    String reqid = reqidPrefix + lastNumber.incrementAndGet();
    SupervisorRequest asked = request.apply(reqid);
    Pending entry = new Pending(asked.kind(), subject, timeout);
    pending.put(reqid, entry);
    publish(reqid, entry, asked.toEvent());
    Future<?> timer =
        scheduler.schedule(() -> onTimeout(reqid), timeout.toNanos(), TimeUnit.NANOSECONDS);
    entry.answer.whenComplete((answer, failure) -> timer.cancel(false));
    return entry.answer;
  }

  private void publish(String reqid, Pending entry, ZeekEvent event) {
    if (!pending.containsKey(reqid)) {
      return;
    }
    // Before it leaves: the answer may be here before publish returns.
    entry.isSent = true;
    if (endpoint.isClosed()) {
      fail(reqid, Reason.UNREACHABLE, "the client is closed");
    } else if (endpoint.publish(topics.prefix(), event.toData()).accepted() == 0) {
      entry.isSent = false;
      scheduler.schedule(() -> publish(reqid, entry, event), RETRY.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private void onMessage(Message message) {
    SupervisorResponse response;
    try {
      response = SupervisorResponse.from(ZeekEvent.from(message.data()));
    } catch (IllegalArgumentException e) {
      LOG.log(System.Logger.Level.WARNING, "malformed answer of a supervisor: " + e.getMessage());
      return;
    }
    Pending entry = pending.get(response.reqid());
    if (entry != null && entry.kind == response.kind() && pending.remove(response.reqid(), entry)) {
      entry.answer.complete(response);
    }
  }

  private void onTimeout(String reqid) {
    Pending entry = pending.get(reqid);
    if (entry == null) {
      return;
    }
    String time = String.format("%.3g s", entry.timeout.toNanos() / NANOS_PER_SECOND);
    if (entry.isSent) {
      fail(reqid, Reason.UNANSWERED, "no answer within " + time + "; it may be done or not");
    } else {
      fail(reqid, Reason.UNREACHABLE, "no supervisor was connected for " + time);
    }
  }

  /**
   * The supervisor that has the requests is gone: no answer will come to those that were sent.
   *
   * @return those to be given up, by {@link #giveUp}, when answers that are under way have arrived
   */
  List<String> sent() {
    return pending.entrySet().stream()
        .filter(entry -> entry.getValue().isSent)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Fails requests that have no answer. */
  void giveUp(List<String> reqids) {
    reqids.forEach(
        reqid ->
            fail(
                reqid,
                Reason.UNANSWERED,
                "the supervisor went away before it answered; it may be done or not"));
  }

  private void fail(String reqid, Reason reason, String why) {
    Pending entry = pending.remove(reqid);
    if (entry != null) {
      entry.answer.completeExceptionally(
          new SupervisorRequestException(reason, entry.subject + ": " + why));
    }
  }

  /** Fails what is pending. */
  @Override
  public void close() {
    answers.close();
    List.copyOf(pending.keySet())
        .forEach(
            reqid ->
                fail(reqid, Reason.UNANSWERED, "the client was closed before there was an answer"));
  }
}
