package org.jbroker.tools.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jbroker.testkit.Await;
import org.jbroker.testkit.junit.DumpOnFailure;
import org.jbroker.testkit.junit.NoLeaks;
import org.jbroker.testkit.net.HeldPort;
import org.jbroker.testkit.process.TestProcess;
import org.jbroker.tools.Tool;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Clusters of processes, as users start them. */
@NoLeaks(ignoreThreads = "globalEventExecutor-.*")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ClusterCommandTest {

  /** Long enough for a machine that is busy; nothing waits that long when all is well. */
  private static final Duration SOON = Duration.ofSeconds(60);

  @RegisterExtension final DumpOnFailure dump = new DumpOnFailure();
  @TempDir Path directory;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Path layout;

  @BeforeEach
  void nameLayout() {
    layout = directory.resolve("layout.yaml");
  }

  private void writeLayout(int manager, int logger, int proxy) throws IOException {
    Files.writeString(
        layout,
        """
        nodes:
          logger-1: {type: logger, ip: 127.0.0.1, port: %s}
          manager:  {type: manager, ip: 127.0.0.1, port: %s}
          proxy-1:  {type: proxy, ip: 127.0.0.1, port: %s, manager: manager}
          worker-1: {type: worker, ip: 127.0.0.1, manager: manager}
        """
            .formatted(logger, manager, proxy));
  }

  private TestProcess run(String... options) {
    String[] all = new String[options.length + 5];
    all[0] = "cluster";
    all[1] = "run";
    all[2] = layout.toString();
    all[3] = "--log-dir=" + directory.resolve("logs");
    all[4] = "--retry=0.2";
    System.arraycopy(options, 0, all, 5, options.length);
    return dump.add(Tool.start(all));
  }

  private static String await(TestProcess process, String line) {
    return process.awaitLine(Pattern.compile("^" + line + "$"), SOON);
  }

  private String status(String... options) {
    out.reset();
    String[] all = new String[options.length + 2];
    all[0] = "cluster";
    all[1] = "status";
    System.arraycopy(options, 0, all, 2, options.length);
    assertThat(Tool.run(out, err, all)).as(err.toString(StandardCharsets.UTF_8)).isZero();
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void runShowsAllNodesAndEndsThemInOrderAndStatusAsksThem() throws IOException {
    assumeTrue(isDelivered(2), "SIGINT is ignored here, as under nohup, and so by children");
    try (HeldPort manager = new HeldPort();
        HeldPort logger = new HeldPort();
        HeldPort proxy = new HeldPort()) {
      writeLayout(manager.number(), logger.number(), proxy.number());
      try (TestProcess run = run("--version-one=proxy-1", "--rate=100", "--", "-N", "x")) {
        for (String name : List.of("worker-1", "proxy-1 ", "manager ", "logger-1")) {
          await(run, name + " \\| cluster started");
        }
        await(run, "manager  \\| listening on " + manager);
        await(run, "worker-1 \\| hosts moved from nobody to proxy-1: 16 of 16: 10\\.0\\.0\\.1 .*");
        await(run, "worker-1 \\| hosts are with proxy-1: 16");
        await(run, "manager  \\| store has \\d+ hosts, seen [1-9]\\d* times");

        assertThat(status("--layout=" + layout).lines())
            .satisfiesExactly(
                line -> assertThat(line).startsWith("manager sees 4 of 4 nodes up; it is fully"),
                line -> assertThat(line).startsWith("NODE "),
                line ->
                    assertThat(line).matches("logger-1  logger   up .* logger  " + logger + " .*"),
                line -> assertThat(line).startsWith("manager   manager  up "),
                line -> assertThat(line).startsWith("proxy-1   proxy    up "),
                line -> assertThat(line).startsWith("worker-1  worker   up "));
        assertThat(status("--layout=" + layout, "--node=proxy-1"))
            .startsWith("proxy-1 sees 4 of 4");
        assertThat(status("--peer=" + proxy, "--json"))
            .startsWith("{\"node\":\"proxy-1\",\"fully_connected\":true,\"started\":true,")
            .hasLineCount(1);

        run.signal("INT");
        assertThat(run.requireEnd(SOON)).isEqualTo(130);
        assertThat(Tool.output(run).stream().filter(line -> line.endsWith(" | ended")))
            .containsExactly(
                "worker-1 | ended", "proxy-1  | ended", "manager  | ended", "logger-1 | ended");
      }
      assertThat(directory.resolve("logs/logger-1/cluster.log"))
          .content()
          .contains("\tworker-1\tnode up proxy-1", "\tlogger-1\tnode down manager", "#close");
    }
  }

  @Test
  void nodesEndWithTheRunEvenIfItIsKilled() throws IOException {
    try (HeldPort manager = new HeldPort()) {
      writeLayout(manager.number(), 1, 2);
      try (TestProcess run = run("--only=manager,worker-1")) {
        await(run, "manager  \\| node up worker-1 .*");
        List<ProcessHandle> children =
            ProcessHandle.of(run.pid()).orElseThrow().descendants().toList();
        assertThat(children).hasSize(2);

        run.kill9();

        Await.until(
            SOON, "the nodes are gone", () -> children.stream().noneMatch(ProcessHandle::isAlive));
      }
    }
  }

  @Test
  void aNodeThatCannotListenEndsTheRunWithAFailure() throws IOException {
    try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      writeLayout(busy.getLocalPort(), 1, 2);
      try (TestProcess run = run("--only=manager")) {
        await(run, "manager \\| broker cluster node: .*" + busy.getLocalPort() + ".*");
        await(run, "manager \\| ended by itself, with status 1");
        assertThat(run.requireEnd(SOON)).isEqualTo(1);
      }
    }
  }

  @Test
  void aNodeTakesItsNameAndLayoutFromTheEnvironment() throws IOException {
    writeLayout(3, 1, 2);
    try (TestProcess node =
        dump.add(
            TestProcess.java("org.jbroker.tools.BrokerMain", "cluster", "node", "--exit-on-eof")
                .environment("CLUSTER_NODE", "worker-1")
                .environment("CLUSTER_LAYOUT", layout.toString())
                .start())) {
      await(node, "node worker-1, worker, [0-9a-f-]{36}");
      node.closeInput();
      assertThat(node.requireEnd(SOON)).isZero();
    }
  }

  @Test
  void statusSaysWhoDidNotAnswer() throws IOException {
    int port;
    try (HeldPort nobody = new HeldPort()) {
      port = nobody.number();
      writeLayout(port, 1, 2);
      int exit = Tool.run(out, err, "cluster", "status", "--layout=" + layout, "--node=manager");
      assertThat(exit).isEqualTo(1);
      assertThat(err.toString(StandardCharsets.UTF_8))
          .contains("127.0.0.1:" + port)
          .contains("broker cluster status: no node answered");
      assertThat(out.size()).isZero();
    }
  }

  @Test
  void whatIsWrongWithALayoutIsSaidWithItsPlace() throws IOException {
    Files.writeString(layout, "nodes:\n  m: {type: manger, ip: 127.0.0.1}\n");
    for (List<String> command :
        List.of(
            List.of("cluster", "run", layout.toString()),
            List.of("cluster", "node", "--node=m", "--layout=" + layout),
            List.of("cluster", "status", "--layout=" + layout))) {
      err.reset();
      assertThat(Tool.run(out, err, command.toArray(new String[0]))).isEqualTo(2);
      assertThat(err.toString(StandardCharsets.UTF_8)).contains(layout + ":2:", "type", "manager");
    }
    Files.writeString(layout, "nodes:\n  p: {type: proxy, ip: 127.0.0.1}\n");
    err.reset();
    assertThat(Tool.run(out, err, "cluster", "node", "--node=p", "--layout=" + layout))
        .isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("no manager");
    writeLayout(3, 1, 2);
    err.reset();
    assertThat(Tool.run(out, err, "cluster", "node", "--node=worker-2", "--layout=" + layout))
        .isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("worker-2", "worker-1");
  }

  /** Whether this process, and so its children, do not ignore a signal. */
  private static boolean isDelivered(int signal) throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("SigIgn:"))
        .map(line -> Long.parseUnsignedLong(line.substring("SigIgn:".length()).trim(), 16))
        .allMatch(ignored -> (ignored >>> (signal - 1) & 1) == 0);
  }
}
