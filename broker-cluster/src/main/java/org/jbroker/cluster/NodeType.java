package org.jbroker.cluster;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a node does in a cluster: {@code Cluster::NodeType} of Zeek, in its order. */
public enum NodeType {
  /** Not within a cluster; no node of a layout is of this type. */
  NONE,
  /** May view and change the configuration of other nodes. */
  CONTROL,
  /** Collects logs. */
  LOGGER,
  /** Decides, and knows all others. */
  MANAGER,
  /** Takes work from workers, keeps state for them. */
  PROXY,
  /** Analyzes traffic. */
  WORKER,
  /** Records traffic. */
  TIME_MACHINE;

  private static final String ZEEK_MODULE = "Cluster::";

  /** As in a layout: {@code worker}, {@code time_machine}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** As in Zeek: {@code Cluster::WORKER}. */
  public String zeekName() {
    return ZEEK_MODULE + name();
  }

  /**
   * Reads {@link #text()} in any case, with {@code -} for {@code _} too, or {@link #zeekName()}.
   */
  public static Optional<NodeType> parse(String text) {
    String bare = text.startsWith(ZEEK_MODULE) ? text.substring(ZEEK_MODULE.length()) : text;
    String name = bare.replace('-', '_').toUpperCase(Locale.ROOT);
    return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
  }
}
