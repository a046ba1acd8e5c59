package org.jbroker.supervisor;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.jbroker.data.Data;
import org.jbroker.data.None;
import org.jbroker.data.Vector;

/** A {@link NodeStatus} as data: as a record of Zeek, and without its config for the store. */
final class StatusCodec {

  /** Linux' largest pid, 2^22, fits; so do those of other systems. */
  static final long MAX_PID = Integer.MAX_VALUE;

  private static final String RECORD = "NodeStatus";

  private StatusCodec() {}

  static Data encode(NodeStatus status) {
    return encode(status, status.config().toData());
  }

  /** With something else in place of the config, such as none. */
  static Data encode(NodeStatus status, Data config) {
    return Data.vector(
        config,
        status.pid().isPresent() ? status.pid().getAsLong() : null,
        status.state(),
        status.isWanted(),
        Data.count(status.restarts()),
        status.lastExit().map(StatusCodec::encode),
        status.since(),
        status.message());
  }

  private static Data encode(NodeExit exit) {
    Data code = exit.code().isPresent() ? Data.count(exit.code().getAsInt()) : None.NONE;
    return Vector.of(code, Data.timestamp(exit.at()));
  }

  static NodeStatus decode(Data data) {
    FieldReader in = new FieldReader(RECORD, data);
    return decode(in, NodeConfig.from(in.any("node")));
  }

  static NodeStatus decode(Data data, NodeConfig config) {
    FieldReader in = new FieldReader(RECORD, data);
    in.optionalAny();
    return decode(in, config);
  }

  private static NodeStatus decode(FieldReader in, NodeConfig config) {
    OptionalLong pid = in.optionalNumber("pid", MAX_PID);
    NodeState state = in.constant("state", NodeState.class);
    boolean wanted = in.bool("wanted");
    long restarts = in.count("restarts", Long.MAX_VALUE);
    Optional<NodeExit> exit = in.optionalAny().map(StatusCodec::exit);
    Instant since = in.instant("since");
    String message = in.text("message", Limits.MAX_TEXT_BYTES);
    return new NodeStatus(config, pid, state, wanted, restarts, exit, since, message);
  }

  private static NodeExit exit(Data data) {
    FieldReader in = new FieldReader("last_exit", data);
    return new NodeExit(in.optionalInt("code", Byte.MAX_VALUE * 2 + 1), in.instant("at"));
  }
}
