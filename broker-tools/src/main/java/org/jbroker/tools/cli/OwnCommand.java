package org.jbroker.tools.cli;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The command line that runs this program again, with other arguments, in a JVM of its own. */
public final class OwnCommand {

  private static final String MAIN = "org.jbroker.tools.BrokerMain";

  private OwnCommand() {}

  /** The command: small and quick to start, with absolute paths. */
  public static List<String> of(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add("-cp");
    command.add(
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(entry -> Path.of(entry).toAbsolutePath().toString())
            .collect(Collectors.joining(File.pathSeparator)));
    command.add(MAIN);
    command.addAll(List.of(arguments));
    return command;
  }
}
