package org.jbroker.supervisor.service;

import java.time.Duration;
import org.jbroker.supervisor.NodeConfig;
import org.jbroker.supervisor.lifecycle.NodeLife;

/** What statuses say to people. */
final class Messages {

  static final String UNSEEN_END = "ended while no supervisor was there";

  private Messages() {}

  /** Why it is in its state. */
  static String of(
      NodeLife life, String cause, NodeConfig config, boolean isAdopted, long nowNanos) {
    return switch (life.state()) {
      case STOPPED -> "";
      case STARTING, RUNNING -> isAdopted ? "adopted from an earlier supervisor" : "";
      case STOPPING -> "has " + text(config.stopGrace()) + " to end after SIGTERM";
      case CLEANING_UP -> cause + "; what is left of it is being stopped";
      case BACKING_OFF -> {
        long leftNanos = life.deadlineNanos().orElse(nowNanos) - nowNanos;
        yield cause + "; starts again in " + text(Duration.ofNanos(leftNanos));
      }
      case EXITED -> cause;
      case FATAL -> "failed " + life.failures() + " times in a row, the last time: " + cause;
    };
  }

  static String killed(NodeConfig config) {
    return "SIGKILL was sent after " + text(config.stopGrace());
  }

  static String notReady(NodeConfig config) {
    return "was not ready within " + text(config.readiness().time());
  }

  /** {@code 2 s}, {@code 0.25 s}. */
  private static String text(Duration duration) {
    double seconds = duration.toMillis() / 1000.0;
    return seconds == Math.rint(seconds) ? (long) seconds + " s" : seconds + " s";
  }
}
