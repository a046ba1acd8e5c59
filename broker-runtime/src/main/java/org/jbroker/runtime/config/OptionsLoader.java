package org.jbroker.runtime.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jbroker.EndpointOptions;

/**
 * Makes {@link EndpointOptions} from their defaults, {@code broker.conf} in the working directory
 * (or the file that {@code --config-file=PATH} names), the environment and the command line, each
 * overriding those before it. The manual's section 2.1.4 gives that order.
 *
 * <p>A wrong value is an error wherever it stands, also if something overrides it. Keys of the C++
 * Broker that have no meaning here are accepted with a warning each; other unknown keys are errors
 * under {@code broker.}, and warnings elsewhere, since a program may keep settings of its own in
 * the file.
 *
 * <p>Immutable; threads may share it if they may share the consumer of warnings, which is called on
 * the thread that loads.
 */
public final class OptionsLoader {

  private static final String FILE_NAME = "broker.conf";
  private static final Map<String, String> VARIABLES =
      Map.of(
          "BROKER_CONSOLE_VERBOSITY", "logger.console-verbosity",
          "BROKER_FILE_VERBOSITY", "logger.file-verbosity",
          "BROKER_WEB_SOCKET_PORT", "broker.web-socket-port");

  private final Path workingDirectory;
  private final Map<String, String> environment;
  private final Consumer<String> warnings;

  /**
   * A loader for one process.
   *
   * @param workingDirectory where {@code broker.conf} is looked for and relative paths start
   * @param environment as {@link System#getenv()} returns it
   * @param warnings gets one line per setting that was accepted without effect
   */
  public OptionsLoader(
      Path workingDirectory, Map<String, String> environment, Consumer<String> warnings) {
    this.workingDirectory = Objects.requireNonNull(workingDirectory, "workingDirectory");
    this.environment = Map.copyOf(environment);
    this.warnings = Objects.requireNonNull(warnings, "warnings");
  }

  /**
   * Options from all sources.
   *
   * @throws IllegalArgumentException naming file and line, variable or argument that is wrong, and
   *     what is allowed; for an unknown one, the nearest known
   */
  public EndpointOptions load(String... arguments) {
    return load(CommandLine.parse(List.of(arguments), false));
  }

  /**
   * Options from all sources, and the arguments that are not settings, for programs that have more
   * options. Everything from {@code --} on is such an argument, and so is {@code --ttl} without
   * {@code =}, except for booleans.
   *
   * @throws IllegalArgumentException as {@link #load}, but of the unknown arguments only those that
   *     start with {@code --broker.} are wrong
   */
  public Loaded loadAndKeepRest(String... arguments) {
    CommandLine line = CommandLine.parse(List.of(arguments), true);
    return new Loaded(load(line), line.rest());
  }

  /**
   * What {@link #loadAndKeepRest} found.
   *
   * @param options the options
   * @param rest the arguments that are not settings, in their order
   */
  public record Loaded(EndpointOptions options, List<String> rest) {}

  private EndpointOptions load(CommandLine line) {
    Pass pass = new Pass(warnings);
    configFile(line.configFile()).forEach(pass::apply);
    environment().forEach(pass::apply);
    line.settings().forEach(pass::apply);
    return pass.finish();
  }

  private List<Setting> configFile(Optional<String> named) {
    Path file = workingDirectory.resolve(named.orElse(FILE_NAME));
    // Only the file of the default name may be missing.
    if (named.isEmpty() && Files.notExists(file)) {
      return List.of();
    }
    List<Setting> settings = ConfigFile.read(file);
    Map<String, String> seen = new HashMap<>();
    for (Setting setting : settings) {
      String earlier = seen.put(setting.key(), setting.where());
      if (earlier != null) {
        warnings.accept(
            setting.where() + ": " + setting.key() + " overrides the value at " + earlier);
      }
    }
    return settings;
  }

  private List<Setting> environment() {
    List<Setting> settings = new ArrayList<>();
    for (String variable : new TreeSet<>(VARIABLES.keySet())) {
      String value = environment.getOrDefault(variable, "");
      if (!value.isEmpty()) {
        settings.add(
            new Setting(
                VARIABLES.get(variable),
                new ConfigValue.Text(value),
                "environment variable " + variable));
      }
    }
    for (String variable : IgnoredKeys.VARIABLES) {
      if (!environment.getOrDefault(variable, "").isEmpty()) {
        warnings.accept("environment variable " + variable + " has no effect here");
      }
    }
    return settings;
  }

  /** One load in progress. */
  private static final class Pass {
    private final EndpointOptions.Builder builder = EndpointOptions.builder();
    private final Consumer<String> warnings;
    private final Map<String, Boolean> warned = new HashMap<>();
    private final TlsKeys tls = new TlsKeys();

    Pass(Consumer<String> warnings) {
      this.warnings = warnings;
    }

    void apply(Setting setting) {
      String key = setting.key();
      Optional<Option> option = OptionCatalog.find(key);
      if (option.isPresent()) {
        option.get().apply(builder, setting.value(), setting.where());
        if (TlsKeys.ALL.contains(key)) {
          tls.apply(setting);
        }
      } else if (IgnoredKeys.contains(key)) {
        warn(setting, "is a key of the C++ Broker that has no effect here");
      } else if (key.equals("broker") || key.startsWith("broker.")) {
        throw new IllegalArgumentException(
            setting.where() + ": unknown key " + key + "; the nearest is " + nearest(key));
      } else {
        warn(
            setting,
            "is no key of Broker and has no effect"
                + NearestName.ifClose(key, OptionCatalog.keys())
                    .map(near -> "; did you mean " + near + "?")
                    .orElse(""));
      }
    }

    EndpointOptions finish() {
      tls.finish(builder);
      return builder.build();
    }

    private void warn(Setting setting, String text) {
      if (warned.put(setting.key(), true) == null) {
        warnings.accept(setting.where() + ": " + setting.key() + " " + text);
      }
    }

    private static String nearest(String key) {
      List<String> candidates = new ArrayList<>(OptionCatalog.keys());
      candidates.addAll(IgnoredKeys.names());
      candidates.removeIf(candidate -> !candidate.startsWith("broker."));
      return NearestName.of(key, candidates);
    }
  }
}
