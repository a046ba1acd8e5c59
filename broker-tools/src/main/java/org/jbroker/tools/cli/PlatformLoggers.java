package org.jbroker.tools.cli;

import java.text.MessageFormat;
import java.util.ResourceBundle;
import org.slf4j.LoggerFactory;

/**
 * Sends what is logged with the JDK's {@link System.Logger}, as {@code broker-cluster} does, to
 * where everything else goes, in the same form. Found as a service; stateless.
 */
public final class PlatformLoggers extends System.LoggerFinder {

  /** For the service loader. */
  public PlatformLoggers() {}

  @Override
  public System.Logger getLogger(String name, Module module) {
    return new Adapter(LoggerFactory.getLogger(name));
  }

  private record Adapter(org.slf4j.Logger target) implements System.Logger {

    @Override
    public String getName() {
      return target.getName();
    }

    @Override
    public boolean isLoggable(Level level) {
      return switch (level) {
        case ALL, TRACE -> target.isTraceEnabled();
        case DEBUG -> target.isDebugEnabled();
        case INFO -> target.isInfoEnabled();
        case WARNING -> target.isWarnEnabled();
        case ERROR -> target.isErrorEnabled();
        case OFF -> false;
      };
    }

    @Override
    public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {
      if (isLoggable(level)) {
        write(level, message, thrown);
      }
    }

    @Override
    public void log(Level level, ResourceBundle bundle, String format, Object... values) {
      if (isLoggable(level)) {
        boolean plain = format == null || values == null || values.length == 0;
        write(level, plain ? format : MessageFormat.format(format, values), null);
      }
    }

    private void write(Level level, String message, Throwable thrown) {
      switch (level) {
        case ALL, TRACE -> target.trace(message, thrown);
        case DEBUG -> target.debug(message, thrown);
        case INFO -> target.info(message, thrown);
        case WARNING -> target.warn(message, thrown);
        case ERROR -> target.error(message, thrown);
        case OFF -> throw new IllegalArgumentException("nothing is logged at the level OFF");
      }
    }
  }
}
