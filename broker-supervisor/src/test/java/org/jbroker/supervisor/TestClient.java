package org.jbroker.supervisor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jbroker.Endpoint;
import org.jbroker.EndpointOptions;
import org.jbroker.Message;
import org.jbroker.Subscriber;
import org.jbroker.testkit.Await;
import org.jbroker.zeek.ZeekEvent;

/** Drives a supervisor through its socket, with nothing but events. For one thread. */
final class TestClient implements AutoCloseable {

  static final Duration PATIENCE = Duration.ofSeconds(60);

  private final SupervisorTopics topics = SupervisorTopics.bro();
  private final AtomicLong ids = new AtomicLong();
  private final Endpoint endpoint;
  private final Subscriber subscriber;
  private final List<NodeNotice> notices = new ArrayList<>();

  TestClient(RuntimeDirectory directory) {
    endpoint =
        Endpoint.open(EndpointOptions.builder().name("client").ignoreBrokerConf(true).build());
    subscriber = endpoint.subscriber(topics.prefix().string());
    if (!endpoint.peer(directory.socketAddress())) {
      throw new AssertionError("no supervisor at " + directory.socket());
    }
    // Its filter of the handshake may be older than its subscription.
    Await.until(
        PATIENCE,
        "the supervisor has subscribed",
        () -> endpoint.peerSubscriptions().contains(topics.prefix()));
  }

  Endpoint endpoint() {
    return endpoint;
  }

  String newId() {
    return "t" + ids.incrementAndGet();
  }

  void send(ZeekEvent event) {
    endpoint.publish(topics.prefix().string(), event);
  }

  SupervisorResponse ask(SupervisorRequest request) {
    send(request.toEvent());
    return answer(request.reqid());
  }

  SupervisorResponse answer(String reqid) {
    long deadlineNanos = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      long leftNanos = deadlineNanos - System.nanoTime();
      Optional<ZeekEvent> event = next(Duration.ofNanos(Math.max(0, leftNanos)));
      if (event.isEmpty()) {
        throw new AssertionError("no answer to " + reqid + " within " + PATIENCE);
      }
      if (event.get().name().equals(NodeNotice.EVENT)) {
        notices.add(NodeNotice.from(event.get()));
      } else if (!SupervisorRequest.isRequest(event.get())) {
        SupervisorResponse response = SupervisorResponse.from(event.get());
        if (response.reqid().equals(reqid)) {
          return response;
        }
      }
    }
  }

  private Optional<ZeekEvent> next(Duration timeout) {
    try {
      Optional<Message> message = subscriber.get(timeout);
      return message.map(m -> ZeekEvent.from(m.data()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** The notifications so far, up to one of a kind. */
  List<NodeNotice> noticesUntil(Predicate<NodeNotice> last) {
    long deadlineNanos = System.nanoTime() + PATIENCE.toNanos();
    while (notices.stream().noneMatch(last)) {
      Duration left = Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime()));
      ZeekEvent event = next(left).orElseThrow(() -> new AssertionError("only these: " + notices));
      if (event.name().equals(NodeNotice.EVENT)) {
        notices.add(NodeNotice.from(event));
      }
    }
    return List.copyOf(notices);
  }

  String create(NodeConfig config) {
    return ask(new SupervisorRequest.Create(newId(), config)).problem();
  }

  String of(RequestKind kind, String node) {
    return ask(new SupervisorRequest.OfNode(kind, newId(), node)).problem();
  }

  String shutDown(boolean stopWorkers) {
    return ask(new SupervisorRequest.Shutdown(newId(), stopWorkers)).problem();
  }

  SupervisorResponse.Status status(String node) {
    return (SupervisorResponse.Status)
        ask(new SupervisorRequest.OfNode(RequestKind.STATUS, newId(), node));
  }

  NodeStatus statusOf(String node) {
    SupervisorResponse.Status status = status(node);
    if (!status.nodes().containsKey(node)) {
      throw new AssertionError(status);
    }
    return status.nodes().get(node);
  }

  NodeStatus await(String node, NodeState state) {
    return await(node, status -> status.state() == state);
  }

  NodeStatus await(String node, Predicate<NodeStatus> condition) {
    return Await.value(PATIENCE, "status of " + node, () -> statusOf(node), condition);
  }

  /** A command line that runs a shell script. */
  static String[] sh(String script) {
    return new String[] {"/bin/sh", "-c", script};
  }

  @Override
  public void close() {
    endpoint.close();
  }
}
