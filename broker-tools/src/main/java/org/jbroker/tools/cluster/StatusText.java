package org.jbroker.tools.cluster;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jbroker.EndpointId;
import org.jbroker.cluster.ClusterStatus;
import org.jbroker.cluster.PoolNode;
import org.jbroker.cluster.PoolStatus;

/** A status as a table for people, and as JSON for programs. Stateless. */
final class StatusText {

  private static final JsonFactory JSON = new JsonFactory();
  private static final String NOTHING = "-";

  /** What topics of pools begin with, under either preset. */
  private static final String POOL_PREFIX = "^(bro|zeek)/cluster/pool/";

  private StatusText() {}

  /** A title, and the lines of a table. */
  static List<String> table(ClusterStatus status, List<NodeRow> nodes) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("NODE", "TYPE", "STATE", "UP SINCE", "POOLS", "ADDRESS", "ID"));
    for (NodeRow node : nodes) {
      rows.add(
          List.of(
              node.name(),
              node.type().text(),
              node.state().toString(),
              node.upSince().map(StatusText::seconds).orElse(NOTHING),
              pools(node.pools(status)),
              node.address().orElse(NOTHING),
              node.id().map(EndpointId::toString).orElse(NOTHING)));
    }
    List<String> lines = new ArrayList<>();
    lines.add(title(status, nodes));
    lines.addAll(aligned(rows));
    return lines;
  }

  private static String title(ClusterStatus status, List<NodeRow> nodes) {
    long up = nodes.stream().filter(node -> node.state() == NodeRow.State.UP).count();
    return status.name()
        + " sees "
        + up
        + " of "
        + nodes.size()
        + " nodes up; it is "
        + (status.fullyConnected() ? "" : "not ")
        + "fully connected; the cluster has "
        + (status.started() ? "" : "not ")
        + "started";
  }

  private static String seconds(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** In parentheses where it is given no work. */
  private static String pools(Map<String, Boolean> pools) {
    List<String> names = new ArrayList<>();
    pools.forEach(
        (topic, alive) -> {
          String name = topic.replaceFirst(POOL_PREFIX, "");
          names.add(alive ? name : "(" + name + ")");
        });
    return names.isEmpty() ? NOTHING : String.join(" ", names);
  }

  private static List<String> aligned(List<List<String>> rows) {
    int columns = rows.get(0).size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }

  /** The same as a JSON object. */
  static String json(ClusterStatus status, List<NodeRow> nodes) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(text)) {
      out.writeStartObject();
      out.writeStringField("node", status.name());
      out.writeBooleanField("fully_connected", status.fullyConnected());
      out.writeBooleanField("started", status.started());
      out.writeArrayFieldStart("nodes");
      for (NodeRow node : nodes) {
        node(out, node);
      }
      out.writeEndArray();
      out.writeArrayFieldStart("pools");
      for (PoolStatus pool : status.pools()) {
        pool(out, pool);
      }
      out.writeEndArray();
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // A StringWriter does not fail.
    }
    return text.toString();
  }

  private static void node(JsonGenerator out, NodeRow node) throws IOException {
    out.writeStartObject();
    out.writeStringField("name", node.name());
    out.writeStringField("type", node.type().text());
    out.writeStringField("state", node.state().toString());
    out.writeStringField("address", node.address().orElse(null));
    out.writeStringField("id", node.id().map(EndpointId::toString).orElse(null));
    out.writeStringField("up_since", node.upSince().map(Instant::toString).orElse(null));
    out.writeEndObject();
  }

  private static void pool(JsonGenerator out, PoolStatus pool) throws IOException {
    out.writeStartObject();
    out.writeStringField("topic", pool.topic());
    out.writeStringField("type", pool.nodeType().text());
    out.writeArrayFieldStart("nodes");
    for (PoolNode node : pool.nodes()) {
      out.writeStartObject();
      out.writeStringField("name", node.name());
      out.writeBooleanField("alive", node.alive());
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeEndObject();
  }
}
