package org.jbroker.supervisor;

import java.util.Objects;
import java.util.Optional;
import org.jbroker.data.Data;
import org.jbroker.data.Vector;
import org.jbroker.zeek.ZeekEvent;

/**
 * A request to a supervisor: an event, published to {@link SupervisorTopics#prefix()}. Its answer
 * is a {@link SupervisorResponse} on {@link SupervisorTopics#response}.
 *
 * <table>
 * <caption>Events, each {@code SupervisorControl::...}</caption>
 * <tr><th>event</th><th>arguments</th><th>of</th></tr>
 * <tr><td>{@code create_request}</td><td>reqid, NodeConfig</td><td>Zeek</td></tr>
 * <tr><td>{@code status_request}</td><td>reqid, node</td><td>Zeek</td></tr>
 * <tr><td>{@code restart_request}</td><td>reqid, node</td><td>Zeek</td></tr>
 * <tr><td>{@code destroy_request}</td><td>reqid, node</td><td>Zeek</td></tr>
 * <tr><td>{@code stop_request}</td><td></td><td>Zeek</td></tr>
 * <tr><td>{@code start_request}</td><td>reqid, node</td><td>added</td></tr>
 * <tr><td>{@code stop_node_request}</td><td>reqid, node</td><td>added</td></tr>
 * <tr><td>{@code ready_request}</td><td>reqid, node, instance</td><td>added</td></tr>
 * <tr><td>{@code shutdown_request}</td><td>reqid, stop_workers</td><td>added</td></tr>
 * </table>
 *
 * <p>A node that is the empty text means all nodes, except in {@code ready_request}. Zeek's {@code
 * stop_request} is {@code shutdown_request} with {@code stop_workers}, without an answer.
 *
 * <p>{@code status} and {@code create} are answered at once, {@code create} when the config is
 * durable; the others when it is known what came of them: a start when the worker is ready or has
 * failed, a stop when nothing of it is left. That takes up to its stop grace and time of readiness.
 */
public sealed interface SupervisorRequest {

  /** The name of Zeek's event that ends a supervisor and its workers. */
  String ZEEK_STOP_EVENT = "SupervisorControl::stop_request";

  /** What is asked. */
  RequestKind kind();

  /** What tells the answer from others; empty only for Zeek's {@code stop_request}. */
  String reqid();

  /** As an event. */
  ZeekEvent toEvent();

  /** A new node, to be started. */
  record Create(String reqid, NodeConfig config) implements SupervisorRequest {

    /** Checks the reqid. */
    public Create {
      Limits.requireReqid(reqid);
      Objects.requireNonNull(config, "config");
    }

    @Override
    public RequestKind kind() {
      return RequestKind.CREATE;
    }

    @Override
    public ZeekEvent toEvent() {
      return new ZeekEvent(kind().requestEvent(), reqid, config.toData());
    }
  }

  /**
   * A request of one of the kinds that name a node and nothing else.
   *
   * @param kind STATUS, START, STOP_NODE, RESTART or DESTROY
   * @param node its name, or empty for all
   */
  record OfNode(RequestKind kind, String reqid, String node) implements SupervisorRequest {

    /** Checks the values. */
    public OfNode {
      Limits.requireReqid(reqid);
      if (!node.isEmpty()) {
        Limits.requireNodeName(node);
      }
      switch (kind) {
        case STATUS, START, STOP_NODE, RESTART, DESTROY -> {}
        default -> throw new IllegalArgumentException(kind + " has other arguments");
      }
    }

    /** Whether all nodes are meant. */
    public boolean isOfAll() {
      return node.isEmpty();
    }

    @Override
    public ZeekEvent toEvent() {
      return new ZeekEvent(kind.requestEvent(), reqid, node);
    }
  }

  /**
   * A worker says that it is ready.
   *
   * @param node its {@link NodeEnvironment#NODE_NAME}
   * @param instance its {@link NodeEnvironment#NODE_INSTANCE}: one that ended meanwhile does not
   *     speak for the next
   */
  record Ready(String reqid, String node, String instance) implements SupervisorRequest {

    /** Checks the values. */
    public Ready {
      Limits.requireReqid(reqid);
      Limits.requireNodeName(node);
      Limits.requireText(instance, Limits.MAX_NAME_CHARS, "instance");
    }

    @Override
    public RequestKind kind() {
      return RequestKind.READY;
    }

    @Override
    public ZeekEvent toEvent() {
      return new ZeekEvent(kind().requestEvent(), reqid, node, instance);
    }
  }

  /**
   * The supervisor is to end.
   *
   * @param reqid empty for Zeek's {@code stop_request}
   * @param stopWorkers whether it stops its workers first, and starts them again when it begins
   *     anew; else they run on, and the next supervisor adopts them
   */
  record Shutdown(String reqid, boolean stopWorkers) implements SupervisorRequest {

    /** Checks the values. */
    public Shutdown {
      if (!reqid.isEmpty()) {
        Limits.requireReqid(reqid);
      } else if (!stopWorkers) {
        throw new IllegalArgumentException("Zeek's stop_request stops the workers, too");
      }
    }

    @Override
    public RequestKind kind() {
      return RequestKind.SHUTDOWN;
    }

    @Override
    public ZeekEvent toEvent() {
      return reqid.isEmpty()
          ? new ZeekEvent(ZEEK_STOP_EVENT)
          : new ZeekEvent(kind().requestEvent(), reqid, stopWorkers);
    }
  }

  /**
   * Whether an event is a request, well-formed or not; answers and notifications, which travel
   * below the same prefix, are none.
   */
  static boolean isRequest(ZeekEvent event) {
    return kindOf(event).isPresent();
  }

  /** What an event asks for, well-formed or not; empty if it is no request. */
  static Optional<RequestKind> kindOf(ZeekEvent event) {
    return event.name().equals(ZEEK_STOP_EVENT)
        ? Optional.of(RequestKind.SHUTDOWN)
        : RequestKind.ofRequest(event.name());
  }

  /**
   * The reqid of an event that {@link #from} may refuse, so that it can be told so.
   *
   * @return empty if even that is missing or malformed
   */
  static Optional<String> reqidOf(ZeekEvent event) {
    try {
      FieldReader in = new FieldReader("request", event.args());
      return Optional.of(Limits.requireReqid(in.text("reqid", Limits.MAX_TEXT_BYTES)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * Reads an event.
   *
   * @throws IllegalArgumentException if it is no request, or an argument is missing, of another
   *     kind or out of its limits; the text names it
   */
  static SupervisorRequest from(ZeekEvent event) {
    Vector args = event.args();
    if (event.name().equals(ZEEK_STOP_EVENT)) {
      return new Shutdown("", true);
    }
    RequestKind kind =
        RequestKind.ofRequest(event.name())
            .orElseThrow(() -> new IllegalArgumentException("no request: " + event.name()));
    FieldReader in = new FieldReader(kind.text() + "_request", args);
    String reqid = in.text("reqid", Limits.MAX_TEXT_BYTES);
    return switch (kind) {
      case CREATE -> {
        Data node = in.any("node");
        yield new Create(reqid, NodeConfig.from(node));
      }
      case READY ->
          new Ready(
              reqid,
              in.text("node", Limits.MAX_TEXT_BYTES),
              in.text("instance", Limits.MAX_TEXT_BYTES));
      case SHUTDOWN -> new Shutdown(Limits.requireReqid(reqid), in.bool("stop_workers"));
      default -> new OfNode(kind, reqid, in.text("node", Limits.MAX_TEXT_BYTES));
    };
  }
}
