package org.jbroker.tools.demo;

import java.util.concurrent.Callable;
import org.jbroker.EndpointOptions;
import org.jbroker.Message;
import org.jbroker.NetworkInfo;
import org.jbroker.Subscriber;
import org.jbroker.tools.cli.Console;
import org.jbroker.tools.cli.InputWatch;
import org.jbroker.tools.cli.Session;
import org.jbroker.zeek.ZeekEvent;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Parameters;

/**
 * A child process of the demo, with a clone of its store. It answers each event with {@code pong(n,
 * NAME)}: {@code ping(n)}; {@code visit(n)} when n visits are counted and durable; {@code
 * total(expected)} with what its clone holds.
 */
@Command(name = WorkerCommand.NAME, hidden = true, description = "A child process of the demo.")
public final class WorkerCommand implements Callable<Integer> {

  static final String NAME = "demo-worker";

  /** What all workers listen to; each listens to its own name, too. */
  static final String EVERYBODY = "/demo/all";

  static final String ANSWERS = "/demo/pong/";
  static final String PING = "ping";
  static final String VISIT = "visit";
  static final String TOTAL = "total";
  static final String PONG = "pong";

  private final Console console;

  @Parameters(index = "0", paramLabel = "NAME", description = "Name of the worker.")
  private String name;

  @Parameters(index = "1", paramLabel = "HOST:PORT", description = "Where to listen.")
  private NetworkInfo address;

  /** A command that prints here. */
  public WorkerCommand(Console console) {
    this.console = console;
  }

  /** What one worker alone listens to. */
  static String topicOf(String worker) {
    return "/demo/" + worker;
  }

  @Override
  public Integer call() throws InterruptedException {
    EndpointOptions options = EndpointOptions.builder().ignoreBrokerConf(true).name(name).build();
    try (Session session = new Session(options, console::out);
        Subscriber in = session.endpoint().subscriber(EVERYBODY, topicOf(name))) {
      InputWatch.exitAtEnd();
      ClonedStore visits = new ClonedStore(session.endpoint());
      console.out("id " + session.endpoint().id());
      session.listen(address);
      for (Message message : in) {
        ZeekEvent event = ZeekEvent.from(message.data());
        long answer = answer(visits, event.name(), event.args().get(0).as(Long.class));
        session.endpoint().publish(ANSWERS + name, new ZeekEvent(PONG, answer, name));
      }
    }
    return ExitCode.OK;
  }

  private static long answer(ClonedStore visits, String event, long number)
      throws InterruptedException {
    switch (event) {
      case VISIT -> visits.visit(number);
      case TOTAL -> {
        return visits.total(number);
      }
      default -> {} // A ping: its number comes back.
    }
    return number;
  }
}
