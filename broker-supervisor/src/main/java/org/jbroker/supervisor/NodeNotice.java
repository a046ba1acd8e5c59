package org.jbroker.supervisor;

import java.util.Objects;
import org.jbroker.data.Data;
import org.jbroker.zeek.ZeekEvent;

/**
 * The notification that a worker is in another state: Zeek's {@code
 * SupervisorControl::node_status(node, pid)}, on {@link SupervisorTopics#nodeStatus()}. Zeek sends
 * it when a node has started; here it is sent at each change.
 *
 * <p>The state stands in the metadata {@link #STATE_METADATA}, since Zeek's event has no room.
 *
 * @param node the name
 * @param pid its process; 0 if there is none
 * @param state what it does
 */
public record NodeNotice(String node, long pid, NodeState state) {

  /** The name of the event. */
  public static final String EVENT = "SupervisorControl::node_status";

  /** The id of the metadata with the state. */
  public static final long STATE_METADATA = ZeekEvent.USER_METADATA_START + 2;

  /** Checks the values. */
  public NodeNotice {
    Limits.requireNodeName(node);
    Objects.requireNonNull(state, "state");
    if (pid < 0) {
      throw new IllegalArgumentException("a pid is not negative: " + pid);
    }
  }

  /** Of a status. */
  public static NodeNotice of(NodeStatus status) {
    return new NodeNotice(status.name(), status.pid().orElse(0), status.state());
  }

  /** As an event. */
  public ZeekEvent toEvent() {
    return new ZeekEvent(EVENT, node, Data.count(pid)).withMetadata(STATE_METADATA, state);
  }

  /**
   * Reads an event. One without a state, as Zeek sends it, tells of a node that has started.
   *
   * @throws IllegalArgumentException if it is another one, or an argument is missing, of another
   *     kind or out of its limits; the text names it
   */
  public static NodeNotice from(ZeekEvent event) {
    if (!event.name().equals(EVENT)) {
      throw new IllegalArgumentException("no notification: " + event.name());
    }
    FieldReader in = new FieldReader("node_status", event.args());
    String node = in.text("node", Limits.MAX_TEXT_BYTES);
    long pid = in.count("pid", StatusCodec.MAX_PID);
    NodeState state =
        event
            .metadata(STATE_METADATA)
            .map(data -> FieldReader.constant("node_status", "state", data, NodeState.class))
            .orElse(NodeState.RUNNING);
    return new NodeNotice(node, pid, state);
  }
}
