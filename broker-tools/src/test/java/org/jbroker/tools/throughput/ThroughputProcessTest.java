package org.jbroker.tools.throughput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jbroker.tools.Tool.TIMEOUT;

import java.util.regex.Pattern;
import org.jbroker.testkit.junit.DumpOnFailure;
import org.jbroker.testkit.junit.NoLeaks;
import org.jbroker.testkit.process.TestProcess;
import org.jbroker.tools.Tool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A server and two clients, as processes. */
@NoLeaks
class ThroughputProcessTest {

  private static final Pattern RATE = Pattern.compile("^rate: [1-9]\\d* events/s$");

  @RegisterExtension final DumpOnFailure dump = new DumpOnFailure();

  @Test
  void serverCountsWhatClientsSend() {
    try (TestProcess server =
            dump.add(Tool.start("throughput", "--server", "127.0.0.1:0", "-m", "5200"));
        TestProcess paced =
            dump.add(
                Tool.start(
                    "throughput",
                    "--batch-rate=10",
                    "--batch-size=10",
                    "--event-type=3",
                    "-m=200",
                    Tool.address(server)));
        TestProcess free =
            dump.add(
                Tool.start(
                    "throughput",
                    "--batch-rate=0",
                    "--event-type=2",
                    "-m=5000",
                    Tool.address(server)))) {
      assertThat(paced.requireEnd(TIMEOUT)).isZero();
      assertThat(free.requireEnd(TIMEOUT)).isZero();
      assertThat(server.requireEnd(TIMEOUT)).isZero();
      assertThat(Tool.output(paced)).contains("sent 200 events");
      assertThat(Tool.output(free)).contains("sent 5000 events");
      assertThat(Tool.output(server)).last().isEqualTo("received 5200 events, lost 0 messages");
      // The paced client takes two seconds, so a second ends while events come.
      server.awaitLine(RATE, TIMEOUT);
    }
  }
}
