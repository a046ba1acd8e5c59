package org.jbroker.tools.pipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jbroker.tools.Tool.TIMEOUT;

import java.util.stream.IntStream;
import org.jbroker.Endpoint;
import org.jbroker.EndpointOptions;
import org.jbroker.Topic;
import org.jbroker.testkit.junit.DumpOnFailure;
import org.jbroker.testkit.junit.NoLeaks;
import org.jbroker.testkit.process.TestProcess;
import org.jbroker.tools.Tool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Both directions of the pipe, as processes. */
@NoLeaks
class PipeProcessTest {

  private static final int LINES = 20_000;

  @RegisterExtension final DumpOnFailure dump = new DumpOnFailure();

  private TestProcess pipe(String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "pipe";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return dump.add(Tool.start(all));
  }

  @Test
  void everyLineArrivesInOrderWhoeverConnects() {
    try (TestProcess in = pipe("--subscribe=/p", "--listen=127.0.0.1:0", "--count=4");
        TestProcess out = pipe("--publish=/p/q", "--peer=" + Tool.address(in))) {
      out.writeLine("one");
      out.writeLine("");
      out.writeLine("three \u00e9");
      out.writeLine("four");
      out.closeInput();
      assertThat(out.requireEnd(TIMEOUT)).isZero();
      assertThat(in.requireEnd(TIMEOUT)).isZero();
      assertThat(Tool.output(out)).isEmpty();
      assertThat(Tool.output(in))
          .containsExactly("/p/q: one", "/p/q: ", "/p/q: three \u00e9", "/p/q: four");
    }
  }

  @Test
  void publishWaitsForAPeerThatWantsTheTopicAndSendsEverything() throws InterruptedException {
    EndpointOptions options = EndpointOptions.builder().ignoreBrokerConf(true).build();
    try (Endpoint peer = Endpoint.open(options);
        var other = peer.subscriber("/other");
        TestProcess out = pipe("--publish=/p", "--listen=127.0.0.1:0", "--count=" + LINES)) {
      StringBuilder input = new StringBuilder();
      IntStream.range(0, LINES + 1).forEach(i -> input.append(i).append('\n'));
      assertThat(peer.peer("127.0.0.1", Tool.port(Tool.address(out)))).isTrue();
      // The peering is up, and nobody wants /p yet. The input is there before that changes.
      Thread writer = new Thread(() -> out.writeLine(input.toString()), "test-input");
      writer.start();
      other.addTopic(Topic.of("/p"), TIMEOUT);
      for (int i = 0; i < LINES; i++) {
        assertThat(other.get(TIMEOUT).orElseThrow().data().as(String.class))
            .isEqualTo(Integer.toString(i));
      }
      assertThat(out.requireEnd(TIMEOUT)).isZero();
      writer.join(TIMEOUT.toMillis());
      assertThat(writer.isAlive()).isFalse();
      assertThat(other.poll()).isEmpty();
    }
  }

  @Test
  void subscribePrintsAnyDataOnOneLine() {
    EndpointOptions options = EndpointOptions.builder().ignoreBrokerConf(true).build();
    try (Endpoint peer = Endpoint.open(options);
        TestProcess in =
            pipe("--subscribe=/a", "--subscribe=/b", "--listen=127.0.0.1:0", "--count=3")) {
      assertThat(peer.peer("127.0.0.1", Tool.port(Tool.address(in)))).isTrue();
      peer.publish("/a", new int[] {1, 2});
      peer.publish("/c", "not this");
      peer.publish("/b", "two\nlines");
      peer.publish("/b", 1.5);
      assertThat(in.requireEnd(TIMEOUT)).isZero();
      assertThat(Tool.output(in)).containsExactly("/a: (1, 2)", "/b: two\\nlines", "/b: 1.500000");
    }
  }

  @Test
  void jsonKeepsEveryTypeInBothDirections() {
    String[] lines = {
      "{\"type\":\"data-message\",\"topic\":\"/p/own\",\"@data-type\":\"vector\",\"data\":["
          + "{\"@data-type\":\"count\",\"data\":18446744073709551615},"
          + "{\"@data-type\":\"port\",\"data\":\"80/tcp\"}]}",
      "{\"type\":\"data-message\",\"topic\":\"/p\",\"@data-type\":\"string\","
          + "\"data\":\"\\udcff\"}",
    };
    try (TestProcess in = pipe("--json", "--subscribe=/p", "--listen=127.0.0.1:0", "--count=2");
        TestProcess out = pipe("--json", "--publish=/p", "--peer=" + Tool.address(in))) {
      out.writeLine(lines[0]);
      out.writeLine("{\"@data-type\":\"string\",\"data\":\"\\udcff\"}"); // takes --publish
      out.closeInput();
      assertThat(out.requireEnd(TIMEOUT)).isZero();
      assertThat(in.requireEnd(TIMEOUT)).isZero();
      assertThat(Tool.output(in)).containsExactly(lines);
    }
  }

  @Test
  void jsonNamesTheLineThatIsNoMessage() {
    try (TestProcess in = pipe("--subscribe=/p", "--listen=127.0.0.1:0");
        TestProcess out = pipe("--json", "--publish=/p", "--peer=" + Tool.address(in))) {
      out.writeLine("{\"@data-type\":\"none\"}");
      out.writeLine("hello");
      assertThat(out.requireEnd(TIMEOUT)).isEqualTo(1);
      assertThat(out.lines())
          .anyMatch(line -> line.text().contains("line 2 of the input: invalid data at byte"));
    }
  }
}
