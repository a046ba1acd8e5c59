package org.jbroker.tools.ctl;

import java.time.Duration;
import java.util.Locale;
import org.jbroker.supervisor.NodeConfig;
import org.jbroker.supervisor.Readiness;
import org.jbroker.supervisor.RestartPolicy;
import picocli.CommandLine.Option;

/** Options about the life of nodes: when they are ready, restarted, killed. */
final class LifeOptions {

  @Option(
      names = "--restart",
      paramLabel = "WHEN",
      defaultValue = "always",
      description = "Start it again when it ends: always, on-failure or never. Default: always.")
  private String restart;

  @Option(
      names = "--max-failures",
      paramLabel = "N",
      description = "Give it up after so many failures in a row; 0 for never. Default: 10.")
  private Integer maxFailures;

  @Option(
      names = "--ready",
      paramLabel = "WHEN",
      defaultValue = "immediate",
      description =
          "When it is ready: immediate, delay:SECONDS, notify or notify:SECONDS (it says so, and"
              + " has that long for it; 60). Default: immediate.")
  private String ready;

  @Option(
      names = "--stop-grace",
      paramLabel = "SECONDS",
      description = "From SIGTERM to SIGKILL when it is stopped. Default: 10.")
  private Double stopGraceSeconds;

  /** When it is restarted. */
  RestartPolicy restart(CtlCommand ctl) {
    RestartPolicy.Mode mode =
        switch (restart.toLowerCase(Locale.ROOT)) {
          case "always" -> RestartPolicy.Mode.ALWAYS;
          case "on-failure" -> RestartPolicy.Mode.ON_FAILURE;
          case "never" -> RestartPolicy.Mode.NEVER;
          default -> throw ctl.wrong("--restart is always, on-failure or never, not " + restart);
        };
    RestartPolicy policy = RestartPolicy.always().withMode(mode);
    return maxFailures == null ? policy : policy.withMaxFailures(maxFailures);
  }

  /** When it is ready. */
  Readiness readiness(CtlCommand ctl) {
    int colon = ready.indexOf(':');
    String kind = colon < 0 ? ready : ready.substring(0, colon);
    if (kind.equals("immediate") && colon < 0) {
      return Readiness.immediate();
    } else if (kind.equals("notify")) {
      return colon < 0 ? Readiness.notified() : Readiness.notified(time(ctl, colon));
    } else if (kind.equals("delay") && colon >= 0) {
      return Readiness.after(time(ctl, colon));
    }
    throw ctl.wrong("--ready is immediate, delay:SECONDS, notify or notify:SECONDS, not " + ready);
  }

  private Duration time(CtlCommand ctl, int colon) {
    try {
      return ctl.seconds("--ready", Double.parseDouble(ready.substring(colon + 1)));
    } catch (NumberFormatException e) {
      throw ctl.wrong("--ready has no number of seconds: " + ready);
    }
  }

  /** How long it has to end. */
  Duration stopGrace(CtlCommand ctl) {
    if (stopGraceSeconds == null) {
      return NodeConfig.of("default", "true").stopGrace();
    }
    return stopGraceSeconds == 0 ? Duration.ZERO : ctl.seconds("--stop-grace", stopGraceSeconds);
  }
}
