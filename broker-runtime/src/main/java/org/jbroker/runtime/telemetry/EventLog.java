package org.jbroker.runtime.telemetry;

import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jbroker.EndpointOptions;
import org.jbroker.Verbosity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.helpers.FormattingTuple;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.spi.CallerBoundaryAware;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * What an endpoint logs through.
 *
 * <p>Every event goes to SLF4J, under {@code org.jbroker.<component>}, with its id as the key-value
 * pair {@code event}. A library brings no backend, so besides there are sinks of our own for
 * standard error and a file, which {@link EndpointOptions#consoleVerbosity()} and {@link
 * EndpointOptions#fileVerbosity()} switch on.
 *
 * <p>Patterns are SLF4J's ({@code "peer {} added"}); a throwable behind the last argument is the
 * cause: SLF4J gets it whole, our sinks show its chain on the line. What arguments contain is
 * escaped, for SLF4J too, so that a peer can forge no line.
 *
 * <p>Thread-safe. The caller's thread formats the message; I/O happens on a daemon thread of the
 * log's own, behind a bounded queue (see {@link LineWriter}). An SLF4J backend is called on the
 * caller's thread, as everywhere. When nothing takes the level, a call costs a comparison and a
 * look at the SLF4J logger, and what its arguments cost: per message ask {@link #isEnabled} first.
 *
 * <p>One per endpoint; {@link #close()} ends thread and file, after which only SLF4J gets events.
 */
public final class EventLog implements AutoCloseable {

  private static final String SELF = EventLog.class.getName();
  private static final long LIMIT_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final int LIMIT_KEYS = 1024;
  private static final int MAX_CAUSES = 5;

  private final Map<Component, Logger> loggers = new EnumMap<>(Component.class);
  private final Verbosity ownThreshold;
  private final Verbosity fileThreshold;
  private final InstantSource clock;
  private final LongSupplier nanoClock;
  private final LogLimiter limiter = new LogLimiter(LIMIT_NANOS, LIMIT_KEYS);
  private final LineWriter writer;

  /** A log for an endpoint with these options, on the process's standard error and clocks. */
  public EventLog(EndpointOptions options) {
    this(options, System.err, isTerminal(), InstantSource.system(), System::nanoTime);
  }

  EventLog(
      EndpointOptions options,
      PrintStream stderr,
      boolean inColour,
      InstantSource clock,
      LongSupplier nanoClock) {
    this.clock = clock;
    this.nanoClock = nanoClock;
    for (Component component : Component.values()) {
      loggers.put(component, LoggerFactory.getLogger("org.jbroker." + component));
    }
    Verbosity console = options.consoleVerbosity();
    fileThreshold = options.fileVerbosity();
    ownThreshold = console.compareTo(fileThreshold) < 0 ? console : fileThreshold;
    List<LineWriter.Route> routes = new ArrayList<>();
    if (console != Verbosity.QUIET) {
      routes.add(
          new LineWriter.Route(console, new LogConsole(stderr, inColour, ZoneId.systemDefault())));
    }
    if (fileThreshold != Verbosity.QUIET) {
      String name =
          LogFile.fillIn(options.logFile(), ProcessHandle.current().pid(), clock.instant());
      routes.add(new LineWriter.Route(fileThreshold, new LogFile(name, stderr)));
    }
    writer =
        new LineWriter(
            options.name() + "-log",
            LineWriter.DEFAULT_CAPACITY_LINES,
            LineWriter.DEFAULT_CLOSE_MILLIS,
            clock,
            routes);
  }

  /** Whether an event of that level would reach anything. */
  public boolean isEnabled(Component component, Verbosity level) {
    return ownThreshold.compareTo(level) <= 0
        || loggers.get(component).isEnabledForLevel(slf4jLevel(level));
  }

  /** Everything. */
  public void trace(Component component, String event, String pattern, Object... arguments) {
    log(component, Verbosity.TRACE, event, pattern, arguments);
  }

  /** Messages too. */
  public void debug(Component component, String event, String pattern, Object... arguments) {
    log(component, Verbosity.DEBUG, event, pattern, arguments);
  }

  /** Connections, peering requests, filters. */
  public void info(Component component, String event, String pattern, Object... arguments) {
    log(component, Verbosity.INFO, event, pattern, arguments);
  }

  /** What may need attention. */
  public void warning(Component component, String event, String pattern, Object... arguments) {
    log(component, Verbosity.WARNING, event, pattern, arguments);
  }

  /** What failed. */
  public void error(Component component, String event, String pattern, Object... arguments) {
    log(component, Verbosity.ERROR, event, pattern, arguments);
  }

  /**
   * A warning that strangers can cause as often as they like: logged once per minute for each event
   * and key, and for at most 1,024 of them. The next that is logged, of whatever key, says how many
   * were not.
   *
   * @param key what repeats it, for example the address and the reason
   */
  public void warningOnce(
      Component component, String event, Object key, String pattern, Object... arguments) {
    if (!isEnabled(component, Verbosity.WARNING)
        || !limiter.admit(List.of(component, event, key), nanoClock.getAsLong())) {
      return;
    }
    long suppressed = limiter.takeSuppressed();
    String suffix =
        suppressed == 0 ? "" : " (before this, " + suppressed + " such warnings were not logged)";
    log(component, Verbosity.WARNING, event, pattern + suffix, arguments);
  }

  /** How many lines the own sinks lost because they came faster than they could be written. */
  public long droppedLines() {
    return writer.droppedLines();
  }

  /** Writes what is waiting and ends the thread and the file; takes 2 s at most. Idempotent. */
  @Override
  public void close() {
    writer.close();
  }

  private void log(
      Component component, Verbosity level, String event, String pattern, Object[] arguments) {
    Level slf4jLevel = slf4jLevel(level);
    Logger logger = loggers.get(component);
    boolean toSlf4j = logger.isEnabledForLevel(slf4jLevel);
    boolean toOwn = ownThreshold.compareTo(level) <= 0;
    if (!toSlf4j && !toOwn) {
      return;
    }
    FormattingTuple formatted = MessageFormatter.arrayFormat(pattern, arguments);
    String message = LogText.oneLine(formatted.getMessage());
    Throwable cause = formatted.getThrowable();
    if (toSlf4j) {
      toSlf4j(logger.makeLoggingEventBuilder(slf4jLevel), event, message, cause);
    }
    if (toOwn) {
      writer.offer(
          new LogLine(
              clock.instant(),
              component,
              level,
              LogText.oneWord(Thread.currentThread().getName()),
              fileThreshold.compareTo(level) <= 0 ? callerClass() : "",
              event,
              cause == null ? message : message + causes(cause)));
    }
  }

  private static void toSlf4j(
      LoggingEventBuilder builder, String event, String message, Throwable cause) {
    if (builder instanceof CallerBoundaryAware aware) {
      // So that backends which show the caller show ours.
      aware.setCallerBoundary(SELF);
    }
    builder.addKeyValue("event", event).setCause(cause).log(message);
  }

  private static String causes(Throwable thrown) {
    StringBuilder out = new StringBuilder();
    Throwable cause = thrown;
    for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
      out.append(i == 0 ? ": " : ", caused by ").append(cause);
      StackTraceElement[] stack = cause.getStackTrace();
      if (stack.length > 0) {
        out.append(" at ").append(stack[0]);
      }
      cause = cause.getCause();
    }
    return LogText.oneLine(out.toString());
  }

  private static String callerClass() {
    return StackWalker.getInstance()
        .walk(
            frames ->
                frames
                    .map(StackWalker.StackFrame::getClassName)
                    .filter(name -> !name.equals(SELF))
                    .findFirst())
        .orElse("-");
  }

  private static Level slf4jLevel(Verbosity level) {
    return switch (level) {
      case TRACE -> Level.TRACE;
      case DEBUG -> Level.DEBUG;
      case INFO -> Level.INFO;
      case WARNING -> Level.WARN;
      case ERROR -> Level.ERROR;
      case QUIET -> throw new IllegalArgumentException("nothing is logged at level quiet");
    };
  }

  /** From Java 22 on there may be a console without a terminal, and a method that tells. */
  private static boolean isTerminal() {
    if (System.console() == null) {
      return false;
    }
    try {
      return (Boolean) java.io.Console.class.getMethod("isTerminal").invoke(System.console());
    } catch (NoSuchMethodException e) {
      return true;
    } catch (IllegalAccessException | InvocationTargetException e) {
      // It cannot be told, and colour is only decoration.
      return false;
    }
  }
}
