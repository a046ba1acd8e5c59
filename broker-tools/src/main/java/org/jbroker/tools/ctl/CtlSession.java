package org.jbroker.tools.ctl;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jbroker.supervisor.RuntimeDirectory;
import org.jbroker.supervisor.SupervisorClient;
import org.jbroker.supervisor.SupervisorClientOptions;
import org.jbroker.supervisor.SupervisorCommands;
import org.jbroker.supervisor.SupervisorTopics;

/**
 * The supervisor of a command or shell, connected when it is first needed. Used by one thread, but
 * for {@link #nodeNames}.
 */
class CtlSession implements AutoCloseable {

  private final RuntimeDirectory directory;
  private final SupervisorTopics topics;
  private final Optional<Duration> timeout;
  private final boolean json;
  private volatile SupervisorClient client;
  private boolean exiting;

  CtlSession(
      RuntimeDirectory directory,
      SupervisorTopics topics,
      Optional<Duration> timeout,
      boolean json) {
    this.directory = directory;
    this.topics = topics;
    this.timeout = timeout;
    this.json = json;
  }

  RuntimeDirectory directory() {
    return directory;
  }

  SupervisorTopics topics() {
    return topics;
  }

  boolean isJson() {
    return json;
  }

  Optional<Duration> timeout() {
    return timeout;
  }

  /** The same supervisor, asked with another time-out if there is one. */
  CtlSession withTimeout(Optional<Duration> other) {
    if (other.isEmpty()) {
      return this;
    }
    CtlSession outer = this;
    return new CtlSession(directory, topics, other, json) {
      @Override
      SupervisorClient client(boolean start) throws InterruptedException {
        return outer.client(start);
      }

      @Override
      void exitShell() {
        outer.exitShell();
      }
    };
  }

  /**
   * The client, connected.
   *
   * @param start whether a supervisor is started if none runs
   * @throws org.jbroker.supervisor.SupervisorException if there is none
   */
  SupervisorClient client(boolean start) throws InterruptedException {
    SupervisorClient known = client;
    if (known != null && (known.isConnected() || start == known.options().startIfMissing())) {
      known.reconnect();
      return known;
    }
    close();
    SupervisorClientOptions.Builder options =
        SupervisorClientOptions.builder(directory)
            .topics(topics)
            .startIfMissing(start)
            .name("broker-ctl");
    client = SupervisorClient.connect(options.build());
    return client;
  }

  /** The requests, with the time-out that was asked for. */
  SupervisorCommands commands(boolean start) throws InterruptedException {
    SupervisorClient connected = client(start);
    return timeout.<SupervisorCommands>map(connected::within).orElse(connected);
  }

  /** What nodes there are, as far as is known without waiting; for completion. */
  Set<String> nodeNames() {
    SupervisorClient known = client;
    return known == null ? Set.of() : known.knownNodes();
  }

  /** The shell ends after this command. */
  void exitShell() {
    exiting = true;
  }

  boolean isExiting() {
    return exiting;
  }

  @Override
  public void close() {
    SupervisorClient known = client;
    if (known != null) {
      known.close();
      client = null;
    }
  }
}
