package org.jbroker.supervisor;

import java.util.concurrent.CompletableFuture;
import org.jbroker.BrokerException;
import org.jbroker.supervisor.service.MainArguments;

/**
 * The supervisor process.
 *
 * <p>It prints {@code supervisor ready} to stdout when it can be talked to, and what is wrong to
 * stderr. Exit codes: 0 after a request to shut down, 1 if it cannot start (as when another one
 * uses the directory), 2 if the command line is wrong. SIGTERM, SIGINT and SIGHUP end it and leave
 * its workers running, as {@code kill -9} does; the next one adopts them. What stops the workers is
 * a {@link SupervisorRequest.Shutdown}.
 */
public final class SupervisorMain {

  /** What it prints to stdout when it can be talked to. */
  public static final String READY = "supervisor ready";

  private static final int FAILURE = 1;
  private static final int USAGE = 2;

  private SupervisorMain() {}

  /** Runs a supervisor until it is told to end; {@code --help} tells the options. */
  public static void main(String... args) throws Exception {
    int code = run(args);
    if (code != 0) {
      System.exit(code);
    }
  }

  private static int run(String... args) throws Exception {
    SupervisorOptions options;
    try {
      MainArguments arguments = MainArguments.parse(args);
      if (arguments.isHelp()) {
        System.out.print(MainArguments.USAGE);
        return 0;
      }
      options = arguments.options();
    } catch (IllegalArgumentException | SupervisorException e) {
      System.err.println("supervisor: " + e.getMessage());
      System.err.print(MainArguments.USAGE);
      return USAGE;
    }
    try (Supervisor supervisor = Supervisor.start(options)) {
      Thread onSignal = new Thread(supervisor::close, "supervisor-signal");
      Runtime.getRuntime().addShutdownHook(onSignal);
      System.out.println(READY);
      CompletableFuture<Void> ended = supervisor.ended();
      ended.get();
      return 0;
    } catch (SupervisorException | BrokerException e) {
      System.err.println("supervisor: " + e.getMessage());
      return FAILURE;
    }
  }
}
