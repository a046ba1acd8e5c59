package org.jbroker.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jbroker.benchmarks.harness.Bench;
import org.jbroker.benchmarks.harness.BenchRunner;
import org.jbroker.benchmarks.harness.ProcessLauncher;
import org.jbroker.benchmarks.harness.Profile;
import org.jbroker.benchmarks.harness.Scenario;
import org.jbroker.benchmarks.report.JsonReport;
import org.jbroker.benchmarks.report.Machine;
import org.jbroker.benchmarks.report.ScenarioReport;
import org.jbroker.benchmarks.report.TextReport;
import org.jbroker.benchmarks.scenario.Scenarios;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The {@code broker bench} command. Exits with 0 if everything was measured, whether or not goals
 * are met; with 1 if a round failed, such as by a lost message; with 2 on wrong usage.
 */
@Command(
    name = "broker bench",
    mixinStandardHelpOptions = true,
    description = "Measures Broker for Java beside others and prints a table.",
    footer = {
      "",
      "Exit status: 0 everything was measured, 1 a round failed (such as by a lost message), 2 wrong"
          + " usage."
    })
public final class BenchMain implements Callable<Integer> {

  /** For each side: the same collector whatever the machine, and room for what is under way. */
  private static final List<String> JVM_OPTIONS = List.of("-Xmx1g", "-XX:+UseParallelGC");

  private final PrintStream out;
  private final PrintStream progress;

  @Spec private CommandSpec spec;

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      defaultValue = "short",
      description = "short (about 20 minutes), full (about 2 hours) or smoke. Default: short.")
  private String profileName;

  @Option(
      names = "--only",
      paramLabel = "NAME",
      arity = "1..*",
      split = ",",
      description = "Only these benchmarks; --list tells the names.")
  private List<String> only = List.of();

  @Option(
      names = "--rounds",
      paramLabel = "NUMBER",
      description = "How many rounds, whatever the profile says.")
  private Integer rounds;

  @Option(
      names = "--contestant",
      paramLabel = "NAME",
      arity = "1..*",
      split = ",",
      description = "Only these contestants, for a closer look at one.")
  private List<String> contestants = List.of();

  @Option(names = "--json", paramLabel = "FILE", description = "Write every value to a file, too.")
  private Path json;

  @Option(names = "--list", description = "Say which benchmarks there are, and end.")
  private boolean list;

  @Option(
      names = "--jvm-option",
      paramLabel = "OPTION",
      description = "One more option for each side's JVM, such as -XX:StartFlightRecording.")
  private List<String> jvmOptions = List.of();

  private BenchMain(PrintStream out, PrintStream progress) {
    this.out = out;
    this.progress = progress;
  }

  /** Runs the command and ends the process. */
  public static void main(String[] args) {
    System.exit(run(System.out, System.err, args));
  }

  /** Runs the command and returns its exit status. */
  static int run(PrintStream out, PrintStream progress, String... args) {
    CommandLine line = new CommandLine(new BenchMain(out, progress));
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(progress, true));
    return line.execute(args);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<Scenario> scenarios = chosen();
    if (list) {
      scenarios.forEach(each -> out.println(each.name() + ": " + each.description()));
      return CommandLine.ExitCode.OK;
    }
    Profile profile = profile();
    Map<String, String> machine = Machine.describe();
    Instant start = Instant.now();
    List<ScenarioReport> reports = measure(scenarios, profile, machine, start);
    out.print(TextReport.of(reports));
    boolean failed = reports.stream().anyMatch(each -> !each.results().failures().isEmpty());
    return failed ? CommandLine.ExitCode.SOFTWARE : CommandLine.ExitCode.OK;
  }

  /** Measures one after the other, and writes the file after each: a run may be broken off. */
  private List<ScenarioReport> measure(
      List<Scenario> scenarios, Profile profile, Map<String, String> machine, Instant start)
      throws IOException, InterruptedException {
    List<String> options = new ArrayList<>(JVM_OPTIONS);
    options.addAll(jvmOptions);
    Path directory = Files.createTempDirectory("broker-bench");
    try {
      Bench bench =
          new Bench(profile, new ProcessLauncher(profile.timeout(), options), directory, true);
      BenchRunner runner = new BenchRunner(bench, contestants, progress);
      List<ScenarioReport> reports = new ArrayList<>();
      for (Scenario scenario : scenarios) {
        reports.add(ScenarioReport.of(scenario, runner.run(scenario)));
        if (json != null) {
          JsonReport.write(json, aboutRun(profile, start), machine, reports);
        }
      }
      return reports;
    } finally {
      delete(directory);
    }
  }

  private static void delete(Path directory) throws IOException {
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(directory)) {
      paths = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.deleteIfExists(path);
    }
  }

  private Map<String, String> aboutRun(Profile profile, Instant start) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("date", start.truncatedTo(ChronoUnit.SECONDS).toString());
    facts.put("seconds", Long.toString(start.until(Instant.now(), ChronoUnit.SECONDS)));
    facts.put("loadAfter", Machine.load());
    facts.put("command", "./broker bench " + String.join(" ", arguments()));
    facts.put("profile", profile.toString());
    facts.put("jvmOptions", String.join(" ", JVM_OPTIONS));
    return facts;
  }

  private List<String> arguments() {
    return spec.commandLine().getParseResult().originalArgs();
  }

  private Profile profile() {
    try {
      Profile profile = Profile.named(profileName);
      return rounds == null ? profile : profile.withRounds(rounds);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--profile: " + e.getMessage());
    }
  }

  private List<Scenario> chosen() {
    List<Scenario> all = Scenarios.all();
    List<String> names = all.stream().map(Scenario::name).toList();
    for (String name : only) {
      if (!names.contains(name)) {
        throw new ParameterException(
            spec.commandLine(), "--only: no benchmark " + name + "; there are " + names);
      }
    }
    return all.stream().filter(each -> only.isEmpty() || only.contains(each.name())).toList();
  }
}
