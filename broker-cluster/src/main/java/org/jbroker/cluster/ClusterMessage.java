package org.jbroker.cluster;

import java.util.List;
import java.util.Optional;
import org.jbroker.EndpointId;
import org.jbroker.cluster.ClusterEvent.NodeFullyConnected;
import org.jbroker.data.Bool;
import org.jbroker.data.Count;
import org.jbroker.data.Data;
import org.jbroker.data.Str;
import org.jbroker.zeek.ZeekEvent;
import org.jbroker.zeek.ZeekMessage;

/** What nodes tell each other, in the form of Zeek's events. */
sealed interface ClusterMessage {

  /** The first thing that a node says to a new peer. */
  String HELLO = "Cluster::hello";

  /** What a node tells its manager. */
  String FULLY_CONNECTED = "Cluster::Experimental::node_fully_connected";

  /** What the manager tells all nodes. */
  String STARTED = "Cluster::Experimental::cluster_started";

  /** What anybody asks; not of Zeek. */
  String STATUS_REQUEST = "JBroker::cluster_status_request";

  /** What a node answers to it. */
  String STATUS_ANSWER = "JBroker::cluster_status";

  /** {@code Cluster::hello(name: string, id: string)}. */
  record Hello(String name, EndpointId id) implements ClusterMessage {}

  /**
   * {@code Cluster::Experimental::node_fully_connected(name: string, id: string, resending: bool)}.
   */
  record FullyConnected(NodeFullyConnected event) implements ClusterMessage {}

  /** {@code Cluster::Experimental::cluster_started()}. */
  record Started() implements ClusterMessage {}

  /**
   * {@code JBroker::cluster_status_request(token: count, asker: string)}, under the topic of the id
   * of the node that is asked. The answer goes to the topic of the asker's id.
   *
   * @param token comes back in the answer
   */
  record StatusRequest(long token, EndpointId asker) implements ClusterMessage {}

  /**
   * {@code JBroker::cluster_status(token: count, status)}.
   *
   * @param status what {@link StatusCodec} reads; not yet checked
   */
  record StatusAnswer(long token, Data status) implements ClusterMessage {}

  /** As it travels. */
  default ZeekEvent toEvent() {
    if (this instanceof Hello hello) {
      return new ZeekEvent(HELLO, hello.name(), hello.id().toString());
    }
    if (this instanceof FullyConnected full) {
      NodeFullyConnected event = full.event();
      return new ZeekEvent(FULLY_CONNECTED, event.name(), event.id().toString(), event.resending());
    }
    if (this instanceof StatusRequest request) {
      return new ZeekEvent(STATUS_REQUEST, Data.count(request.token()), request.asker().toString());
    }
    if (this instanceof StatusAnswer answer) {
      return new ZeekEvent(STATUS_ANSWER, Data.count(answer.token()), answer.status());
    }
    return new ZeekEvent(STARTED);
  }

  /**
   * Reads what came in.
   *
   * @return empty if it is something else, which is no fault: topics of nodes are for everybody
   * @throws IllegalArgumentException if it is one of these by its name but not by its arguments
   */
  static Optional<ClusterMessage> from(Data data) {
    if (ZeekMessage.kindOf(data).filter(kind -> kind == ZeekMessage.Kind.EVENT).isEmpty()) {
      return Optional.empty();
    }
    ZeekEvent event = ZeekEvent.from(data);
    List<Data> args = event.args().asList();
    return switch (event.name()) {
      case HELLO -> {
        require(args.size() == 2, event);
        yield Optional.of(new Hello(name(args.get(0), event), id(args.get(1), event)));
      }
      case FULLY_CONNECTED -> {
        require(args.size() == 3 && args.get(2) instanceof Bool, event);
        yield Optional.of(
            new FullyConnected(
                new NodeFullyConnected(
                    name(args.get(0), event),
                    id(args.get(1), event),
                    ((Bool) args.get(2)).value())));
      }
      case STATUS_REQUEST -> {
        require(args.size() == 2, event);
        yield Optional.of(new StatusRequest(token(args.get(0), event), id(args.get(1), event)));
      }
      case STATUS_ANSWER -> {
        require(args.size() == 2, event);
        yield Optional.of(new StatusAnswer(token(args.get(0), event), args.get(1)));
      }
      case STARTED -> Optional.of(new Started());
      default -> Optional.empty();
    };
  }

  private static String name(Data arg, ZeekEvent event) {
    require(arg instanceof Str, event);
    String name = ((Str) arg).text();
    require(
        !name.isEmpty()
            && name.length() <= ClusterNode.MAX_NAME_LENGTH
            && name.codePoints().noneMatch(Character::isISOControl),
        event);
    return name;
  }

  private static EndpointId id(Data arg, ZeekEvent event) {
    require(arg instanceof Str, event);
    return EndpointId.of(((Str) arg).text());
  }

  private static long token(Data arg, ZeekEvent event) {
    require(arg instanceof Count, event);
    return ((Count) arg).bits();
  }

  private static void require(boolean holds, ZeekEvent event) {
    if (!holds) {
      throw new IllegalArgumentException("wrong arguments of " + event.name());
    }
  }
}
