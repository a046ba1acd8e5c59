package org.jbroker.supervisor.service;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jbroker.spi.DataCodec;
import org.jbroker.supervisor.NodeState;
import org.jbroker.supervisor.NodeStatus;
import org.jbroker.supervisor.RequestKind;
import org.jbroker.supervisor.SupervisorRequest;
import org.jbroker.supervisor.SupervisorResponse;
import org.jbroker.supervisor.lifecycle.LifeInput;
import org.jbroker.supervisor.process.SystemTools;
import org.jbroker.zeek.ZeekEvent;

/**
 * Takes requests and gives answers, at once or when it is known what came of them. Confined to the
 * control loop.
 */
final class RequestDesk {

  private static final int MAX_REFUSAL_CHARS = 1000;

  /** Beyond it a status is refused; a frame holds more, but not by far. */
  private static final int MAX_STATUS_BYTES = 32 << 20;

  private final Workers workers;
  private final SystemTools tools;
  private final SupervisorLog log;
  private final Consumer<SupervisorResponse> sender;
  private final Runnable onShutdown;
  private final List<Answer> answers = new ArrayList<>();
  private boolean isShuttingDown;
  private boolean hasEnded;

  /**
   * A desk.
   *
   * @param sender publishes an answer
   * @param onShutdown runs when the supervisor is to end
   */
  RequestDesk(
      Workers workers,
      SystemTools tools,
      SupervisorLog log,
      Consumer<SupervisorResponse> sender,
      Runnable onShutdown) {
    this.workers = workers;
    this.tools = tools;
    this.log = log;
    this.sender = sender;
    this.onShutdown = onShutdown;
  }

  /** Takes an event; one that is no request is passed over, a malformed one is told so. */
  void handle(ZeekEvent event) {
    if (!SupervisorRequest.isRequest(event)) {
      return;
    }
    SupervisorRequest request;
    try {
      request = SupervisorRequest.from(event);
    } catch (IllegalArgumentException e) {
      refuse(event, Problems.bounded(String.valueOf(e.getMessage()), MAX_REFUSAL_CHARS));
      return;
    }
    if (request.kind() != RequestKind.STATUS && request.kind() != RequestKind.READY) {
      log.info("request " + Problems.bounded(request.toString(), MAX_REFUSAL_CHARS));
    }
    try {
      dispatch(request);
    } catch (RuntimeException e) {
      log.error("request failed", e);
      refuse(event, Problems.bounded("it failed: " + e, MAX_REFUSAL_CHARS));
    }
  }

  private void refuse(ZeekEvent event, String problem) {
    log.warn("refused " + event.name() + ": " + problem);
    Optional<String> reqid = SupervisorRequest.reqidOf(event);
    Optional<RequestKind> kind = SupervisorRequest.kindOf(event);
    if (reqid.isPresent() && kind.isPresent()) {
      sender.accept(failure(kind.get(), reqid.get(), problem));
    }
  }

  private static SupervisorResponse failure(RequestKind kind, String reqid, String problem) {
    return kind == RequestKind.STATUS
        ? new SupervisorResponse.Status(reqid, Map.of(), problem)
        : new SupervisorResponse.Outcome(kind, reqid, problem);
  }

  private void dispatch(SupervisorRequest request) {
    if (isShuttingDown && request.kind() != RequestKind.STATUS) {
      if (!request.reqid().isEmpty()) {
        sender.accept(failure(request.kind(), request.reqid(), "the supervisor is shutting down"));
      }
    } else if (request instanceof SupervisorRequest.Create create) {
      sender.accept(outcome(create, create(create)));
    } else if (request instanceof SupervisorRequest.Ready ready) {
      sender.accept(outcome(ready, ready(ready)));
    } else if (request instanceof SupervisorRequest.Shutdown shutdown) {
      shutDown(shutdown);
    } else if (request instanceof SupervisorRequest.OfNode ofNode) {
      ofNode(ofNode);
    }
  }

  private static SupervisorResponse outcome(SupervisorRequest request, String problem) {
    return new SupervisorResponse.Outcome(
        request.kind(), request.reqid(), Problems.bounded(problem, MAX_REFUSAL_CHARS));
  }

  private String create(SupervisorRequest.Create request) {
    if (request.config().cpuAffinity().isPresent() && tools.taskset().isEmpty()) {
      return "cpu_affinity needs the program 'taskset', which is not there";
    }
    return workers.create(request.config());
  }

  private String ready(SupervisorRequest.Ready request) {
    Optional<Worker> worker =
        workers.get(request.node()).filter(w -> w.isInstance(request.instance()));
    if (worker.isEmpty()) {
      return "no node '" + request.node() + "' has this instance";
    }
    if (worker.get().state() == NodeState.STARTING) {
      worker.get().ready();
      workers.settled(worker.get());
    }
    NodeState state = worker.get().state();
    return state == NodeState.RUNNING ? "" : "the node is " + state.text();
  }

