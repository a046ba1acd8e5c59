package org.jbroker.supervisor;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jbroker.data.Bool;
import org.jbroker.data.Data;
import org.jbroker.data.Str;
import org.jbroker.data.Table;
import org.jbroker.data.Vector;
import org.jbroker.zeek.ZeekEvent;

/**
 * The answer to a {@link SupervisorRequest}: an event on {@link SupervisorTopics#response}, with
 * the arguments reqid and result.
 *
 * <p>The result is a text that is empty on success, as of Zeek's {@code create_response}; for
 * {@code restart} and {@code destroy} a boolean, and for {@code status} a {@code
 * Supervisor::Status}, both as Zeek's. What these two cannot say, why something failed, stands in
 * the metadata {@link #PROBLEM_METADATA} of the event.
 */
public sealed interface SupervisorResponse {

  /** The id of the metadata with the text of a problem. */
  long PROBLEM_METADATA = ZeekEvent.USER_METADATA_START + 1;

  /** The most nodes of a status. */
  int MAX_NODES = 4096;

  /** What was asked. */
  RequestKind kind();

  /** That of the request. */
  String reqid();

  /** What went wrong; empty on success. */
  String problem();

  /** As an event. */
  ZeekEvent toEvent();

  /** Whether what was asked for has happened. */
  default boolean isSuccess() {
    return problem().isEmpty();
  }

  /**
   * What came of a request other than for a status.
   *
   * @param problem what went wrong; empty on success
   */
  record Outcome(RequestKind kind, String reqid, String problem) implements SupervisorResponse {

    /** Checks the values. */
    public Outcome {
      Limits.requireReqid(reqid);
      Limits.requireText(problem, Limits.MAX_TEXT_BYTES, "problem");
      if (kind == RequestKind.STATUS) {
        throw new IllegalArgumentException("the answer to a status request is a status");
      }
    }

    @Override
    public ZeekEvent toEvent() {
      if (!kind.answersBool()) {
        return new ZeekEvent(kind.responseEvent(), reqid, problem);
      }
      return withProblem(new ZeekEvent(kind.responseEvent(), reqid, isSuccess()), problem);
    }
  }

  /**
   * The status of nodes.
   *
   * @param nodes by name
   * @param problem what went wrong, such as that there is no node of that name
   */
  record Status(String reqid, Map<String, NodeStatus> nodes, String problem)
      implements SupervisorResponse {

    /** Copies and checks the values. */
    public Status {
      Limits.requireReqid(reqid);
      Limits.requireText(problem, Limits.MAX_TEXT_BYTES, "problem");
      nodes = Collections.unmodifiableMap(new TreeMap<>(nodes));
    }

    @Override
    public RequestKind kind() {
      return RequestKind.STATUS;
    }

    @Override
    public ZeekEvent toEvent() {
      Table.Builder table = Table.builder(nodes.size());
      nodes.forEach((name, status) -> table.put(Data.string(name), status.toData()));
      Data result = Vector.of(table.build());
      return withProblem(new ZeekEvent(kind().responseEvent(), reqid, result), problem);
    }
  }

  private static ZeekEvent withProblem(ZeekEvent event, String problem) {
    return problem.isEmpty() ? event : event.withMetadata(PROBLEM_METADATA, problem);
  }

  /**
   * Reads an event.
   *
   * @throws IllegalArgumentException if it is no answer, or an argument is missing, of another kind
   *     or out of its limits; the text names it
   */
  static SupervisorResponse from(ZeekEvent event) {
    RequestKind kind =
        RequestKind.ofResponse(event.name())
            .orElseThrow(() -> new IllegalArgumentException("no answer: " + event.name()));
    FieldReader in = new FieldReader(kind.text() + "_response", event.args());
    String reqid = in.text("reqid", Limits.MAX_TEXT_BYTES);
    String problem = problemOf(event);
    if (kind == RequestKind.STATUS) {
      return new Status(reqid, statuses(in.any("result")), problem);
    }
    if (!kind.answersBool()) {
      return new Outcome(kind, reqid, in.text("result", Limits.MAX_TEXT_BYTES));
    }
    boolean success = in.any("result").equals(Bool.TRUE);
    String text = problem.isEmpty() ? "it failed, without a reason" : problem;
    return new Outcome(kind, reqid, success ? "" : text);
  }

  private static String problemOf(ZeekEvent event) {
    Optional<Data> problem = event.metadata(PROBLEM_METADATA);
    return problem.isPresent() && problem.get() instanceof Str text && text.isUtf8()
        ? text.text()
        : "";
  }

  private static Map<String, NodeStatus> statuses(Data result) {
    FieldReader in = new FieldReader("Status", result);
    Map<String, NodeStatus> nodes = new TreeMap<>();
    in.table("nodes", MAX_NODES, Limits.MAX_TEXT_BYTES)
        .forEach((name, status) -> nodes.put(name, NodeStatus.from(status)));
    return nodes;
  }
}
