package org.jbroker.tools.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jbroker.cluster.ClusterLayout;
import org.jbroker.tools.cli.Console;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Holds the section about tools of docs/cluster.md against the commands. */
class ToolsPageTest {

  private static String section;

  @BeforeAll
  static void read() throws IOException {
    Path base = Path.of(System.getProperty("basedir", "."));
    String page = Files.readString(base.resolve("../docs/cluster.md"));
    section = page.substring(page.indexOf("\n## Tools\n"));
  }

  @Test
  void layoutIsValidAndIsThatOfTheOutput() {
    String yaml = section.substring(section.indexOf("```yaml\n") + 8);
    ClusterLayout layout = ClusterLayout.parse(yaml.substring(0, yaml.indexOf("```")));
    assertThat(layout.nodes()).hasSize(6);
    assertThat(section)
        .contains("manager sees 5 of 6 nodes up")
        .contains(layout.nodes().keySet().stream().map(name -> "\n" + name + " ").toList());
  }

  @Test
  void optionsOnThePageExist() {
    Console console = new Console(new ByteArrayOutputStream(), new ByteArrayOutputStream(), false);
    Set<String> known = new TreeSet<>();
    // Any option of an endpoint can stand behind "--".
    known.add("--tls-anonymous");
    for (Object command :
        List.of(
            new RunCommand(console), new ClusterNodeCommand(console), new StatusCommand(console))) {
      known.addAll(new CommandLine(command).getCommandSpec().optionsMap().keySet());
    }
    List<String> named =
        Pattern.compile("--[a-z][a-z-]+")
            .matcher(section)
            .results()
            .map(MatchResult::group)
            .distinct()
            .toList();
    assertThat(named).hasSizeGreaterThan(10).allMatch(known::contains);
  }
}
