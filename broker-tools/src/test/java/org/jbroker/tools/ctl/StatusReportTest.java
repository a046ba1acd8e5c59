package org.jbroker.tools.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jbroker.supervisor.NodeConfig;
import org.jbroker.supervisor.NodeExit;
import org.jbroker.supervisor.NodeState;
import org.jbroker.supervisor.NodeStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of the nodes. */
class StatusReportTest {

  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

  private static NodeStatus node(String name, NodeState state, long pid, String message) {
    return new NodeStatus(
        NodeConfig.of(name, "true"),
        pid == 0 ? OptionalLong.empty() : OptionalLong.of(pid),
        state,
        true,
        pid == 0 ? 12 : 0,
        Optional.of(NodeExit.of(137, NOW)),
        NOW.minusSeconds(65),
        message);
  }

  private static List<String> table(boolean colour) {
    return new StatusReport(
            List.of(
                node("a", NodeState.RUNNING, 4711, ""),
                node("\u4e16\u754c", NodeState.FATAL, 0, "failed\u001b[2J often"),
                node("worker-1", NodeState.STOPPED, 0, "")),
            NOW)
        .table(colour);
  }

  @Test
  void columnsAreAlignedByTheWidthsOfTheirCharacters() {
    assertThat(table(false))
        .containsExactly(
            "NAME      TYPE  STATE     PID  UPTIME  RESTARTS  NOTE",
            "a         none  running  4711   1m05s         0  last exit code 137 (signal 9)",
            "\u4e16\u754c      none  fatal       -       -        12  failed\\x1b[2J often",
            "worker-1  none  stopped     -       -        12");
  }

  @Test
  void statesHaveColoursOnATerminal() {
    List<String> lines = table(true);
    assertThat(lines.get(1)).contains("\u001b[32mrunning\u001b[0m  4711");
    assertThat(lines.get(2)).contains("\u001b[31mfatal\u001b[0m  ");
    assertThat(lines.get(3)).doesNotContain("\u001b");
  }

  @ParameterizedTest
  @CsvSource({"PT0.9S,0s", "PT59S,59s", "PT1M5S,1m05s", "PT3H4M9S,3h04m", "PT51H,2d03h"})
  void durationsAreShort(Duration time, String text) {
    assertThat(StatusReport.text(time)).isEqualTo(text);
  }
}
