package org.jbroker.tools.ctl;

import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jbroker.Subscription;
import org.jbroker.supervisor.NodeNotice;
import org.jbroker.supervisor.SupervisorClient;
import org.jbroker.supervisor.SupervisorClientOptions;
import org.jbroker.supervisor.SupervisorConnection;
import org.jline.utils.Signals;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;

/** {@code serve}: the main process of a service, in the foreground. */
@Command(
    name = "serve",
    description = {
      "Keeps a supervisor running, in the foreground, and prints what becomes of the nodes: the main"
          + " process of a service.",
      "",
      "SIGTERM and SIGINT stop the workers, then the supervisor, then this. SIGHUP ends this alone,"
          + " with status 129, as kill -9 does; the next one goes on with what runs. It also ends"
          + " when somebody else shuts the supervisor down."
    })
final class ServeCommand extends CtlAction {

  /** As a shell tells of a process that SIGHUP ended: not a success for who starts it again. */
  private static final int HANGUP = 129;

  /** Why it ends. */
  private enum End {
    STOP,
    HANGUP,
    SUPERVISOR_ENDED
  }

  @Override
  int run(CtlSession session) throws InterruptedException {
    if (ctl().isInShell()) {
      throw wrong("is no command of the shell");
    }
    BlockingQueue<End> ends = new LinkedBlockingQueue<>();
    // From the beginning on, or a signal during the start would leave a supervisor behind.
    Signals.register("TERM", () -> ends.add(End.STOP));
    Signals.register("INT", () -> ends.add(End.STOP));
    Signals.register("HUP", () -> ends.add(End.HANGUP));
    SupervisorClientOptions options =
        SupervisorClientOptions.builder(session.directory())
            .topics(session.topics())
            .keepRunning(true)
            .name("broker-ctl")
            .build();
    try (SupervisorClient client = SupervisorClient.connect(options)) {
      client.onConnection(
          connection -> {
            connection(client, connection);
            if (connection == SupervisorConnection.ENDED) {
              ends.add(End.SUPERVISOR_ENDED);
            }
          });
      Subscription notices = client.onNotice(this::notice);
      try {
        return switch (ends.take()) {
          case STOP -> stop(session, client);
          case HANGUP -> {
            event("leaving", "leaving; supervisor and workers run on");
            yield HANGUP;
          }
          case SUPERVISOR_ENDED -> ExitCode.OK;
        };
      } finally {
        notices.close();
      }
    }
  }

  private int stop(CtlSession session, SupervisorClient client) throws InterruptedException {
    event("stopping", "stopping the workers, then the supervisor");
    if (session.timeout().isPresent()) {
      client.within(session.timeout().get()).shutdown();
    } else {
      client.shutdown();
    }
    event("stopped", "workers and supervisor have ended");
    return ExitCode.OK;
  }

  private void connection(SupervisorClient client, SupervisorConnection connection) {
    OptionalLong pid = client.supervisorPid();
    String process = pid.isPresent() ? " " + pid.getAsLong() : "";
    switch (connection) {
      case CONNECTED ->
          event("connected", "supervisor" + process + " runs in " + client.options().directory());
      case LOST -> event("lost", "supervisor" + process + " is gone; its workers run on");
      case ENDED -> event("ended", "supervisor" + process + " was told to end");
    }
  }

  private void notice(NodeNotice notice) {
    CtlOutput output = output();
    output.line(
        notice.node()
            + " "
            + notice.state().text()
            + (notice.pid() == 0 ? "" : " (pid " + notice.pid() + ")"));
    output.object(
        json -> {
          json.writeStringField("node", notice.node());
          json.writeStringField("state", notice.state().text());
          if (notice.pid() != 0) {
            json.writeNumberField("pid", notice.pid());
          }
        });
  }

  private void event(String name, String text) {
    output().line(text);
    output().object(json -> json.writeStringField("event", name));
  }
}
