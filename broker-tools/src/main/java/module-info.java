/** The {@code broker} command. A program, not a library: it exports nothing. */
module org.jbroker.tools {
  requires com.fasterxml.jackson.core;
  requires org.jbroker.api;
  requires org.jbroker.cluster;
  requires org.jbroker.supervisor;
  requires org.jbroker.websocket;
  requires org.slf4j;
  requires ch.qos.logback.classic;
  requires info.picocli;
  requires org.jline.reader;
  requires org.jline.terminal;

  // picocli sets the fields that its annotations mark.
  opens org.jbroker.tools to
      info.picocli;
  opens org.jbroker.tools.cli to
      info.picocli;
  opens org.jbroker.tools.cluster to
      info.picocli;
  opens org.jbroker.tools.ctl to
      info.picocli;
  opens org.jbroker.tools.demo to
      info.picocli;
  opens org.jbroker.tools.node to
      info.picocli;
  opens org.jbroker.tools.pipe to
      info.picocli;
  opens org.jbroker.tools.store to
      info.picocli;
  opens org.jbroker.tools.throughput to
      info.picocli;

  provides System.LoggerFinder with
      org.jbroker.tools.cli.PlatformLoggers;
}
