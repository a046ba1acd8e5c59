package org.jbroker.runtime.peering;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jbroker.Endpoint;
import org.jbroker.EndpointId;
import org.jbroker.EndpointOptions;
import org.jbroker.runtime.endpoint.EngineProvider;
import org.jbroker.testkit.Bytes;
import org.slf4j.LoggerFactory;

/**
 * The endpoints of one test, with short time-outs, all closed at its end. Fails if a task of a
 * control loop threw, which the loop logs and survives. Confined to the test's thread.
 */
final class TestEndpoints implements AutoCloseable {

  static final EndpointId SMALL = new EndpointId(0x1000, 1);
  static final EndpointId MIDDLE = new EndpointId(0x2000, 2);
  static final EndpointId LARGE = new EndpointId(0x3000, 3);
  static final String HOST = "127.0.0.1";

  /** A thread of Netty's that all groups of a process share; it ends after an idle second. */
  static final String NETTY_SHARED = "globalEventExecutor-.*";

  /** The limit of whatever should happen soon. */
  static final Duration SOON = Duration.ofSeconds(10);

  private final List<Endpoint> opened = new ArrayList<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger("org.jbroker.endpoint");
  private final ListAppender<ILoggingEvent> bugs = new ListAppender<>();

  /** Without endpoints yet; from now on each failure of a control loop is noticed. */
  TestEndpoints() {
    bugs.start();
    logger.addAppender(bugs);
  }

  /** An endpoint with a random id. */
  Endpoint open() {
    return open(options -> options);
  }

  /** An endpoint with this id. */
  Endpoint open(EndpointId id) {
    return open(options -> options.id(id));
  }

  /** An endpoint with further options. */
  Endpoint open(UnaryOperator<EndpointOptions.Builder> more) {
    EndpointOptions.Builder options =
        EndpointOptions.builder()
            .ignoreBrokerConf(true)
            .name("test-" + opened.size())
            .handshakeTimeout(Duration.ofMillis(1500))
            .heartbeatInterval(Duration.ofSeconds(2))
            .drainTimeout(Duration.ofSeconds(1));
    Endpoint endpoint = new EngineProvider().open(more.apply(options).build());
    opened.add(endpoint);
    return endpoint;
  }

  /** An id as the test kit has it. */
  static Bytes bytes(EndpointId id) {
    return Bytes.of(id.toBytes());
  }

  @Override
  public void close() {
    opened.forEach(Endpoint::close);
    logger.detachAppender(bugs);
    assertThat(bugs.list).noneMatch(event -> event.getLevel().isGreaterOrEqual(Level.ERROR));
  }
}
