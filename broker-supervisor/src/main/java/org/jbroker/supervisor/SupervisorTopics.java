package org.jbroker.supervisor;

import org.jbroker.Topic;

/**
 * The topics of a supervisor: Zeek's {@code SupervisorControl::topic_prefix} and what lies below.
 *
 * <table>
 * <caption>Topics</caption>
 * <tr><th>topic</th><th>carries</th></tr>
 * <tr><td>{@code PREFIX}</td><td>requests</td></tr>
 * <tr><td>{@code PREFIX/<kind>_response/<reqid>}</td><td>the answer to one request</td></tr>
 * <tr><td>{@code PREFIX/node_status}</td><td>notifications</td></tr>
 * </table>
 *
 * <p>All sides use the same prefix.
 *
 * @param prefix the topic of requests; not empty, at most 256 bytes, not reserved
 */
public record SupervisorTopics(Topic prefix) {

  private static final int MAX_PREFIX_BYTES = 256;
  private static final SupervisorTopics BRO = of("bro/supervisor");
  private static final SupervisorTopics ZEEK = of("zeek/supervisor");

  /**
   * Checks the prefix.
   *
   * @throws IllegalArgumentException if it is empty, too long or reserved
   */
  public SupervisorTopics {
    if (prefix.length() == 0 || prefix.length() > MAX_PREFIX_BYTES || prefix.isReserved()) {
      throw new IllegalArgumentException(
          "a topic prefix has 1 to "
              + MAX_PREFIX_BYTES
              + " bytes and is not reserved, unlike '"
              + prefix
              + "'");
    }
  }

  /** With another prefix than the presets. */
  public static SupervisorTopics of(String prefix) {
    return new SupervisorTopics(Topic.of(prefix));
  }

  /** {@code bro/supervisor}, the default. */
  public static SupervisorTopics bro() {
    return BRO;
  }

  /** {@code zeek/supervisor}, as in today's Zeek. */
  public static SupervisorTopics zeek() {
    return ZEEK;
  }

  /**
   * Where the answer to a request goes; who asks subscribes to it beforehand.
   *
   * @param kind of the request
   * @param reqid of the request
   */
  public Topic response(RequestKind kind, String reqid) {
    return prefix.append(kind.text() + "_response").append(reqid);
  }

  /** Where notifications go. */
  public Topic nodeStatus() {
    return prefix.append("node_status");
  }
}
