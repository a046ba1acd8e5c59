package org.jbroker.supervisor.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jbroker.supervisor.NodeConfig;

/**
 * The script that becomes a worker: it takes the lock on a descriptor that all its descendants
 * inherit, writes who it is, and executes the command, all in one process.
 *
 * <p>A file in UTF-8 and not a command line: Java passes arguments in the encoding of the locale,
 * which services often run without. Everything in it that comes from outside stands in single
 * quotes.
 */
final class LaunchScript {

  /**
   * What it exits with if another worker holds the lock. A worker may exit with it, too; then its
   * record is there.
   */
  static final int LOCKED_EXIT = 75;

  /** What it exits with if it cannot do its part. */
  private static final int FAILED_EXIT = 78;

  private LaunchScript() {}

  static String text(
      SystemTools tools,
      NodeFiles files,
      NodeConfig config,
      Map<String, String> variables,
      String instance)
      throws IOException {
    String newRecord = quote(files.record() + ".") + "$$";
    String orFail = " || exit " + FAILED_EXIT;
    return String.join(
        "\n",
        "# Starts a worker. The supervisor writes this file anew for each start.",
        "set -f",
        // An exec that fails ends a shell that is not interactive.
        "exec 9>>" + quote(files.lock()),
        quote(tools.flock()) + " -n 9 || exit " + LOCKED_EXIT,
        "read -r stat < \"/proc/$$/stat\"" + orFail,
        "set -- $stat",
        "shift 21" + orFail,
        "read -r boot < /proc/sys/kernel/random/boot_id" + orFail,
        ": > " + quote(files.notification()) + orFail,
        "printf '%s %s %s %s\\n' "
            + quote(instance)
            + " \"$$\" \"$1\" \"$boot\" > "
            + newRecord
            + orFail,
        quote(tools.mv()) + " -f " + newRecord + " " + quote(files.record()) + orFail,
        // Some shells pass descriptors beyond 2 on only to commands that name them.
        "exec " + String.join(" ", command(tools, config, variables)) + " 9>&9",
        "");
  }

  private static List<String> command(
      SystemTools tools, NodeConfig config, Map<String, String> variables) throws IOException {
    List<String> words = new ArrayList<>();
    words.add(quote(tools.env()));
    variables.forEach((name, value) -> words.add(quote(name + "=" + value)));
    if (config.cpuAffinity().isPresent()) {
      words.add(quote(tools.requireTaskset()));
      words.add("-c");
      words.add(Integer.toString(config.cpuAffinity().getAsInt()));
    } else if (config.command().get(0).indexOf('=') >= 0) {
      // env would take it for a variable.
      words.addAll(List.of(quote(tools.sh()), "-c", "'exec \"$@\"'", "sh"));
    }
    config.command().forEach(argument -> words.add(quote(argument)));
    return words;
  }

  private static String quote(Path path) {
    return quote(path.toString());
  }

  private static String quote(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
