package org.jbroker.tools.pipe;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jbroker.EndpointOptions;
import org.jbroker.Message;
import org.jbroker.Subscriber;
import org.jbroker.Topic;
import org.jbroker.tools.cli.CommonOptions;
import org.jbroker.tools.cli.Console;
import org.jbroker.tools.cli.Lines;
import org.jbroker.tools.cli.PeeringOptions;
import org.jbroker.tools.cli.Session;
import org.jbroker.websocket.JsonCodec;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code broker pipe}: reads the options and runs one of its two directions. */
@Command(
    name = "pipe",
    description = {
      "Publishes each line of standard input as a string, or prints messages, one a line, as"
          + " 'topic: data'.",
      "",
      "--publish waits while no peer wants the topic, and ends when everything is sent."
          + " What happens to the peerings goes to standard error. Works against broker-pipe of the"
          + " C++ Broker."
    },
    footer = {
      "",
      "  broker pipe --subscribe /test --listen 127.0.0.1:9999",
      "  echo hello | broker pipe --publish /test --peer 127.0.0.1:9999",
      "  broker pipe --json --subscribe /zeek --peer 127.0.0.1:9999 >messages.json",
      "  broker pipe --json --publish /test --peer 127.0.0.1:9999 <messages.json"
    })
public final class PipeCommand implements Callable<Integer> {

  private final Console console;
  @Spec private CommandSpec spec;
  @Mixin private CommonOptions common;
  @Unmatched private List<String> unmatched = new ArrayList<>();
  @Mixin private PeeringOptions peering;

  @ArgGroup(exclusive = true, multiplicity = "1")
  private Direction direction;

  @Option(
      names = {"-n", "--count"},
      paramLabel = "N",
      description = "End after N messages (default: at the end of input, or never).")
  private Long count;

  @Option(
      names = "--json",
      description =
          "Lines are messages of Zeek's WebSocket API, with all types: {\"type\":\"data-message\","
              + "\"topic\":...,\"@data-type\":...,\"data\":...}. A line's own topic wins.")
  private boolean json;

  /** One of the two must be given. */
  static final class Direction {
    @Option(
        names = "--publish",
        paramLabel = "TOPIC",
        description = "Publish the lines of standard input under this topic.")
    private String publish;

    @Option(
        names = "--subscribe",
        paramLabel = "TOPIC",
        description = "Print messages whose topics start with this; repeatable.")
    private List<String> subscribe = new ArrayList<>();
  }

  /** A command that prints here. */
  public PipeCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException, IOException {
    EndpointOptions options = common.endpointOptions(unmatched, List.of());
    peering.validate();
    if (count != null && count <= 0) {
      throw new ParameterException(
          spec.commandLine(), "Invalid value for option '--count': expected above 0, not " + count);
    }
    long limit = count == null ? Long.MAX_VALUE : count;
    try (Session session = new Session(options, console::err)) {
      if (direction.publish != null) {
        session.connect(peering);
        Topic topic = Topic.of(direction.publish);
        LineForm form = json ? LineForm.json(session.endpoint().options()) : LineForm.string();
        new LinePublisher(session.endpoint(), topic, form, limit).run(System.in);
      } else {
        print(session, limit);
      }
    }
    return ExitCode.OK;
  }

  private void print(Session session, long limit) {
    JsonCodec codec = JsonCodec.create();
    String[] prefixes = direction.subscribe.toArray(new String[0]);
    try (Subscriber in = session.endpoint().subscriber(prefixes)) {
      session.connect(peering);
      long printed = 0;
      for (Message message : in) {
        console.out(
            json ? codec.write(message) : Lines.clean(message.topic() + ": " + message.data()));
        if (++printed == limit) {
          break;
        }
      }
    }
  }
}
