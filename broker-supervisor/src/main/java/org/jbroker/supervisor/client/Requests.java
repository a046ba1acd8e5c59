package org.jbroker.supervisor.client;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.ToLongBiFunction;
import org.jbroker.supervisor.NodeConfig;
import org.jbroker.supervisor.NodeStatus;
import org.jbroker.supervisor.RequestKind;
import org.jbroker.supervisor.SupervisorCommands;
import org.jbroker.supervisor.SupervisorRequest;
import org.jbroker.supervisor.SupervisorRequestException;
import org.jbroker.supervisor.SupervisorRequestException.Reason;
import org.jbroker.supervisor.SupervisorResponse;

/** The commands as requests over a link. Stateless. */
public final class Requests implements SupervisorCommands {

  private static final String ALL = "";

  private final SupervisorLink link;
  private final ToLongBiFunction<RequestKind, String> timeoutNanos;

  /**
   * Commands over a link, which is not owned.
   *
   * @param timeoutNanos the time-out of a request by its kind and node; an empty node means all
   */
  public Requests(SupervisorLink link, ToLongBiFunction<RequestKind, String> timeoutNanos) {
    this.link = link;
    this.timeoutNanos = timeoutNanos;
  }

  @Override
  public CompletableFuture<Void> createAsync(NodeConfig config) {
    String node = config.name();
    return ask(
            RequestKind.CREATE,
            node,
            "create " + node,
            reqid -> new SupervisorRequest.Create(reqid, config))
        .thenAccept(done -> {});
  }

  @Override
  public CompletableFuture<Void> destroyAsync(String node) {
    return change(RequestKind.DESTROY, node);
  }

  @Override
  public CompletableFuture<Void> destroyAllAsync() {
    return changeAll(RequestKind.DESTROY);
  }

  @Override
  public CompletableFuture<Void> startAsync(String node) {
    return change(RequestKind.START, node);
  }

  @Override
  public CompletableFuture<Void> startAllAsync() {
    return changeAll(RequestKind.START);
  }

  @Override
  public CompletableFuture<Void> stopAsync(String node) {
    return change(RequestKind.STOP_NODE, node);
  }

  @Override
  public CompletableFuture<Void> stopAllAsync() {
    return changeAll(RequestKind.STOP_NODE);
  }

  @Override
  public CompletableFuture<Void> restartAsync(String node) {
    return change(RequestKind.RESTART, node);
  }

  @Override
  public CompletableFuture<Void> restartAllAsync() {
    return changeAll(RequestKind.RESTART);
  }

  @Override
  public CompletableFuture<NodeStatus> statusAsync(String node) {
    requireName(node);
    return ask(RequestKind.STATUS, node)
        .thenApply(
            response -> {
              NodeStatus status = nodes(response).get(node);
              if (status == null) {
                throw new SupervisorRequestException(
                    Reason.REFUSED, "status " + node + ": there is no such node");
              }
              return status;
            });
  }

  @Override
  public CompletableFuture<Map<String, NodeStatus>> statusAsync() {
    return ask(RequestKind.STATUS, ALL).thenApply(Requests::nodes);
  }

  private static Map<String, NodeStatus> nodes(SupervisorResponse response) {
    return response instanceof SupervisorResponse.Status status ? status.nodes() : Map.of();
  }

  @Override
  public CompletableFuture<Void> shutdownAsync(boolean stopWorkers) {
    OptionalLong pid = link.supervisorPid();
    long nanos = timeoutNanos.applyAsLong(RequestKind.SHUTDOWN, ALL);
    return ask(
            RequestKind.SHUTDOWN,
            ALL,
            "shutdown",
            reqid -> new SupervisorRequest.Shutdown(reqid, stopWorkers))
        .thenCompose(done -> ended(pid, nanos));
  }

  /** It answers when the workers are gone, and its process ends a moment later. */
  private CompletableFuture<Void> ended(OptionalLong pid, long nanos) {
    if (pid.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    return link.ended(pid.getAsLong(), Duration.ofNanos(nanos))
        .exceptionally(
            failure -> {
              throw new SupervisorRequestException(
                  Reason.UNANSWERED,
                  "shutdown: the supervisor, process " + pid.getAsLong() + ", does not end");
            });
  }

  private static void requireName(String node) {
    if (node.isEmpty()) {
      throw new IllegalArgumentException("the name of a node is not empty");
    }
  }

  private CompletableFuture<Void> change(RequestKind kind, String node) {
    requireName(node);
    return ask(kind, node).thenAccept(done -> {});
  }

  private CompletableFuture<Void> changeAll(RequestKind kind) {
    return ask(kind, ALL).thenAccept(done -> {});
  }

  private CompletableFuture<SupervisorResponse> ask(RequestKind kind, String node) {
    String verb = kind == RequestKind.STOP_NODE ? "stop" : kind.text();
    return ask(
        kind,
        node,
        node.isEmpty() ? verb : verb + " " + node,
        reqid -> new SupervisorRequest.OfNode(kind, reqid, node));
  }

  private CompletableFuture<SupervisorResponse> ask(
      RequestKind kind, String node, String subject, Function<String, SupervisorRequest> request) {
    Duration timeout = Duration.ofNanos(timeoutNanos.applyAsLong(kind, node));
    return link.requests()
        .ask(request, subject, timeout)
        .thenApply(
            response -> {
              if (!response.isSuccess()) {
                throw new SupervisorRequestException(
                    Reason.REFUSED, subject + ": " + response.problem());
              }
              return response;
            });
  }
}
