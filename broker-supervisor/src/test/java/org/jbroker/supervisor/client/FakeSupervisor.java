package org.jbroker.supervisor.client;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jbroker.Endpoint;
import org.jbroker.EndpointOptions;
import org.jbroker.Message;
import org.jbroker.store.Backend;
import org.jbroker.store.Store;
import org.jbroker.supervisor.NodeNotice;
import org.jbroker.supervisor.NodeStatus;
import org.jbroker.supervisor.RuntimeDirectory;
import org.jbroker.supervisor.SupervisorRequest;
import org.jbroker.supervisor.SupervisorResponse;
import org.jbroker.supervisor.SupervisorStore;
import org.jbroker.supervisor.SupervisorTopics;
import org.jbroker.zeek.ZeekEvent;

/** Answers requests as a test says, in this process and without workers. */
final class FakeSupervisor implements AutoCloseable {

  private final Endpoint endpoint;
  private final Store store;
  private final List<SupervisorRequest> requests = new CopyOnWriteArrayList<>();

  /** Listens in a directory; {@code answers} may keep silent. */
  FakeSupervisor(
      RuntimeDirectory directory,
      Function<SupervisorRequest, Optional<SupervisorResponse>> answers) {
    directory.create();
    endpoint =
        Endpoint.open(
            EndpointOptions.builder()
                .ignoreBrokerConf(true)
                .forward(false)
                .name("fake-supervisor")
                .build());
    store = endpoint.attachMaster(SupervisorStore.NAME, Backend.memory());
    endpoint.subscribe(
        List.of(SupervisorTopics.bro().prefix()),
        message -> answer(message, answers),
        error -> {
          throw new IllegalStateException(error.toString());
        });
    endpoint.listen(directory.socketAddress());
  }

  private void answer(
      Message message, Function<SupervisorRequest, Optional<SupervisorResponse>> answers) {
    SupervisorRequest request = SupervisorRequest.from(ZeekEvent.from(message.data()));
    requests.add(request);
    answers.apply(request).ifPresent(this::send);
  }

  /** Sends an answer. */
  void send(SupervisorResponse response) {
    endpoint.publish(
        SupervisorTopics.bro().response(response.kind(), response.reqid()),
        response.toEvent().toData());
  }

  /** Writes a status into the store and notifies of it. */
  void put(NodeStatus status) {
    store.put(SupervisorStore.configKey(status.name()), status.config().toData());
    store.put(SupervisorStore.statusKey(status.name()), SupervisorStore.statusValue(status));
    endpoint.publish(SupervisorTopics.bro().nodeStatus(), NodeNotice.of(status).toEvent().toData());
  }

  /** Whether a peer is subscribed to notifications. */
  boolean isHeard() {
    return endpoint.peerSubscriptions().contains(SupervisorTopics.bro().nodeStatus());
  }

  /** What was asked so far. */
  List<SupervisorRequest> requests() {
    return requests;
  }

  /** The answer that it succeeded. */
  static Optional<SupervisorResponse> success(SupervisorRequest request) {
    return problem(request, "");
  }

  /** The answer that it failed. */
  static Optional<SupervisorResponse> problem(SupervisorRequest request, String text) {
    return Optional.of(new SupervisorResponse.Outcome(request.kind(), request.reqid(), text));
  }

  /** Ends, as a supervisor that was told to. */
  void leave() {
    endpoint.close();
  }

  @Override
  public void close() {
    leave();
  }
}
