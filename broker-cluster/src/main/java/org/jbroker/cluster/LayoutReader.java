package org.jbroker.cluster;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes a layout of a tree, and gives errors the place of the field they are about. */
final class LayoutReader {

  /** The longest part of a wrong value that an error repeats, in characters. */
  private static final int MAX_QUOTED = 64;

  private static final String NODES = "nodes";
  private static final String MANAGER_IS_LOGGER = "manager_is_logger";
  private static final List<String> ROOT_FIELDS = List.of(NODES, MANAGER_IS_LOGGER);

  static final List<String> NODE_FIELDS =
      List.of("type", "ip", "zone_id", "port", "interface", "manager", "time_machine", "lb_filter");

  private static final List<String> TYPES =
      Arrays.stream(NodeType.values())
          .filter(type -> type != NodeType.NONE)
          .map(NodeType::text)
          .toList();

  /** Where fields stand, by their path. */
  private final Map<String, YamlTree.Item> places = new HashMap<>();

  private LayoutReader() {}

  /**
   * Reads a layout.
   *
   * @throws LayoutException if it is not valid, with the place
   */
  static ClusterLayout read(String text) {
    return new LayoutReader().layout(YamlTree.read(text));
  }

  private ClusterLayout layout(YamlTree.Item item) {
    YamlTree.Mapping root = mapping(item, "", "a layout");
    refuseUnknown(root, "", ROOT_FIELDS);
    YamlTree.Entry nodes = root.entries().get(NODES);
    if (nodes == null) {
      throw at(root, NODES, "missing");
    }
    ClusterLayout.Builder builder = ClusterLayout.builder();
    Map<String, YamlTree.Entry> entries = mapping(nodes.value(), NODES, "the nodes").entries();
    if (entries.size() > ClusterLayout.MAX_NODES) {
      throw at(nodes.key(), NODES, "more than " + ClusterLayout.MAX_NODES + " nodes");
    }
    entries.values().forEach(entry -> builder.node(node(entry)));
    text(root, "", MANAGER_IS_LOGGER).ifPresent(text -> builder.managerIsLogger(bool(text)));
    try {
      return builder.build();
    } catch (LayoutException e) {
      throw placed(e, root, "");
    }
  }

  private ClusterNode node(YamlTree.Entry entry) {
    String name = entry.key().text();
    String path = LayoutException.path(quoted(name), "");
    YamlTree.Mapping fields = mapping(entry.value(), path, "a node");
    places.put(LayoutException.path(name, ""), entry.key());
    refuseUnknown(fields, path, NODE_FIELDS);
    fields
        .entries()
        .forEach((field, it) -> places.put(LayoutException.path(name, field), it.value()));
    NodeType type = type(fields, path);
    String ip =
        text(fields, path, "ip").orElseThrow(() -> at(entry.key(), path + ".ip", "missing"));
    try {
      ClusterNode node = ClusterNode.of(name, type, ip, port(fields, path));
      return withOptional(node, fields, path);
    } catch (LayoutException e) {
      throw placed(e, entry.key(), path);
    }
  }

  private ClusterNode withOptional(ClusterNode bare, YamlTree.Mapping fields, String path) {
    ClusterNode node = bare;
    Optional<String> zone = text(fields, path, "zone_id");
    if (zone.isPresent()) {
      if (!node.zoneId().isEmpty() && !node.zoneId().equals(zone.get())) {
        throw at(
            fields.entries().get("zone_id").value(),
            path + ".zone_id",
            "the field ip has another zone, " + quoted(node.zoneId()));
      }
      node = node.withZoneId(zone.get());
    }
    return new ClusterNode(
        node.name(),
        node.type(),
        node.ip(),
        node.zoneId(),
        node.port(),
        text(fields, path, "interface"),
        text(fields, path, "manager"),
        text(fields, path, "time_machine"),
        text(fields, path, "lb_filter"));
  }

  private NodeType type(YamlTree.Mapping fields, String path) {
    String field = path + ".type";
    String text = text(fields, path, "type").orElseThrow(() -> at(fields, field, "missing"));
    return NodeType.parse(text)
        .filter(type -> type != NodeType.NONE)
        .orElseThrow(
            () ->
                at(
                    fields.entries().get("type").value(),
                    field,
                    "no type of node is '" + quoted(text) + "'" + Nearest.hint(text, TYPES)));
  }

  /** A number, also as Zeek writes a port: 47761/tcp. */
  private int port(YamlTree.Mapping fields, String path) {
    Optional<String> text = text(fields, path, "port");
    if (text.isEmpty()) {
      return 0;
    }
    String digits = text.get().endsWith("/tcp") ? text.get().replace("/tcp", "") : text.get();
    if (!digits.matches("[0-9]{1,5}") || Integer.parseInt(digits) > 0xFFFF) {
      throw at(
          fields.entries().get("port").value(),
          path + ".port",
          "a TCP port is within 0..65535, not '" + quoted(text.get()) + "'");
    }
    return Integer.parseInt(digits);
  }

  private static boolean bool(String text) {
    return Boolean.parseBoolean(text);
  }

  /** The text of a field; empty if it is missing or null. */
  private Optional<String> text(YamlTree.Mapping owner, String path, String field) {
    YamlTree.Entry entry = owner.entries().get(field);
    if (entry == null) {
      return Optional.empty();
    }
    String full = path.isEmpty() ? field : path + "." + field;
    if (!(entry.value() instanceof YamlTree.Scalar scalar)) {
      throw at(entry.value(), full, "a single value was expected");
    }
    if (scalar.isNull()) {
      return Optional.empty();
    }
    if (field.equals(MANAGER_IS_LOGGER) && !scalar.text().matches("true|false")) {
      throw at(scalar, full, "true or false, not '" + quoted(scalar.text()) + "'");
    }
    return Optional.of(scalar.text());
  }

  private static YamlTree.Mapping mapping(YamlTree.Item item, String path, String what) {
    if (item instanceof YamlTree.Mapping mapping) {
      return mapping;
    }
    throw at(item, path, what + " is a mapping of names to values");
  }

  private static void refuseUnknown(
      YamlTree.Mapping mapping, String path, Collection<String> known) {
    for (YamlTree.Entry entry : mapping.entries().values()) {
      String name = entry.key().text();
      if (!known.contains(name)) {
        String field = path.isEmpty() ? quoted(name) : path + "." + quoted(name);
        throw at(entry.key(), field, "unknown field" + Nearest.hint(name, known));
      }
    }
  }

  /** Long names are cut, since errors end up in logs. */
  private static String quoted(String text) {
    String cut = text.length() > MAX_QUOTED ? text.substring(0, MAX_QUOTED) + "..." : text;
    return cut.codePoints()
        .map(
            c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE ? '?' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static LayoutException at(YamlTree.Item place, String field, String problem) {
    return LayoutException.at(place.line(), place.column(), field, problem);
  }

  /** The error of a node or layout at the place of the field, or of what it is about. */
  private LayoutException placed(LayoutException e, YamlTree.Item otherwise, String path) {
    if (e.line() != 0) {
      return e;
    }
    YamlTree.Item place = places.get(e.field());
    int dot = e.field().lastIndexOf('.');
    if (place == null && dot > 0) {
      place = places.get(e.field().substring(0, dot));
    }
    YamlTree.Item found = place == null ? otherwise : place;
    return e.at(found.line(), found.column(), path);
  }
}
