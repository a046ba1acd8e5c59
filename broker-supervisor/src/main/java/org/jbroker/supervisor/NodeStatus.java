package org.jbroker.supervisor;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jbroker.data.Data;

/**
 * What a supervisor knows of a worker: Zeek's {@code Supervisor::NodeStatus}, {@code node} and
 * {@code pid}, and what is added: {@code state}, {@code wanted}, {@code restarts}, {@code
 * last_exit}, {@code since} and {@code message}.
 *
 * @param config the config
 * @param pid the process, if there is one
 * @param state what it does
 * @param isWanted whether it is meant to run: started by somebody, and neither stopped nor ended
 *     for good since
 * @param restarts how often it was started again after it had ended by itself, since somebody
 *     started it
 * @param lastExit how its process ended the last time, if it did
 * @param since since when it is in this state
 * @param message why it is in this state, for people; may be empty
 */
public record NodeStatus(
    NodeConfig config,
    OptionalLong pid,
    NodeState state,
    boolean isWanted,
    long restarts,
    Optional<NodeExit> lastExit,
    Instant since,
    String message) {

  /** Refuses null and negative numbers. */
  public NodeStatus {
    Objects.requireNonNull(config, "config");
    Objects.requireNonNull(pid, "pid");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(lastExit, "lastExit");
    Objects.requireNonNull(since, "since");
    Limits.requireText(message, Limits.MAX_TEXT_BYTES, "message");
    if (restarts < 0) {
      throw new IllegalArgumentException("restarts is not negative: " + restarts);
    }
  }

  /** A worker that was never started. */
  public static NodeStatus stopped(NodeConfig config, Instant since) {
    return new NodeStatus(
        config, OptionalLong.empty(), NodeState.STOPPED, false, 0, Optional.empty(), since, "");
  }

  /** The name of the node. */
  public String name() {
    return config.name();
  }

  /** As the record of Zeek with what is added to it. */
  public Data toData() {
    return StatusCodec.encode(this);
  }

  /**
   * Reads the record of Zeek with what is added to it.
   *
   * @throws IllegalArgumentException if it is none, or a value is out of its limits; the text names
   *     the field
   */
  public static NodeStatus from(Data data) {
    return StatusCodec.decode(data);
  }
}
