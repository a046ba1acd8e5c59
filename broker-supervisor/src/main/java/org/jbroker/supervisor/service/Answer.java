package org.jbroker.supervisor.service;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import org.jbroker.supervisor.NodeState;
import org.jbroker.supervisor.NodeStatus;
import org.jbroker.supervisor.RequestKind;
import org.jbroker.supervisor.SupervisorResponse;

/**
 * An answer that waits until it is known what came of the request at each of its nodes. Confined to
 * the control loop.
 */
final class Answer {

  /** Problems of so many nodes are told, of the others their number: an answer has a limit. */
  private static final int MAX_TOLD = 8;

  private static final int MAX_PROBLEM_CHARS = 300;

  /** Answers have a limit in bytes, which is more than three for each of these. */
  private static final int MAX_CHARS = 1300;

  private final RequestKind kind;
  private final String reqid;
  private final Set<String> open;
  private final List<String> problems = new ArrayList<>();

  /** For some nodes. */
  Answer(RequestKind kind, String reqid, Collection<String> nodes) {
    this.kind = kind;
    this.reqid = reqid;
    open = new HashSet<>(nodes);
  }

  RequestKind kind() {
    return kind;
  }

  /** Whether it is known of all nodes. */
  boolean isComplete() {
    return open.isEmpty();
  }

  boolean waitsFor(String node) {
    return open.contains(node);
  }

  /** A node has another status. */
  void changed(NodeStatus status) {
    if (!open.contains(status.name())) {
      return;
    }
    if (kind == RequestKind.START || kind == RequestKind.RESTART) {
      started(status);
    } else if (kind == RequestKind.STOP_NODE) {
      stopped(status);
    }
  }

  private void started(NodeStatus status) {
    switch (status.state()) {
      case RUNNING -> done(status.name(), "");
      case STARTING, CLEANING_UP -> {}
      case STOPPING -> {
        if (!status.isWanted()) {
          done(status.name(), "was stopped meanwhile");
        }
      }
      case STOPPED -> done(status.name(), "was stopped meanwhile");
      case BACKING_OFF, FATAL -> done(status.name(), status.message());
      case EXITED -> {
        boolean well = status.lastExit().isPresent() && status.lastExit().get().isSuccess();
        done(status.name(), well ? "" : status.message());
      }
    }
  }

  private void stopped(NodeStatus status) {
    if (status.state() == NodeState.STOPPED) {
      done(status.name(), "");
    } else if (status.isWanted()) {
      done(status.name(), "was started meanwhile");
    }
  }

  /** It is known of one node. */
  void done(String node, String problem) {
    if (open.remove(node) && !problem.isEmpty()) {
      problems.add(node + ": " + problem);
    }
  }

  /** Something is wrong beside the nodes. */
  void problem(String problem) {
    if (!problem.isEmpty()) {
      problems.add(problem);
    }
  }

  /** It will not be known. */
  void giveUp(String problem) {
    open.clear();
    problems.add(problem);
  }

  SupervisorResponse response() {
    StringJoiner text = new StringJoiner("; ");
    problems.stream()
        .limit(MAX_TOLD)
        .forEach(problem -> text.add(Problems.bounded(problem, MAX_PROBLEM_CHARS)));
    if (problems.size() > MAX_TOLD) {
      text.add("and " + (problems.size() - MAX_TOLD) + " more");
    }
    return new SupervisorResponse.Outcome(
        kind, reqid, Problems.bounded(text.toString(), MAX_CHARS));
  }
}
