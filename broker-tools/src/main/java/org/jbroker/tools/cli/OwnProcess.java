package org.jbroker.tools.cli;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Runs this program again, in a JVM of its own. */
public final class OwnProcess {

  private static final String MAIN = "org.jbroker.tools.BrokerMain";

  private OwnProcess() {}

  /**
   * The same process, deaf to the SIGINT that a terminal sends to all processes at Ctrl-C: this one
   * then ends it in its own time. Where there is no {@code sh}, it hears it.
   */
  public static ProcessBuilder deafToInterrupts(ProcessBuilder process) {
    if (File.separatorChar == '/') {
      List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", "trap '' INT; exec \"$@\""));
      command.add("sh");
      command.addAll(process.command());
      process.command(command);
    }
    return process;
  }

  /**
   * A process to be started.
   *
   * @param heapMebibytes its largest heap
   * @param arguments those of the {@code broker} command
   */
  public static ProcessBuilder builder(int heapMebibytes, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Small and quick to start: there are several, side by side.
    command.addAll(
        List.of("-Xmx" + heapMebibytes + "m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add("-cp");
    command.add(
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(entry -> Path.of(entry).toAbsolutePath().toString())
            .collect(Collectors.joining(File.pathSeparator)));
    command.add(MAIN);
    command.addAll(arguments);
    return new ProcessBuilder(command);
  }
}
