package org.jbroker.supervisor.lifecycle;

import java.time.Duration;
import java.util.OptionalLong;
import org.jbroker.supervisor.NodeConfig;
import org.jbroker.supervisor.NodeState;
import org.jbroker.supervisor.Readiness;
import org.jbroker.supervisor.RestartPolicy;

/**
 * The life of a worker: its state, and what decides what comes next.
 *
 * <p>All pairs of state and input are defined; what makes no sense in a state, such as the end of a
 * process that is gone already, changes nothing. Immutable.
 *
 * @param state what it does
 * @param isWanted whether it is meant to run
 * @param failures how often in a row it failed without being healthy in between
 * @param restarts how often it was started again after it ended by itself, since somebody started
 *     it
 * @param endedWell in CLEANING_UP, whether its process ended with a code of 0
 * @param deadlineNanos when {@link LifeInput#DEADLINE} is due, on the caller's monotonic clock
 */
public record NodeLife(
    NodeState state,
    boolean isWanted,
    int failures,
    long restarts,
    boolean endedWell,
    OptionalLong deadlineNanos) {

  /** Later deadlines are not told apart; shifting a pause that often would overflow, too. */
  private static final int MAX_DOUBLINGS = 40;

  /** As it was when the last supervisor wrote it down; to be followed by a FOUND input. */
  public static NodeLife restored(NodeState state, boolean isWanted, long restarts) {
    return new NodeLife(state, isWanted, 0, restarts, false, OptionalLong.empty());
  }

  /** A worker that nobody has started yet. */
  public static NodeLife initial() {
    return restored(NodeState.STOPPED, false, 0);
  }

  /**
   * What an input makes of it.
   *
   * @param nowNanos the time on a monotonic clock
   */
  public LifeStep step(LifeInput input, NodeConfig config, long nowNanos) {
    return switch (input) {
      case START -> start(false, config, nowNanos);
      case RESTART -> start(true, config, nowNanos);
      case STOP -> stop(config, nowNanos);
      case LAUNCHED -> state == NodeState.STARTING ? launched(config, nowNanos) : unchanged();
      case LAUNCH_FAILED ->
          state == NodeState.STARTING ? LifeStep.to(ended(false, config, nowNanos)) : unchanged();
      case READY -> state == NodeState.STARTING ? running(config, nowNanos) : unchanged();
      case SUCCEEDED -> processEnded(true, config, nowNanos);
      case FAILED -> processEnded(false, config, nowNanos);
      case GONE -> gone(config, nowNanos);
      case DEADLINE -> deadline(config, nowNanos);
      case FOUND_RUNNING -> foundRunning(config, nowNanos);
      case FOUND_LEFTOVERS -> foundLeftovers(config, nowNanos);
      case FOUND_NOTHING -> foundNothing(config, nowNanos);
    };
  }

  private LifeStep unchanged() {
    return LifeStep.to(this);
  }

  // --- what somebody wants

  private LifeStep start(boolean anew, NodeConfig config, long nowNanos) {
    NodeLife fresh = wanted(true).counting(0, 0);
    return switch (state) {
      case STOPPED, BACKING_OFF, EXITED, FATAL -> fresh.launch();
      case STARTING, RUNNING ->
          anew ? fresh.terminate(NodeState.STOPPING, config, nowNanos) : unchanged();
      // What was sent before is not sent again; the deadline stands.
      case STOPPING, CLEANING_UP -> LifeStep.to(fresh.in(NodeState.STOPPING, deadlineNanos));
    };
  }

  private LifeStep stop(NodeConfig config, long nowNanos) {
    NodeLife unwanted = wanted(false);
    return switch (state) {
      case STOPPED, BACKING_OFF, EXITED, FATAL -> LifeStep.to(unwanted.in(NodeState.STOPPED));
      case STARTING, RUNNING -> unwanted.terminate(NodeState.STOPPING, config, nowNanos);
      case STOPPING, CLEANING_UP -> LifeStep.to(unwanted.in(NodeState.STOPPING, deadlineNanos));
    };
  }

  // --- what its process does

  private LifeStep launched(NodeConfig config, long nowNanos) {
    Readiness readiness = config.readiness();
    return readiness.kind() == Readiness.Kind.IMMEDIATE
        ? running(config, nowNanos)
        : LifeStep.to(in(NodeState.STARTING, after(readiness.time(), nowNanos)));
  }

  private LifeStep running(NodeConfig config, long nowNanos) {
    return LifeStep.to(in(NodeState.RUNNING, after(config.restart().healthyAfter(), nowNanos)));
  }

  private LifeStep processEnded(boolean well, NodeConfig config, long nowNanos) {
    return switch (state) {
      case STARTING, RUNNING -> endingWell(well).terminate(NodeState.CLEANING_UP, config, nowNanos);
      case STOPPED, STOPPING, CLEANING_UP, BACKING_OFF, EXITED, FATAL -> unchanged();
    };
  }

  private LifeStep gone(NodeConfig config, long nowNanos) {
    return switch (state) {
      case STOPPING -> isWanted ? launch() : LifeStep.to(in(NodeState.STOPPED));
      case CLEANING_UP -> LifeStep.to(ended(endedWell, config, nowNanos));
      case STOPPED, STARTING, RUNNING, BACKING_OFF, EXITED, FATAL -> unchanged();
    };
  }

  private LifeStep deadline(NodeConfig config, long nowNanos) {
    return switch (state) {
      case STARTING ->
          switch (config.readiness().kind()) {
            case IMMEDIATE -> unchanged();
            case DELAY -> running(config, nowNanos);
            case NOTIFY -> endingWell(false).terminate(NodeState.CLEANING_UP, config, nowNanos);
          };
      case RUNNING -> LifeStep.to(counting(0, restarts).in(NodeState.RUNNING));
      case STOPPING, CLEANING_UP -> LifeStep.to(in(state), LifeAction.KILL);
      case BACKING_OFF -> counting(failures, restarts + 1).launch();
      case STOPPED, EXITED, FATAL -> unchanged();
    };
  }

  // --- what a new supervisor finds

  private LifeStep foundRunning(NodeConfig config, long nowNanos) {
    return switch (state) {
      case RUNNING -> running(config, nowNanos);
      case STARTING, BACKING_OFF -> launched(config, nowNanos);
      case STOPPING, CLEANING_UP -> terminate(state, config, nowNanos);
      case STOPPED, EXITED, FATAL ->
          isWanted ? launched(config, nowNanos) : terminate(NodeState.STOPPING, config, nowNanos);
    };
  }

  private LifeStep foundLeftovers(NodeConfig config, long nowNanos) {
    return switch (state) {
      case STARTING, RUNNING, CLEANING_UP, BACKING_OFF ->
          endingWell(false).terminate(NodeState.CLEANING_UP, config, nowNanos);
      case STOPPED, STOPPING, EXITED, FATAL -> terminate(NodeState.STOPPING, config, nowNanos);
    };
  }

  private LifeStep foundNothing(NodeConfig config, long nowNanos) {
    return switch (state) {
      // Nobody saw how it ended.
      case STARTING, RUNNING, CLEANING_UP -> LifeStep.to(ended(false, config, nowNanos));
      case STOPPED, STOPPING -> isWanted ? launch() : LifeStep.to(in(NodeState.STOPPED));
      case BACKING_OFF -> counting(failures, restarts + 1).launch();
      case EXITED, FATAL -> unchanged();
    };
  }

  // --- parts of the above

  /** It ended by itself, or could not be started, and nothing is left of it. */
  private NodeLife ended(boolean well, NodeConfig config, long nowNanos) {
    RestartPolicy policy = config.restart();
    int counted = Math.min(failures, Integer.MAX_VALUE - 1) + 1;
    boolean leaveIt =
        switch (policy.mode()) {
          case ALWAYS -> false;
          case ON_FAILURE -> well;
          case NEVER -> true;
        };
    if (leaveIt) {
      return wanted(false).in(NodeState.EXITED);
    }
    if (policy.maxFailures() > 0 && counted >= policy.maxFailures()) {
      return wanted(false).counting(counted, restarts).in(NodeState.FATAL);
    }
    return counting(counted, restarts)
        .in(NodeState.BACKING_OFF, after(pause(policy, counted), nowNanos));
  }

  private static Duration pause(RestartPolicy policy, int failures) {
    long factor = 1L << Math.min(failures - 1, MAX_DOUBLINGS);
    // Compared by division: the product could be beyond what a duration in nanoseconds holds.
    boolean isCapped = policy.maxPause().toNanos() / factor < policy.firstPause().toNanos();
    return isCapped ? policy.maxPause() : policy.firstPause().multipliedBy(factor);
  }

  private LifeStep launch() {
    return LifeStep.to(in(NodeState.STARTING), LifeAction.LAUNCH);
  }

  private LifeStep terminate(NodeState next, NodeConfig config, long nowNanos) {
    return LifeStep.to(in(next, after(config.stopGrace(), nowNanos)), LifeAction.TERMINATE);
  }

  private static OptionalLong after(Duration time, long nowNanos) {
    return OptionalLong.of(nowNanos + time.toNanos());
  }

  private NodeLife in(NodeState next) {
    return in(next, OptionalLong.empty());
  }

  private NodeLife in(NodeState next, OptionalLong deadline) {
    return new NodeLife(next, isWanted, failures, restarts, endedWell, deadline);
  }

  private NodeLife wanted(boolean is) {
    return new NodeLife(state, is, failures, restarts, endedWell, deadlineNanos);
  }

  private NodeLife counting(int newFailures, long newRestarts) {
    return new NodeLife(state, isWanted, newFailures, newRestarts, endedWell, deadlineNanos);
  }

  private NodeLife endingWell(boolean well) {
    return new NodeLife(state, isWanted, failures, restarts, well, deadlineNanos);
  }
}
