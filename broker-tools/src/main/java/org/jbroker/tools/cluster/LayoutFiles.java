package org.jbroker.tools.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jbroker.cluster.Cluster;
import org.jbroker.cluster.ClusterLayout;
import org.jbroker.cluster.LayoutException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Finds and reads layouts. What is wrong with one is wrong usage: the message says where. */
final class LayoutFiles {

  private static final List<String> NAMES =
      List.of("cluster-layout.yaml", "cluster-layout.yml", "cluster-layout.json");

  private LayoutFiles() {}

  /**
   * The file that was named, or else the one of {@code CLUSTER_LAYOUT}, or of the working
   * directory.
   *
   * @param named null if none was
   * @throws ParameterException if there is none
   */
  static Path find(CommandLine command, Path named) {
    if (named != null) {
      return named;
    }
    String variable = System.getenv(Cluster.LAYOUT_VARIABLE);
    if (variable != null && !variable.isEmpty()) {
      return Path.of(variable);
    }
    Optional<Path> found = NAMES.stream().map(Path::of).filter(Files::exists).findFirst();
    return found.orElseThrow(
        () ->
            new ParameterException(
                command,
                "no layout: name its file, set "
                    + Cluster.LAYOUT_VARIABLE
                    + ", or put cluster-layout.yaml into the working directory"));
  }

  /**
   * Reads a layout.
   *
   * @throws ParameterException if it cannot be read or is not valid
   */
  static ClusterLayout read(CommandLine command, Path file) {
    try {
      return ClusterLayout.load(file);
    } catch (LayoutException e) {
      throw new ParameterException(command, file + ":" + e.getMessage(), e);
    } catch (NoSuchFileException e) {
      throw new ParameterException(command, "there is no file " + file, e);
    } catch (IOException e) {
      throw new ParameterException(command, "cannot read " + file + ": " + e.getMessage(), e);
    }
  }
}
