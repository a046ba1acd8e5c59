package org.jbroker.tools.ctl;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jbroker.supervisor.NodeExit;
import org.jbroker.supervisor.NodeState;
import org.jbroker.supervisor.NodeStatus;
import org.jbroker.tools.cli.Lines;

/** Statuses as a table and as JSON. */
final class StatusReport {

  private static final List<String> HEAD =
      List.of("NAME", "TYPE", "STATE", "PID", "UPTIME", "RESTARTS", "NOTE");

  /** PID, UPTIME and RESTARTS. */
  private static final Set<Integer> NUMBERS = Set.of(3, 4, 5);

  private static final double MILLIS_PER_SECOND = 1e3;

  private final Collection<NodeStatus> nodes;
  private final Instant now;

  /** A report of these nodes at this time. */
  StatusReport(Collection<NodeStatus> nodes, Instant now) {
    this.nodes = nodes;
    this.now = now;
  }

  /** The lines of the table. */
  List<String> table(boolean colour) {
    Table table = new Table(HEAD, NUMBERS);
    for (NodeStatus node : nodes) {
      table.add(
          List.of(
              Table.Cell.of(Lines.clean(node.name())),
              Table.Cell.of(node.config().type().text()),
              new Table.Cell(node.state().text(), colour(node.state())),
              Table.Cell.of(number(node.pid())),
              Table.Cell.of(uptime(node).map(StatusReport::text).orElse("-")),
              Table.Cell.of(node.restarts()),
              Table.Cell.of(Lines.clean(note(node)))));
    }
    return table.lines(colour);
  }

  private static String colour(NodeState state) {
    return switch (state) {
      case RUNNING -> "32";
      case FATAL -> "31";
      case STARTING, STOPPING, CLEANING_UP, BACKING_OFF -> "33";
      case STOPPED, EXITED -> "";
    };
  }

  private static String number(OptionalLong value) {
    return value.isPresent() ? String.valueOf(value.getAsLong()) : "-";
  }

  private Optional<Duration> uptime(NodeStatus node) {
    if (node.state() != NodeState.RUNNING) {
      return Optional.empty();
    }
    Duration uptime = Duration.between(node.since(), now);
    return Optional.of(uptime.isNegative() ? Duration.ZERO : uptime);
  }

  /** {@code 5s}, {@code 4m05s}, {@code 3h04m}, {@code 2d03h}. */
  static String text(Duration time) {
    if (time.toDays() > 0) {
      return String.format(Locale.ROOT, "%dd%02dh", time.toDays(), time.toHoursPart());
    } else if (time.toHours() > 0) {
      return String.format(Locale.ROOT, "%dh%02dm", time.toHours(), time.toMinutesPart());
    } else if (time.toMinutes() > 0) {
      return String.format(Locale.ROOT, "%dm%02ds", time.toMinutes(), time.toSecondsPart());
    }
    return time.toSeconds() + "s";
  }

  private static String note(NodeStatus node) {
    if (!node.message().isEmpty()) {
      return node.message();
    }
    return node.state() == NodeState.STOPPED
        ? ""
        : node.lastExit().map(exit -> "last " + exit.text()).orElse("");
  }

  /** The array of the nodes. */
  void write(JsonGenerator json) throws IOException {
    json.writeStartArray();
    for (NodeStatus node : nodes) {
      json.writeStartObject();
      json.writeStringField("name", node.name());
      json.writeStringField("type", node.config().type().text());
      json.writeStringField("state", node.state().text());
      json.writeBooleanField("wanted", node.isWanted());
      number(json, "pid", node.pid());
      Optional<Duration> uptime = uptime(node);
      json.writeFieldName("uptime_seconds");
      if (uptime.isPresent()) {
        json.writeNumber(uptime.get().toMillis() / MILLIS_PER_SECOND);
      } else {
        json.writeNull();
      }
      json.writeStringField("since", node.since().toString());
      json.writeNumberField("restarts", node.restarts());
      exit(json, node.lastExit());
      json.writeStringField("message", node.message());
      json.writeArrayFieldStart("command");
      for (String argument : node.config().command()) {
        json.writeString(argument);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void number(JsonGenerator json, String field, OptionalLong value)
      throws IOException {
    json.writeFieldName(field);
    if (value.isPresent()) {
      json.writeNumber(value.getAsLong());
    } else {
      json.writeNull();
    }
  }

  private static void exit(JsonGenerator json, Optional<NodeExit> exit) throws IOException {
    json.writeFieldName("last_exit");
    if (exit.isEmpty()) {
      json.writeNull();
      return;
    }
    json.writeStartObject();
    json.writeFieldName("code");
    if (exit.get().code().isPresent()) {
      json.writeNumber(exit.get().code().getAsInt());
    } else {
      json.writeNull();
    }
    json.writeStringField("at", exit.get().at().toString());
    json.writeEndObject();
  }
}
