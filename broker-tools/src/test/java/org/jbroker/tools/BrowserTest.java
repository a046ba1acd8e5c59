package org.jbroker.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jbroker.Endpoint;
import org.jbroker.EndpointOptions;
import org.jbroker.store.Store;
import org.jbroker.testkit.junit.DumpOnFailure;
import org.jbroker.testkit.process.TestProcess;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The WebSocket API with clients that we did not write. Not among the default tests: {@code mvn
 * verify -Pbrowser} needs Node.js with npm, the npm registry, and Chromium, which {@code
 * -Dbroker.chromium=PATH} names if it is not {@code /usr/bin/chromium}. With {@code
 * -Dbroker.screenshots=DIRECTORY} it leaves the pictures that the docs show.
 */
@Tag("browser")
class BrowserTest {

  private static final Duration LIMIT = Duration.ofSeconds(50);
  private static final Path SCRIPTS =
      Path.of(System.getProperty("basedir", ".")).resolve("src/test/browser");
  private static final Pattern SERVING = Pattern.compile("^serving WebSocket on .*:(\\d+)$");

  @RegisterExtension final DumpOnFailure dump = new DumpOnFailure();

  @BeforeAll
  static void install() {
    try (TestProcess npm =
        TestProcess.command("npm", "ci", "--no-fund", "--no-audit").directory(SCRIPTS).start()) {
      assertThat(npm.requireEnd(LIMIT)).as("npm ci").isZero();
    }
  }

  private TestProcess script(String... command) {
    List<String> all = new ArrayList<>(List.of("node"));
    all.addAll(List.of(command));
    return dump.add(TestProcess.command(all.toArray(new String[0])).directory(SCRIPTS).start());
  }

  private TestProcess node() {
    return dump.add(
        Tool.start(
            "node",
            "--websocket=127.0.0.1:0",
            "--page",
            "--listen=127.0.0.1:0",
            "--master=visits",
            "--topic=/"));
  }

  private static String port(TestProcess node) {
    Matcher line = SERVING.matcher(node.awaitLine(SERVING, Tool.TIMEOUT));
    assertThat(line.matches()).isTrue();
    return line.group(1);
  }

  @Test
  void npmsClientIsServedAndRefusedAsItShouldBe() {
    try (TestProcess node = node();
        TestProcess client = script("client.js", port(node))) {
      assertThat(client.requireEnd(LIMIT)).isZero();
      assertThat(Tool.output(client)).contains("all as it should be");
    }
  }

  @Test
  void chromiumShowsMessagesAndStoresAndPublishes() throws InterruptedException {
    List<String> command = new ArrayList<>(List.of("page.js"));
    try (TestProcess node = node();
        Endpoint peer = Endpoint.open(EndpointOptions.builder().ignoreBrokerConf(true).build())) {
      command.add(port(node));
      command.add(System.getProperty("broker.chromium", "/usr/bin/chromium"));
      String screenshots = System.getProperty("broker.screenshots");
      if (screenshots != null) {
        command.add(Path.of(screenshots).toAbsolutePath().toString());
      }
      assertThat(peer.peer("127.0.0.1", Tool.port(Tool.address(node)))).isTrue();
      try (Store visits = peer.attachClone("visits");
          TestProcess page = script(command.toArray(new String[0]))) {
        for (int screen = 0; screen < 2; screen++) {
          page.awaitNextLine(Pattern.compile("^change$"), LIMIT);
          visits.put("carol", 12);
          visits.put("bob", 7);
          visits.increment("alice", 1);
          assertThat(visits.awaitIdle(LIMIT)).isTrue();
          visits.erase("bob");
        }
        assertThat(page.requireEnd(LIMIT)).isZero();
      }
    }
  }
}
