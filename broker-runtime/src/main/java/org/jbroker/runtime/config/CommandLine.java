package org.jbroker.runtime.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Arguments sorted into settings and others. Immutable.
 *
 * <p>As with the C++ Broker, a value follows {@code =} and never stands in the next argument:
 * {@code --ttl=4} or {@code --broker.ttl=4}. {@code broker.} and {@code logger.} may be left out. A
 * boolean without value is true. {@code --} ends the settings.
 *
 * @param configFile the last {@code --config-file=PATH}
 * @param settings in the order of the arguments
 * @param rest what is no setting, in the order of the arguments
 */
record CommandLine(Optional<String> configFile, List<Setting> settings, List<String> rest) {

  private static final String CONFIG_FILE = "--config-file";
  private static final List<String> SHORT_PREFIXES = List.of("broker.", "logger.");

  /**
   * Sorts arguments.
   *
   * @param keepRest whether arguments of nobody's are kept, instead of refused
   * @throws IllegalArgumentException naming the argument, and the nearest known one
   */
  static CommandLine parse(List<String> arguments, boolean keepRest) {
    Optional<String> configFile = Optional.empty();
    List<Setting> settings = new ArrayList<>();
    List<String> rest = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (argument.equals("--") && keepRest) {
        rest.addAll(arguments.subList(i, arguments.size()));
        break;
      }
      int equals = argument.indexOf('=');
      String name = equals < 0 ? argument : argument.substring(0, equals);
      Optional<String> value =
          equals < 0 ? Optional.empty() : Optional.of(argument.substring(equals + 1));
      if (name.equals(CONFIG_FILE)) {
        configFile = Optional.of(value.filter(v -> !v.isEmpty()).orElseThrow(() -> bare(name)));
        continue;
      }
      Optional<String> key = key(name);
      if (key.isEmpty()) {
        if (!keepRest || name.startsWith("--broker.")) {
          throw new IllegalArgumentException(
              "unknown argument " + Describe.quoted(name) + "; the nearest is " + nearest(name));
        }
        rest.add(argument);
      } else if (value.isPresent()) {
        settings.add(new Setting(key.get(), new ConfigValue.Text(value.get()), "argument " + name));
      } else if (OptionCatalog.find(key.get()).filter(o -> !o.isFlag()).isEmpty()) {
        settings.add(new Setting(key.get(), new ConfigValue.Bool(true), "argument " + name));
      } else if (keepRest && name.indexOf('.') < 0) {
        // "--ttl 4": a tool may have an option of that name which takes the next argument.
        rest.add(argument);
      } else {
        throw bare(name);
      }
    }
    return new CommandLine(configFile, List.copyOf(settings), List.copyOf(rest));
  }

  private static Optional<String> key(String name) {
    if (!name.startsWith("--")) {
      return Optional.empty();
    }
    String key = name.substring(2);
    if (isKnown(key)) {
      return Optional.of(key);
    }
    for (String prefix : SHORT_PREFIXES) {
      // Ignored keys of the log have names ("console") that programs need themselves.
      if (OptionCatalog.find(prefix + key).isPresent()
          || prefix.equals("broker.") && IgnoredKeys.contains(prefix + key)) {
        return Optional.of(prefix + key);
      }
    }
    return Optional.empty();
  }

  private static boolean isKnown(String key) {
    return OptionCatalog.find(key).isPresent() || IgnoredKeys.contains(key);
  }

  private static IllegalArgumentException bare(String name) {
    return new IllegalArgumentException(
        "argument " + name + " takes a value behind '=': " + name + "=VALUE");
  }

  private static String nearest(String name) {
    List<String> known =
        OptionCatalog.keys().stream()
            .flatMap(key -> Stream.of("--" + key.substring(key.indexOf('.') + 1), "--" + key))
            .toList();
    List<String> all = new ArrayList<>(known);
    all.add(CONFIG_FILE);
    return NearestName.of(name, all);
  }
}
