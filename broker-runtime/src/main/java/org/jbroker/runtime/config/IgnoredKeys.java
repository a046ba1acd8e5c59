package org.jbroker.runtime.config;

import java.util.List;
import java.util.Set;

/**
 * Keys that a {@code broker.conf} written for the C++ Broker may hold and that mean nothing here.
 * From the options that the C++ Broker and its actor framework declare, and, for {@code logger}
 * without {@code caf.}, those of the framework's older versions, which the manual shows.
 */
final class IgnoredKeys {

  private static final Set<String> KEYS =
      Set.of(
          "broker.recording-directory",
          "broker.output-generator-file",
          "broker.output-generator-file-cap",
          "broker.max-pending-inputs-per-source",
          "broker.metrics.port",
          "broker.metrics.address",
          "broker.metrics.endpoint-name",
          "broker.metrics.export.topic",
          "broker.metrics.export.interval",
          "broker.metrics.export.prefixes",
          "broker.metrics.import.topics",
          "logger.component-blacklist",
          "logger.component-filter",
          "logger.console",
          "logger.console-component-filter",
          "logger.console-format",
          "logger.file-component-filter",
          "logger.file-format",
          "logger.inline-output",
          "logger.verbosity");

  private static final List<String> FRAMEWORK_PREFIXES =
      List.of(
          "caf.",
          "scheduler.",
          "work-stealing.",
          "middleman.",
          "stream.",
          "openssl.",
          "opencl.",
          "metrics.",
          "metrics-filters.");

  /** Variables that the C++ Broker reads and that mean nothing here. */
  static final List<String> VARIABLES =
      List.of(
          "BROKER_RECORDING_DIRECTORY",
          "BROKER_OUTPUT_GENERATOR_FILE_CAP",
          "BROKER_METRICS_PORT",
          "BROKER_METRICS_ENDPOINT_NAME",
          "BROKER_METRICS_EXPORT_TOPIC",
          "BROKER_METRICS_EXPORT_INTERVAL",
          "BROKER_METRICS_EXPORT_PREFIXES",
          "BROKER_METRICS_IMPORT_TOPICS");

  private IgnoredKeys() {}

  /** Whether the C++ Broker or its actor framework knows the key. */
  static boolean contains(String key) {
    return KEYS.contains(key) || FRAMEWORK_PREFIXES.stream().anyMatch(key::startsWith);
  }

  /** Those that do not stand for a whole family, for suggestions. */
  static Set<String> names() {
    return KEYS;
  }
}
