package org.jbroker.supervisor.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jbroker.supervisor.NodeConfig;
import org.jbroker.supervisor.NodeState;
import org.jbroker.supervisor.Readiness;
import org.jbroker.supervisor.RestartPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The state machine, against the diagram and the table of docs/supervisor.md, which were written by
 * hand, and its numbers.
 */
class NodeLifeTest {

  private static final Path PAGE = Path.of("../docs/supervisor.md");
  private static final long NOW = Long.MAX_VALUE - 5; // A monotonic clock may overflow.
  private static final NodeConfig DEFAULT = NodeConfig.of("a", "true");

  /** One of each kind of config that makes a difference. */
  private static List<NodeConfig> configs() {
    List<NodeConfig> configs = new ArrayList<>();
    for (RestartPolicy.Mode mode : RestartPolicy.Mode.values()) {
      for (int maxFailures : List.of(0, 1)) {
        for (Readiness readiness :
            List.of(
                Readiness.immediate(),
                Readiness.after(Duration.ofSeconds(2)),
                Readiness.notified(Duration.ofSeconds(3)))) {
          configs.add(
              DEFAULT.toBuilder()
                  .restart(RestartPolicy.always().withMode(mode).withMaxFailures(maxFailures))
                  .readiness(readiness)
                  .build());
        }
      }
    }
    return configs;
  }

  /** All lives in a state that make a difference. */
  private static List<NodeLife> lives(NodeState state) {
    List<NodeLife> lives = new ArrayList<>();
    for (boolean wanted : List.of(true, false)) {
      for (boolean endedWell : List.of(true, false)) {
        lives.add(new NodeLife(state, wanted, 0, 0, endedWell, OptionalLong.of(NOW)));
      }
    }
    return lives;
  }

  private static Set<NodeState> nextStates(NodeState state, LifeInput input) {
    Set<NodeState> next = EnumSet.noneOf(NodeState.class);
    for (NodeConfig config : configs()) {
      for (NodeLife life : lives(state)) {
        next.add(life.step(input, config, NOW).life().state());
      }
    }
    return next;
  }

  @Test
  void allPairsAreThoseOfThePage() throws IOException {
    List<String> lines = Files.readAllLines(PAGE);
    int header = indexOf(lines, "| input | ");
    List<String> states = cells(lines.get(header));
    int row = header + 2;
    Set<String> inputs = new TreeSet<>();
    for (; lines.get(row).startsWith("|"); row++) {
      List<String> cells = cells(lines.get(row));
      String name = cells.get(0).replace("`", "");
      inputs.add(name);
      for (int column = 1; column < cells.size(); column++) {
        NodeState state = NodeState.valueOf(states.get(column));
        assertThat(nextStates(state, input(name)))
            .as("%s in %s", name, state)
            .isEqualTo(states(cells.get(column), state));
      }
      assertThat(cells).as(name).hasSize(NodeState.values().length + 1);
    }
    assertThat(inputs).hasSize(LifeInput.values().length);
  }