  private void ofNode(SupervisorRequest.OfNode request) {
    List<Worker> chosen = workers.select(request.node());
    if (chosen.isEmpty() && !request.isOfAll()) {
      sender.accept(
          failure(request.kind(), request.reqid(), "there is no node '" + request.node() + "'"));
      return;
    }
    if (request.kind() == RequestKind.STATUS) {
      sender.accept(status(request.reqid(), chosen));
      return;
    }
    List<String> names = chosen.stream().map(Worker::name).toList();
    Answer answer = new Answer(request.kind(), request.reqid(), names);
    List<Worker> addressed = new ArrayList<>(chosen);
    if (request.kind() != RequestKind.DESTROY) {
      addressed.removeIf(worker -> isBeingDestroyed(worker, answer));
    }
    answers.add(answer);
    answer.problem(workers.tell(addressed, input(request.kind())));
    // Of those for which nothing was to be done, nobody else will tell.
    addressed.forEach(worker -> changed(workers.status(worker)));
    sendComplete();
  }

  private boolean isBeingDestroyed(Worker worker, Answer answer) {
    boolean is =
        answers.stream()
            .anyMatch(a -> a.kind() == RequestKind.DESTROY && a.waitsFor(worker.name()));
    if (is) {
      answer.done(worker.name(), "is being destroyed");
    }
    return is;
  }

  private static LifeInput input(RequestKind kind) {
    return switch (kind) {
      case START -> LifeInput.START;
      case RESTART -> LifeInput.RESTART;
      case STOP_NODE, DESTROY -> LifeInput.STOP;
      case CREATE, STATUS, READY, SHUTDOWN -> throw new IllegalArgumentException(kind.text());
    };
  }

  private SupervisorResponse status(String reqid, Collection<Worker> chosen) {
    Map<String, NodeStatus> nodes = new TreeMap<>();
    chosen.forEach(worker -> nodes.put(worker.name(), workers.status(worker)));
    SupervisorResponse response = new SupervisorResponse.Status(reqid, nodes, "");
    int bytes = DataCodec.encode(response.toEvent().toData()).length;
    if (bytes <= MAX_STATUS_BYTES) {
      return response;
    }
    String problem =
        "the statuses of "
            + nodes.size()
            + " nodes have "
            + bytes
            + " bytes: ask for one node at a time, or use a clone of the store";
    return new SupervisorResponse.Status(reqid, Map.of(), problem);
  }

  private void shutDown(SupervisorRequest.Shutdown request) {
    isShuttingDown = true;
    answers.forEach(answer -> answer.giveUp("the supervisor is shutting down"));
    sendComplete();
    if (!request.reqid().isEmpty()) {
      answers.add(new Answer(RequestKind.SHUTDOWN, request.reqid(), List.of()));
    }
    if (request.stopWorkers()) {
      workers.stopForShutdown();
      endIfStopped();
    } else {
      end();
    }
  }

  private void endIfStopped() {
    if (workers.allStopped() && !hasEnded) {
      end();
    }
  }

  private void end() {
    hasEnded = true;
    answers.forEach(answer -> sender.accept(answer.response()));
    answers.clear();
    onShutdown.run();
  }

  /** A worker has another status: an answer may be complete now. */
  void changed(NodeStatus status) {
    if (isShuttingDown) {
      endIfStopped();
      return;
    }
    answers.forEach(answer -> answer.changed(status));
    if (status.state() == NodeState.STOPPED) {
      workers.get(status.name()).ifPresent(this::removeIfDestroyed);
    }
    sendComplete();
  }

  private void removeIfDestroyed(Worker worker) {
    List<Answer> waiting =
        answers.stream()
            .filter(a -> a.kind() == RequestKind.DESTROY && a.waitsFor(worker.name()))
            .toList();
    if (!waiting.isEmpty()) {
      String problem = workers.remove(worker);
      waiting.forEach(answer -> answer.done(worker.name(), problem));
    }
  }

  private void sendComplete() {
    List<Answer> complete = answers.stream().filter(Answer::isComplete).toList();
    answers.removeAll(complete);
    if (complete.stream().anyMatch(answer -> answer.kind() == RequestKind.DESTROY)) {
      String problem = workers.flush();
      complete.stream()
          .filter(answer -> answer.kind() == RequestKind.DESTROY)
          .forEach(answer -> answer.problem(problem));
    }
    complete.forEach(answer -> sender.accept(answer.response()));
  }
}
