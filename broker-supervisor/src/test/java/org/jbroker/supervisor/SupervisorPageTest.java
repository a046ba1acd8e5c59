package org.jbroker.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jbroker.supervisor.process.NodeFiles;
import org.jbroker.supervisor.service.MainArguments;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The tables and numbers of docs/supervisor.md, against the code. NodeLifeTest has its diagram. */
class SupervisorPageTest {

  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  private List<String> lines;

  @BeforeEach
  void read() throws IOException {
    lines = Files.readAllLines(Path.of("../docs/supervisor.md"));
  }

  /** What stands in code in the first column of the table under a header. */
  private Set<String> firstColumn(String header) {
    Set<String> found = new TreeSet<>();
    int row = lines.indexOf(header) + 2;
    assertThat(row).as(header).isGreaterThan(1);
    for (; lines.get(row).startsWith("|"); row++) {
      Matcher code = CODE.matcher(lines.get(row).split("\\|")[1]);
      while (code.find()) {
        found.add(code.group(1));
      }
    }
    return found;
  }

  @Test
  void tellsAllStates() {
    assertThat(firstColumn("| state | meaning |"))
        .isEqualTo(
            Arrays.stream(NodeState.values())
                .map(Enum::name)
                .collect(Collectors.toCollection(TreeSet::new)));
  }

  @Test
  void tellsAllRequestsAndWhichAreZeeks() {
    Set<String> expected = new TreeSet<>(Set.of("stop_request"));
    for (RequestKind kind : RequestKind.values()) {
      expected.add(kind.text() + "_request");
    }
    assertThat(firstColumn("| request | arguments | answer | when | from |")).isEqualTo(expected);
  }

  @Test
  void tellsAllVariables() {
    assertThat(firstColumn("| variable | is |")).isEqualTo(new TreeSet<>(NodeEnvironment.NAMES));
  }

  @Test
  void tellsAllOptions() {
    String text = String.join("\n", lines);
    Matcher option = Pattern.compile("  (--[a-z-]+) ").matcher(MainArguments.USAGE);
    List<String> options = new ArrayList<>();
    while (option.find()) {
      options.add(option.group(1));
      if (!option.group(1).equals("--help")) {
        assertThat(text).contains("`" + option.group(1));
      }
    }
    assertThat(options).hasSize(9);
  }

  @Test
  void tellsAllFiles() {
    RuntimeDirectory directory = RuntimeDirectory.at(Path.of("/d"));
    NodeFiles files = new NodeFiles(directory.nodeDirectory("NAME"));
    NodeConfig config = NodeConfig.of("NAME", "true");
    Set<String> told =
        firstColumn("| path | is |").stream()
            .map(
                name ->
                    name.contains("/") || !name.matches("layout.json|stderr.log")
                        ? name
                        : "nodes/NAME/" + name)
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> expected = new TreeSet<>(Set.of("DIR", "nodes/NAME/"));
    for (Path path :
        List.of(
            directory.lock(),
            directory.socket(),
            directory.log(),
            directory.state(),
            files.lock(),
            files.record(),
            files.launch(),
            files.config(),
            files.layout(),
            files.notification(),
            directory.stdoutFile(config),
            directory.stderrFile(config))) {
      expected.add(directory.path().relativize(path).toString());
    }
    assertThat(told).isEqualTo(expected);
  }

  @Test
  void tellsDefaultsAndNumbers() {
    String text = String.join("\n", lines);
    RestartPolicy policy = RestartPolicy.always();
    assertThat(policy.firstPause()).hasSeconds(1);
    assertThat(policy.maxPause()).hasMinutes(1);
    assertThat(policy.healthyAfter()).hasMinutes(1);
    assertThat(policy.maxFailures()).isEqualTo(10);
    assertThat(text).contains("The first pause is 1 s", "up to 1 min", "ready for 1 min", "tenth");
    assertThat(NodeConfig.of("a", "b").stopGrace()).hasSeconds(10);
    assertThat(text).contains("the stop grace (default 10 s)");
    assertThat(LogRotation.DEFAULT).isEqualTo(new LogRotation(16 << 20, 5));
    assertThat(text).contains("default 16 MiB", "files (default 5)", "looked at every 2 s");
    assertThat(SupervisorOptions.of(RuntimeDirectory.at(Path.of("/d"))).rotationInterval())
        .hasSeconds(2);
    assertThat(text)
        .contains("metadata " + SupervisorResponse.PROBLEM_METADATA)
        .contains("metadata " + NodeNotice.STATE_METADATA);
    assertThat(text).contains("prints `" + SupervisorMain.READY + "`");
  }
}
