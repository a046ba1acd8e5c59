package org.jbroker.supervisor.client;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.jbroker.supervisor.NodeStatus;
import org.jbroker.supervisor.RuntimeDirectory;
import org.jbroker.supervisor.SupervisorClient;
import org.jbroker.supervisor.SupervisorClientOptions;

/**
 * A main process for tests: connects, prints {@code supervisor PID} and {@code node NAME STATE PID}
 * for each node, and {@code main ready}; then it waits to be killed, and keeps the supervisor
 * running meanwhile.
 */
final class MainProgram {

  private MainProgram() {}

  /** Takes the runtime directory. */
  public static void main(String... args) throws Exception {
    RuntimeDirectory directory = RuntimeDirectory.at(Path.of(args[0]));
    SupervisorClientOptions options =
        SupervisorClientOptions.builder(directory).keepRunning(true).build();
    try (SupervisorClient client = SupervisorClient.connect(options)) {
      System.out.println("supervisor " + client.supervisorPid().getAsLong());
      for (NodeStatus status : client.status().values()) {
        System.out.println(
            "node " + status.name() + " " + status.state().text() + " " + status.pid().orElse(0));
      }
      System.out.println("main ready");
      new CountDownLatch(1).await();
    }
  }
}