  private static int indexOf(List<String> lines, String start) {
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith(start)) {
        return i;
      }
    }
    throw new AssertionError("no line begins with " + start);
  }

  private static List<String> cells(String row) {
    return List.of(row.substring(1, row.length() - 1).split("\\|")).stream()
        .map(String::strip)
        .toList();
  }

  private static LifeInput input(String text) {
    return List.of(LifeInput.values()).stream()
        .filter(input -> input.text().equals(text))
        .findFirst()
        .orElseThrow();
  }

  private static Set<NodeState> states(String cell, NodeState same) {
    return List.of(cell.split(", ")).stream()
        .map(name -> name.equals(".") ? same : NodeState.valueOf(name))
        .collect(Collectors.toSet());
  }

  @Test
  void theDiagramHasExactlyTheTransitionsWithinOneSupervisor() throws IOException {
    TreeMap<String, Set<String>> drawn = new TreeMap<>();
    for (String line : Files.readAllLines(PAGE)) {
      String[] parts = line.strip().split(" --> |: ");
      if (line.contains(" --> ") && parts.length == 3) {
        drawn.put(parts[0] + " --> " + parts[1], Set.of(parts[2].split(", ")));
      }
    }
    TreeMap<String, Set<String>> coded = new TreeMap<>();
    for (NodeState state : NodeState.values()) {
      for (LifeInput input : LifeInput.values()) {
        for (NodeState next : nextStates(state, input)) {
          if (next != state && !input.name().startsWith("FOUND")) {
            coded
                .computeIfAbsent(state + " --> " + next, edge -> new TreeSet<>())
                .add(input.text());
          }
        }
      }
    }
    assertThat(drawn).isEqualTo(coded);
  }

  @ParameterizedTest
  @EnumSource(NodeState.class)
  void statesWithoutAProcessNeverSignal(NodeState state) {
    for (LifeInput input : LifeInput.values()) {
      for (NodeLife life : lives(state)) {
        LifeStep step = life.step(input, DEFAULT, NOW);
        boolean found = input.name().startsWith("FOUND");
        if (!state.hasProcess() && !found) {
          assertThat(step.action()).isNotEqualTo(Optional.of(LifeAction.TERMINATE));
          assertThat(step.action()).isNotEqualTo(Optional.of(LifeAction.KILL));
        }
        // A launch begins STARTING, and nothing else does.
        assertThat(step.action().equals(Optional.of(LifeAction.LAUNCH)))
            .as("%s in %s", input, life)
            .isEqualTo(
                step.life().state() == NodeState.STARTING
                    && state != NodeState.STARTING
                    && input != LifeInput.FOUND_RUNNING);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(NodeState.class)
  void onlyWhatSomebodyWantsIsStarted(NodeState state) {
    for (LifeInput input : LifeInput.values()) {
      for (NodeLife life : lives(state)) {
        LifeStep step = life.step(input, DEFAULT, NOW);
        if (step.action().equals(Optional.of(LifeAction.LAUNCH))
            && state != NodeState.BACKING_OFF) {
          assertThat(step.life().isWanted()).as("%s in %s", input, life).isTrue();
        }
        if (step.life().state() == NodeState.FATAL && state != NodeState.FATAL) {
          assertThat(step.life().isWanted()).isFalse();
        }
      }
    }
  }

  @Test
  void pausesDoubleUpToTheirCapAndBeginAnewAfterAHealthyTime() {
    NodeConfig config =
        DEFAULT.toBuilder()
            .restart(
                RestartPolicy.always()
                    .withPauses(Duration.ofSeconds(1), Duration.ofSeconds(5))
                    .withMaxFailures(0))
            .build();
    NodeLife life = started(config);
    List<Long> pauses = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      life = failed(life, config);
      pauses.add(secondsUntilDeadline(life));
      life = step(step(life, LifeInput.DEADLINE, config), LifeInput.LAUNCHED, config);
    }
    assertThat(pauses).containsExactly(1L, 2L, 4L, 5L, 5L);
    assertThat(life.restarts()).isEqualTo(5);
    assertThat(secondsUntilDeadline(life)).isEqualTo(60);
    life = step(life, LifeInput.DEADLINE, config);
    assertThat(life.failures()).isZero();
    life = failed(life, config);
    assertThat(secondsUntilDeadline(life)).isEqualTo(1);
    assertThat(life.restarts()).isEqualTo(5);
  }

  @Test
  void neverOverflowsHoweverOftenItFails() {
    NodeConfig config =
        DEFAULT.toBuilder().restart(RestartPolicy.always().withMaxFailures(0)).build();
    NodeLife life =
        new NodeLife(
            NodeState.CLEANING_UP, true, Integer.MAX_VALUE, 7, false, OptionalLong.empty());
    assertThat(secondsUntilDeadline(step(life, LifeInput.GONE, config))).isEqualTo(60);
  }

  @Test
  void theLastFailureIsFatalAndAStartCountsAnew() {
    NodeConfig config =
        DEFAULT.toBuilder().restart(RestartPolicy.always().withMaxFailures(3)).build();
    NodeLife life = started(config);
    for (int i = 0; i < 2; i++) {
      life = failed(life, config);
      assertThat(life.state()).isEqualTo(NodeState.BACKING_OFF);
      life = step(step(life, LifeInput.DEADLINE, config), LifeInput.LAUNCHED, config);
    }
    life = failed(life, config);
    assertThat(life.state()).isEqualTo(NodeState.FATAL);
    assertThat(life.failures()).isEqualTo(3);
    life = step(life, LifeInput.START, config);
    assertThat(life.failures()).isZero();
    assertThat(life.restarts()).isZero();
  }

  @Test
  void anExitCodeOfZeroEndsOnlyWhatRestartsOnFailure() {
    NodeConfig always = DEFAULT;
    NodeConfig onFailure = DEFAULT.toBuilder().restart(RestartPolicy.onFailure()).build();
    for (NodeConfig config : List.of(always, onFailure)) {
      NodeLife life = step(started(config), LifeInput.SUCCEEDED, config);
      assertThat(step(life, LifeInput.GONE, config).state())
          .isEqualTo(config == always ? NodeState.BACKING_OFF : NodeState.EXITED);
      life = step(started(config), LifeInput.FAILED, config);
      assertThat(step(life, LifeInput.GONE, config).state()).isEqualTo(NodeState.BACKING_OFF);
    }
  }

  @Test
  void aStopIsTerminateThenKillAfterTheGraceUntilNothingIsLeft() {
    LifeStep stop = started(DEFAULT).step(LifeInput.STOP, DEFAULT, NOW);
    assertThat(stop.action()).contains(LifeAction.TERMINATE);
    assertThat(secondsUntilDeadline(stop.life())).isEqualTo(10);
    // Told again, it sends no second signal and gives no further grace.
    LifeStep again = stop.life().step(LifeInput.STOP, DEFAULT, NOW + 1);
    assertThat(again).isEqualTo(new LifeStep(stop.life(), Optional.empty()));
    LifeStep late = stop.life().step(LifeInput.DEADLINE, DEFAULT, NOW);
    assertThat(late.action()).contains(LifeAction.KILL);
    assertThat(late.life().deadlineNanos()).isEmpty();
    assertThat(step(late.life(), LifeInput.FAILED, DEFAULT).state()).isEqualTo(NodeState.STOPPING);
    assertThat(step(late.life(), LifeInput.GONE, DEFAULT).state()).isEqualTo(NodeState.STOPPED);
  }

  @Test
  void whatIsStartedWhileItStopsIsStartedWhenItIsGone() {
    NodeLife life = step(started(DEFAULT), LifeInput.STOP, DEFAULT);
    life = step(life, LifeInput.START, DEFAULT);
    LifeStep gone = life.step(LifeInput.GONE, DEFAULT, NOW);
    assertThat(gone.action()).contains(LifeAction.LAUNCH);
    life = step(step(started(DEFAULT), LifeInput.RESTART, DEFAULT), LifeInput.STOP, DEFAULT);
    assertThat(step(life, LifeInput.GONE, DEFAULT).state()).isEqualTo(NodeState.STOPPED);
  }

  @Test
  void whatIsNeverReadyIsTerminatedAndHasFailed() {
    NodeConfig config =
        DEFAULT.toBuilder()
            .readiness(Readiness.notified(Duration.ofSeconds(3)))
            .restart(RestartPolicy.onFailure())
            .build();
    NodeLife life = started(config);
    assertThat(life.state()).isEqualTo(NodeState.STARTING);
    assertThat(secondsUntilDeadline(life)).isEqualTo(3);
    LifeStep late = life.step(LifeInput.DEADLINE, config, NOW);
    assertThat(late.action()).contains(LifeAction.TERMINATE);
    // That it ended well when it was told to end does not count.
    life = step(late.life(), LifeInput.SUCCEEDED, config);
    assertThat(step(life, LifeInput.GONE, config).state()).isEqualTo(NodeState.BACKING_OFF);
  }

  private static NodeLife started(NodeConfig config) {
    return step(step(NodeLife.initial(), LifeInput.START, config), LifeInput.LAUNCHED, config);
  }

  private static NodeLife failed(NodeLife life, NodeConfig config) {
    return step(step(life, LifeInput.FAILED, config), LifeInput.GONE, config);
  }

  private static NodeLife step(NodeLife life, LifeInput input, NodeConfig config) {
    return life.step(input, config, NOW).life();
  }

  private static long secondsUntilDeadline(NodeLife life) {
    return Duration.ofNanos(life.deadlineNanos().getAsLong() - NOW).toSeconds();
  }
}
