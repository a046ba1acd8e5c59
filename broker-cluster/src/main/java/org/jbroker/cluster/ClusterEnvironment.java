package org.jbroker.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds out from variables and files which node this is, and of which cluster. Stateless. */
final class ClusterEnvironment {

  private static final List<String> FILES =
      List.of("cluster-layout.yaml", "cluster-layout.yml", "cluster-layout.json");

  private ClusterEnvironment() {}

  /**
   * The options that variables and files give; without a node, no file is read.
   *
   * @param variables such as {@link System#getenv()}
   * @param directory where the layout is looked for
   * @throws IllegalArgumentException naming the variable or file that is missing or wrong
   */
  static ClusterOptions.Builder read(Map<String, String> variables, Path directory) {
    ClusterOptions.Builder options = ClusterOptions.builder().environment(variables);
    String node = variables.getOrDefault(ClusterOptions.NODE_VARIABLE, "");
    if (node.isEmpty()) {
      return options;
    }
    Path file = layoutFile(variables, directory, node);
    ClusterLayout layout = load(file);
    if (layout.node(node).isEmpty()) {
      throw new IllegalArgumentException(
          ClusterOptions.NODE_VARIABLE
              + ": "
              + file
              + " has no node '"
              + node
              + "'"
              + Nearest.hint(node, layout.nodes().keySet()));
    }
    return options.nodes(layout);
  }

  private static Path layoutFile(Map<String, String> variables, Path directory, String node) {
    String named = variables.getOrDefault(Cluster.LAYOUT_VARIABLE, "");
    if (!named.isEmpty()) {
      try {
        return directory.resolve(named);
      } catch (InvalidPathException e) {
        throw new IllegalArgumentException(
            Cluster.LAYOUT_VARIABLE + " is no name of a file: '" + named + "'", e);
      }
    }
    Optional<Path> found = FILES.stream().map(directory::resolve).filter(Files::exists).findFirst();
    return found.orElseThrow(
        () ->
            new IllegalArgumentException(
                ClusterOptions.NODE_VARIABLE
                    + " is '"
                    + node
                    + "', but there is no layout: set "
                    + Cluster.LAYOUT_VARIABLE
                    + ", or put cluster-layout.yaml or cluster-layout.json into "
                    + directory.toAbsolutePath()));
  }

  private static ClusterLayout load(Path file) {
    try {
      return ClusterLayout.load(file);
    } catch (LayoutException e) {
      throw new IllegalArgumentException(file + ":" + e.getMessage(), e);
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot read the layout " + file + ": " + e, e);
    }
  }
}
