package org.jbroker.supervisor;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jbroker.data.Data;
import org.jbroker.data.Str;

/**
 * What the supervisor's store holds: a config and a status for each node, under {@code config/NAME}
 * and {@code status/NAME}. Its master is in the supervisor; others attach a clone.
 *
 * <p>A config changes only when a node is created or destroyed; a status changes with each state.
 * So changes are small, and each is a store event.
 */
public final class SupervisorStore {

  /** The name of the store. */
  public static final String NAME = "supervisor";

  private static final String CONFIG = "config/";
  private static final String STATUS = "status/";

  private SupervisorStore() {}

  /** The key of a node's config. */
  public static Data configKey(String node) {
    return Data.string(CONFIG + node);
  }

  /** The key of a node's status. */
  public static Data statusKey(String node) {
    return Data.string(STATUS + node);
  }

  /** The node whose status stands under a key; empty if it is another key. */
  public static Optional<String> nodeOfStatus(Data key) {
    return nameBehind(STATUS, key);
  }

  /** The node whose config stands under a key; empty if it is another key. */
  public static Optional<String> nodeOfConfig(Data key) {
    return nameBehind(CONFIG, key);
  }

  private static Optional<String> nameBehind(String prefix, Data key) {
    return key instanceof Str text && text.isUtf8() && text.text().startsWith(prefix)
        ? Optional.of(text.text().substring(prefix.length()))
        : Optional.empty();
  }

  /** The value under {@link #statusKey}: the status without its config. */
  public static Data statusValue(NodeStatus status) {
    return StatusCodec.encode(status, Data.none());
  }

  /**
   * Reads the value under {@link #statusKey}.
   *
   * @throws IllegalArgumentException if it is none; the text names the field
   */
  public static NodeStatus status(Data value, NodeConfig config) {
    return StatusCodec.decode(value, config);
  }

  /**
   * The statuses in the entries of the store, by name; a config without a status, as of a copy that
   * is not complete yet, is left out.
   *
   * @throws IllegalArgumentException if an entry is malformed; the text names key and field
   */
  public static Map<String, NodeStatus> statuses(Map<Data, Data> entries) {
    Map<String, NodeStatus> statuses = new TreeMap<>();
    entries.forEach(
        (key, value) ->
            nodeOfConfig(key)
                .filter(node -> entries.containsKey(statusKey(node)))
                .ifPresent(
                    node -> statuses.put(node, read(node, value, entries.get(statusKey(node))))));
    return statuses;
  }

  private static NodeStatus read(String node, Data config, Data status) {
    try {
      return status(status, NodeConfig.from(config));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("entry of node '" + node + "': " + e.getMessage(), e);
    }
  }
}
