package org.jbroker.tools.demo;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jbroker.tools.cli.Console;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** {@code broker demo}: runs the tour and says whether everything that it claims was observed. */
@Command(
    name = "demo",
    description = {
      "A tour in less than 30 seconds: processes exchange Zeek events through a relay and"
          + " share a data store; one is killed, the others go on, it comes back, is found again and"
          + " has the same entries. Then six more form a cluster. Then a supervisor keeps workers"
          + " running: a worker, the main process and the supervisor itself are killed, and nothing"
          + " stays down.",
      "",
      "Everything runs on 127.0.0.1 on free ports. Each line marked 'ok' was checked; the exit"
          + " status is 0 only if all were."
    })
public final class DemoCommand implements Callable<Integer> {

  private static final Duration CHECK_TIMEOUT = Duration.ofSeconds(10);

  private final Console console;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this text.")
  private boolean help;

  /** A command that prints here. */
  public DemoCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Story story = new Story(console, CHECK_TIMEOUT);
    Path folder = Files.createTempDirectory("broker-demo");
    try {
      try (Tour tour = new Tour(story, Files.createDirectory(folder.resolve("tour")))) {
        tour.run();
      }
      try (ClusterChapter chapter =
          new ClusterChapter(story, Files.createDirectory(folder.resolve("cluster")))) {
        chapter.run();
      }
      try (SupervisorChapter chapter = new SupervisorChapter(story, folder.resolve("supervisor"))) {
        chapter.run();
      }
    } catch (DemoFailure e) {
      console.err("broker demo: " + e.getMessage());
      return ExitCode.SOFTWARE;
    } finally {
      deleteIfEmpty(folder);
    }
    story.say("");
    story.say(story.checks() + " of " + story.checks() + " checks passed in " + story.seconds());
    return ExitCode.OK;
  }

  /** What is left in it has been told of, and is worth a look. */
  private static void deleteIfEmpty(Path folder) throws IOException {
    try {
      Files.delete(folder);
    } catch (DirectoryNotEmptyException keep) {
      return;
    }
  }
}
