package org.jbroker.cluster;

import java.util.Objects;
import java.util.Optional;
import org.jbroker.data.Address;

/**
 * One node of a layout: Zeek's {@code Cluster::Node}, without {@code id}, which a node has only
 * while it is connected.
 *
 * <p>What concerns one node alone is checked here, what concerns several in {@link ClusterLayout}.
 *
 * @param name the name, unique in its layout: 1 to 128 characters without spaces, control
 *     characters, {@code /} and {@code \}, since it becomes part of topics and file names
 * @param type what it does; not {@link NodeType#NONE}
 * @param ip where it is reached
 * @param zoneId the RFC 4007 zone of an IPv6 address that is not global, such as {@code eth0};
 *     {@code ""}, the default, for none
 * @param port the TCP port that it listens on; 0, the default, if it does not listen
 * @param networkInterface what a worker sniffs; the field {@code interface}
 * @param manager the name of its manager
 * @param timeMachine the name of the time machine that it connects to
 * @param lbFilter a BPF filter for the traffic of this node
 */
public record ClusterNode(
    String name,
    NodeType type,
    Address ip,
    String zoneId,
    int port,
    Optional<String> networkInterface,
    Optional<String> manager,
    Optional<String> timeMachine,
    Optional<String> lbFilter) {

  /** The longest name in characters. */
  public static final int MAX_NAME_LENGTH = 128;

  /** The longest value of each of the other texts in characters. */
  public static final int MAX_TEXT_LENGTH = 4096;

  private static final int MAX_PORT = 0xFFFF;

  /**
   * Checks the values.
   *
   * @throws LayoutException without a position, with the field that is wrong
   */
  public ClusterNode {
    Objects.requireNonNull(ip, "ip");
    Objects.requireNonNull(networkInterface, "networkInterface");
    Objects.requireNonNull(manager, "manager");
    Objects.requireNonNull(timeMachine, "timeMachine");
    Objects.requireNonNull(lbFilter, "lbFilter");
    requireName(name);
    if (type == NodeType.NONE) {
      throw LayoutException.of(name, "type", "a node of a cluster has a type other than none");
    }
    Objects.requireNonNull(type, "type");
    if (port < 0 || port > MAX_PORT) {
      throw LayoutException.of(name, "port", "not within 0..65535: " + port);
    }
    requireText(name, "zone_id", zoneId);
    requireText(name, "interface", networkInterface.orElse(""));
    requireText(name, "manager", manager.orElse(""));
    requireText(name, "time_machine", timeMachine.orElse(""));
    requireText(name, "lb_filter", lbFilter.orElse(""));
    if (!zoneId.isEmpty() && ip.isV4()) {
      throw LayoutException.of(name, "zone_id", "an IPv4 address such as " + ip + " has no zone");
    }
  }

  /** A node with the other fields at their defaults. */
  public static ClusterNode of(String name, NodeType type, Address ip, int port) {
    Optional<String> none = Optional.empty();
    return new ClusterNode(name, type, ip, "", port, none, none, none, none);
  }

  /**
   * The same with the address as text, which may end in {@code %zone}: {@code fe80::1%eth0}.
   *
   * @throws LayoutException if it is no address; names are never resolved
   */
  public static ClusterNode of(String name, NodeType type, String ip, int port) {
    int percent = ip.indexOf('%');
    String zone = percent < 0 ? "" : ip.substring(percent + 1);
    try {
      Address address = Address.parse(percent < 0 ? ip : ip.substring(0, percent));
      return of(name, type, address, port).withZoneId(zone);
    } catch (LayoutException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw LayoutException.of(name, "ip", e.getMessage());
    }
  }

  private static void requireName(String name) {
    if (name.isEmpty() || name.length() > MAX_NAME_LENGTH) {
      throw LayoutException.of(
          "", "", "the name of a node has 1 to " + MAX_NAME_LENGTH + " characters");
    }
    if (!name.codePoints().allMatch(c -> isPrintable(c) && !isSpace(c) && c != '/' && c != '\\')) {
      throw LayoutException.of(
          "", "", "the name of a node has no space, control character, '/' or '\\'");
    }
    if (name.equals(".") || name.equals("..")) {
      throw LayoutException.of("", "", "'" + name + "' is no name of a node");
    }
  }

  private static void requireText(String node, String field, String text) {
    if (text.length() > MAX_TEXT_LENGTH) {
      throw LayoutException.of(node, field, "has more than " + MAX_TEXT_LENGTH + " characters");
    }
    if (!text.codePoints().allMatch(ClusterNode::isPrintable)) {
      throw LayoutException.of(node, field, "has a control character");
    }
  }

  private static boolean isSpace(int c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }

  /** Half a surrogate pair is not, either: it has no bytes. */
  private static boolean isPrintable(int c) {
    return !Character.isISOControl(c) && Character.getType(c) != Character.SURROGATE;
  }

  /** The same in another zone. */
  public ClusterNode withZoneId(String zone) {
    return new ClusterNode(
        name, type, ip, zone, port, networkInterface, manager, timeMachine, lbFilter);
  }

  /** The same that sniffs an interface. */
  public ClusterNode withInterface(String interfaceName) {
    return new ClusterNode(
        name, type, ip, zoneId, port, Optional.of(interfaceName), manager, timeMachine, lbFilter);
  }

  /** The same with the name of its manager. */
  public ClusterNode withManager(String managerName) {
    return new ClusterNode(
        name,
        type,
        ip,
        zoneId,
        port,
        networkInterface,
        Optional.of(managerName),
        timeMachine,
        lbFilter);
  }

  /** The same with the name of its time machine. */
  public ClusterNode withTimeMachine(String timeMachineName) {
    return new ClusterNode(
        name,
        type,
        ip,
        zoneId,
        port,
        networkInterface,
        manager,
        Optional.of(timeMachineName),
        lbFilter);
  }

  /** The same with a BPF filter. */
  public ClusterNode withLbFilter(String filter) {
    return new ClusterNode(
        name, type, ip, zoneId, port, networkInterface, manager, timeMachine, Optional.of(filter));
  }

  /** The address as text, with its zone if it has one: what an endpoint peers with. */
  public String host() {
    return zoneId.isEmpty() ? ip.toString() : ip + "%" + zoneId;
  }

  /** Whether it has a port for others to connect to. */
  public boolean listens() {
    return port != 0;
  }
}
