package org.jbroker.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jbroker.Endpoint;
import org.jbroker.EndpointOptions;
import org.jbroker.data.Data;
import org.jbroker.testkit.junit.DumpOnFailure;
import org.jbroker.testkit.junit.NoLeaks;
import org.jbroker.testkit.net.HeldPort;
import org.jbroker.testkit.process.OutputLine;
import org.jbroker.testkit.process.TestProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Runs the examples as a reader would: each in a process of its own. */
@NoLeaks
class ExamplesTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final Pattern LISTENING = Pattern.compile("listening on port \\d+");

  @RegisterExtension final DumpOnFailure dump = new DumpOnFailure();

  @Test
  void pingPrintsTheFiveAnswersOfPong() {
    try (TestProcess pong = dump.add(TestProcess.java(Pong.class, "0").start());
        TestProcess ping = dump.add(TestProcess.java(Ping.class, port(pong)).start())) {
      assertThat(ping.requireEnd(TIMEOUT)).isZero();
      assertThat(ping.lines())
          .extracting(OutputLine::text)
          .containsSubsequence(
              "received pong(0)",
              "received pong(1)",
              "received pong(2)",
              "received pong(3)",
              "received pong(4)");
    }
  }

  @Test
  void synopsisPublishesASetPrintsWhatItReceivesAndUsesAStore() throws InterruptedException {
    EndpointOptions options = EndpointOptions.builder().ignoreBrokerConf(true).build();
    try (Endpoint remote = Endpoint.open(options);
        var in = remote.subscriber("/test/t1")) {
      int port = remote.listen("127.0.0.1", 0);
      try (TestProcess synopsis =
          dump.add(TestProcess.java(Synopsis.class, "127.0.0.1", Integer.toString(port)).start())) {
        assertThat(in.get(TIMEOUT))
            .hasValueSatisfying(message -> assertThat(message.data()).isEqualTo(Data.set(1, 2, 3)));
        remote.publish("/test/t2", "hello");
        assertThat(synopsis.requireEnd(TIMEOUT)).isZero();
        assertThat(synopsis.lines())
            .extracting(OutputLine::text)
            .containsSubsequence("got data for topic /test/t2: hello", "value of 4.2 is -42");
      }
    }
  }

  @Test
  void theCloneCountsOnAfterTheMasterWasKilledAndStartedAgain(@TempDir Path directory) {
    String file = directory.resolve("mystore.sqlite").toString();
    try (TestProcess master = dump.add(TestProcess.java(SqliteListen.class, "0", file).start())) {
      assertThat(counted(master, "2")).endsWith("foo is 1", "foo is 2");
      master.awaitLine(Pattern.compile("foo is 2"), TIMEOUT);
      master.kill9();
    }
    try (TestProcess master = dump.add(TestProcess.java(SqliteListen.class, "0", file).start())) {
      assertThat(counted(master, "1")).endsWith("foo is 3");
    }
  }

  @Test
  void nodesOfAClusterCountHosts(@TempDir Path directory) throws IOException {
    try (HeldPort manager = new HeldPort();
        HeldPort first = new HeldPort();
        HeldPort second = new HeldPort()) {
      Files.writeString(
          directory.resolve("layout.yaml"),
          """
          nodes:
            manager: {type: manager, ip: 127.0.0.1, port: %s}
            proxy-1: {type: proxy, ip: 127.0.0.1, port: %s, manager: manager}
            proxy-2: {type: proxy, ip: 127.0.0.1, port: %s, manager: manager}
            worker-1: {type: worker, ip: 127.0.0.1, manager: manager}
          """
              .formatted(manager.number(), first.number(), second.number()));
      try (TestProcess worker = node(directory, "worker-1");
          TestProcess proxy1 = node(directory, "proxy-1");
          TestProcess proxy2 = node(directory, "proxy-2");
          TestProcess counts = node(directory, "manager")) {
        counts.awaitLine(
            Pattern.compile("^\\d+ hosts were seen [1-9]\\d* times$"), TIMEOUT.multipliedBy(2));
        assertThat(List.of(worker, proxy1, proxy2)).allMatch(TestProcess::isAlive);
      }
    }
  }

  private TestProcess node(Path directory, String name) {
    return dump.add(
        TestProcess.java(CountHosts.class, "layout.yaml", name)
            .name(name)
            .directory(directory)
            .start());
  }

  private List<String> counted(TestProcess master, String rounds) {
    try (TestProcess clone =
        dump.add(TestProcess.java(SqliteConnect.class, port(master), rounds).start())) {
      assertThat(clone.requireEnd(TIMEOUT)).isZero();
      return clone.lines().stream().map(OutputLine::text).toList();
    }
  }

  static String port(TestProcess pong) {
    String line = pong.awaitLine(LISTENING, TIMEOUT);
    return line.substring(line.lastIndexOf(' ') + 1);
  }
}
