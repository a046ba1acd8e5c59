package org.jbroker.cluster;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;

/** Writes layouts as text that {@link LayoutReader} reads as the same layout. */
final class LayoutWriter {

  private LayoutWriter() {}

  static String yaml(ClusterLayout layout) {
    StringBuilder out = new StringBuilder();
    layout
        .managerIsLoggerIfSet()
        .ifPresent(is -> out.append("manager_is_logger: ").append(is).append('\n'));
    out.append(layout.nodes().isEmpty() ? "nodes: {}\n" : "nodes:\n");
    for (ClusterNode node : layout.nodes().values()) {
      out.append("  ").append(yamlText(node.name())).append(":\n");
      fields(node)
          .forEach(
              (field, value) -> {
                String text = value instanceof String s ? yamlText(s) : value.toString();
                out.append("    ").append(field).append(": ").append(text).append('\n');
              });
    }
    return out.toString();
  }

  static String json(ClusterLayout layout) {
    StringJoiner nodes = new StringJoiner(",\n    ", "{\n    ", "\n  }").setEmptyValue("{}");
    for (ClusterNode node : layout.nodes().values()) {
      StringJoiner members = new StringJoiner(", ", "{", "}");
      fields(node)
          .forEach(
              (field, value) -> {
                String text = value instanceof String s ? quote(s) : value.toString();
                members.add(quote(field) + ": " + text);
              });
      nodes.add(quote(node.name()) + ": " + members);
    }
    String flag =
        layout
            .managerIsLoggerIfSet()
            .map(is -> "  \"manager_is_logger\": " + is + ",\n")
            .orElse("");
    return "{\n" + flag + "  \"nodes\": " + nodes + "\n}\n";
  }

  /** What is not at its default, by the names of the fields; texts and numbers. */
  private static Map<String, Object> fields(ClusterNode node) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("type", node.type().text());
    fields.put("ip", node.ip().toString());
    if (!node.zoneId().isEmpty()) {
      fields.put("zone_id", node.zoneId());
    }
    if (node.listens()) {
      fields.put("port", node.port());
    }
    node.networkInterface().ifPresent(value -> fields.put("interface", value));
    node.manager().ifPresent(value -> fields.put("manager", value));
    node.timeMachine().ifPresent(value -> fields.put("time_machine", value));
    node.lbFilter().ifPresent(value -> fields.put("lb_filter", value));
    return fields;
  }

  /** Without quotes if every reader of YAML takes it for a text. */
  private static String yamlText(String text) {
    boolean bare =
        text.matches("[A-Za-z][A-Za-z0-9_-]*")
            && !text.matches("(?i)null|true|false|yes|no|on|off|y|n");
    return bare ? text : quote(text);
  }

  /** As in JSON, which YAML reads, too. */
  private static String quote(String text) {
    StringBuilder out = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (isEscaped(c)) {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }

  /** What YAML folds or refuses. Control characters do not occur in a layout. */
  private static boolean isEscaped(char c) {
    return c == '\u2028' || c == '\u2029' || c == '\uFEFF' || c == '\uFFFE' || c == '\uFFFF';
  }
}
