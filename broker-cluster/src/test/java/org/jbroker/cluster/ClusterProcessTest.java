package org.jbroker.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jbroker.cluster.TestCluster.SOON;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jbroker.EndpointId;
import org.jbroker.cluster.ClusterEvent.NodeDown;
import org.jbroker.cluster.ClusterEvent.NodeUp;
import org.jbroker.testkit.junit.NoLeaks;
import org.jbroker.testkit.process.TestProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node in a process of its own, which finds out from its environment who it is. */
@NoLeaks(ignoreThreads = TestCluster.NETTY_SHARED)
class ClusterProcessTest {

  @TempDir Path directory;

  /** What runs there: a node that prints its id, and ends with its input. */
  static final class Main {

    private Main() {}

    public static void main(String[] args) throws IOException, InterruptedException {
      try (Cluster cluster = Cluster.fromEnvironment()) {
        System.out.println("id " + cluster.endpoint().id());
        if (cluster.awaitFullyConnected(SOON)) {
          System.out.println("connected " + cluster.localNode().orElseThrow().name());
        }
        while (System.in.read() >= 0) {
          // Until the input ends.
        }
      }
      System.out.println("left");
    }
  }

  private TestProcess worker() {
    return TestProcess.java(Main.class)
        .name("worker-1")
        .directory(directory)
        .environment("CLUSTER_NODE", "worker-1")
        .environment("CLUSTER_LAYOUT", "")
        .environment("BRO_DEFAULT_CONNECT_RETRY", "1")
        .start();
  }

  private static EndpointId id(TestProcess process) {
    Pattern line = Pattern.compile("id (.*)");
    String text = process.awaitLine(line, SOON.plus(Duration.ofSeconds(10)));
    process.awaitLine(Pattern.compile("connected worker-1"), SOON);
    return EndpointId.of(text.substring("id ".length()));
  }

  @Test
  void processThatIsKilledIsDownAndItsSuccessorIsUp() throws Exception {
    try (TestCluster nodes =
        new TestCluster().node("manager", NodeType.MANAGER).node("worker-1", NodeType.WORKER)) {
      nodes.start("manager");
      Files.writeString(directory.resolve("cluster-layout.yaml"), nodes.layout().toYaml());
      EndpointId killed;
      try (TestProcess first = worker()) {
        killed = id(first);
        assertThat(nodes.nextUp("manager")).isEqualTo(new NodeUp("worker-1", killed));
        first.kill9();
        assertThat(nodes.nextDown("manager")).isEqualTo(new NodeDown("worker-1", killed));
      }
      try (TestProcess second = worker()) {
        EndpointId again = id(second);
        assertThat(again).isNotEqualTo(killed);
        assertThat(nodes.nextUp("manager")).isEqualTo(new NodeUp("worker-1", again));

        second.closeInput();
        second.awaitLine(Pattern.compile("left"), SOON);
        assertThat(nodes.nextDown("manager")).isEqualTo(new NodeDown("worker-1", again));
        assertThat(second.requireEnd(SOON)).isZero();
      }
    }
  }
}
