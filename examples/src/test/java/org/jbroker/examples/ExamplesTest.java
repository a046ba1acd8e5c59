package org.jbroker.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.regex.Pattern;
import org.jbroker.Endpoint;
import org.jbroker.EndpointOptions;
import org.jbroker.data.Data;
import org.jbroker.testkit.junit.DumpOnFailure;
import org.jbroker.testkit.junit.NoLeaks;
import org.jbroker.testkit.process.OutputLine;
import org.jbroker.testkit.process.TestProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

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

  static String port(TestProcess pong) {
    String line = pong.awaitLine(LISTENING, TIMEOUT);
    return line.substring(line.lastIndexOf(' ') + 1);
  }
}
