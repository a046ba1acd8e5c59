package org.jbroker.tools.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.jbroker.EndpointOptions;
import org.jbroker.Verbosity;
import org.slf4j.LoggerFactory;

/** Decides what of the library's log the tools show on standard error. */
final class Logging {

  private static final String LIBRARY = "org.jbroker";

  private Logging() {}

  /**
   * Sets the level of the library's loggers.
   *
   * @param verbosity how often {@code -v} was given: 0 shows warnings, 1 what happens, 2 details, 3
   *     everything
   * @param options if their console verbosity is on, the library writes to standard error itself,
   *     and the loggers are switched off so that no line comes twice
   */
  static void configure(int verbosity, EndpointOptions options) {
    Level level =
        switch (verbosity) {
          case 0 -> Level.WARN;
          case 1 -> Level.INFO;
          case 2 -> Level.DEBUG;
          default -> Level.TRACE;
        };
    boolean libraryWrites = options.consoleVerbosity() != Verbosity.QUIET;
    if (LoggerFactory.getLogger(LIBRARY) instanceof Logger logger) {
      logger.setLevel(libraryWrites ? Level.OFF : level);
    }
  }
}
