package org.jbroker.tools.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class PlatformLoggersTest {

  private static final String NAME = "org.jbroker.test.platform";

  @Test
  void theJdksLoggersWriteWhereAllOthersDo() {
    Logger target = (Logger) LoggerFactory.getLogger(NAME);
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    target.addAppender(lines);
    target.setAdditive(false);
    target.setLevel(Level.INFO);

    System.Logger logger = System.getLogger(NAME);
    logger.log(System.Logger.Level.WARNING, "{0} is not taken for ''{1}''", "x", "worker-1");
    logger.log(System.Logger.Level.INFO, "as it is: {0}");
    logger.log(System.Logger.Level.ERROR, "failed", new IllegalStateException("why"));
    logger.log(System.Logger.Level.DEBUG, "not {0}", "shown");

    assertThat(logger.isLoggable(System.Logger.Level.INFO)).isTrue();
    assertThat(logger.isLoggable(System.Logger.Level.DEBUG)).isFalse();
    assertThat(lines.list)
        .extracting(ILoggingEvent::getLevel, ILoggingEvent::getFormattedMessage)
        .containsExactly(
            tuple(Level.WARN, "x is not taken for 'worker-1'"),
            tuple(Level.INFO, "as it is: {0}"),
            tuple(Level.ERROR, "failed"));
    assertThat(lines.list.get(2).getThrowableProxy().getMessage()).isEqualTo("why");
  }
}
