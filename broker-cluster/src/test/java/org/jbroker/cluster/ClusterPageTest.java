package org.jbroker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jbroker.cluster.log.LoggerOptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds docs/cluster.md against the code. */
class ClusterPageTest {

  private static String page;

  @BeforeAll
  static void read() throws IOException {
    Path base = Path.of(System.getProperty("basedir", "."));
    page = Files.readString(base.resolve("../docs/cluster.md"));
  }

  private static String section(String title) {
    String rest = page.substring(page.indexOf("\n## " + title + "\n") + 1);
    int end = rest.indexOf("\n## ", 1);
    return end < 0 ? rest : rest.substring(0, end);
  }

  /** The names in the first column of a section's table. */
  private static List<String> rows(String section) {
    return Pattern.compile("(?m)^\\| `(\\w+)` +\\|")
        .matcher(section)
        .results()
        .map(row -> row.group(1))
        .toList();
  }

  @Test
  void layoutOnThePageIsValid() {
    String yaml = page.substring(page.indexOf("```yaml\n") + 8);

    ClusterLayout layout = ClusterLayout.parse(yaml.substring(0, yaml.indexOf("```")));

    assertThat(layout.nodes().keySet())
        .containsExactly("manager", "logger-1", "proxy-1", "proxy-2", "worker-1");
  }

  @Test
  void fieldsOfNodesAreTabled() {
    assertThat(rows(section("The layout"))).containsExactlyElementsOf(LayoutReader.NODE_FIELDS);
  }

  @Test
  void eventsAreTabled() {
    assertThat(rows(section("Members")))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(ClusterEvent.class.getPermittedSubclasses())
                .map(Class::getSimpleName)
                .toList());
  }

  @Test
  void optionsAreTabled() {
    assertThat(rows(section("Options")))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(ClusterOptions.Builder.class.getDeclaredMethods())
                .filter(method -> method.getReturnType() == ClusterOptions.Builder.class)
                .map(Method::getName)
                .filter(name -> !name.equals("environment"))
                .toList());
  }

  @Test
  void optionsOfLoggersAreTabled() {
    assertThat(rows(section("Logs")))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(LoggerOptions.Builder.class.getDeclaredMethods())
                .filter(method -> method.getReturnType() == LoggerOptions.Builder.class)
                .map(Method::getName)
                .toList());
  }
}
