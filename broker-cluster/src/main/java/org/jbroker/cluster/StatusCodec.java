package org.jbroker.cluster;

import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jbroker.EndpointId;
import org.jbroker.data.Bool;
import org.jbroker.data.Count;
import org.jbroker.data.Data;
import org.jbroker.data.Str;
import org.jbroker.data.Timestamp;
import org.jbroker.data.Vector;

/**
 * A status as a value. Vectors, as Zeek's records travel; fields behind the last one are for later
 * versions and are skipped.
 *
 * <pre>
 *   status  name: string, id: string, type: string, upSince: timestamp, fullyConnected: bool,
 *           started: bool, members: vector of member, pools: vector of pool
 *   member  name: string, id: string, type: string, upSince: timestamp
 *   pool    topic: string, nodeType: string, nodes: vector of node
 *   node    name: string, alias: string, siteId: count, alive: bool
 * </pre>
 *
 * <p>Stateless. What is read comes from the network: its size is limited by the endpoint that
 * received it, its depth by this form.
 */
final class StatusCodec {

  private StatusCodec() {}

  static Data encode(ClusterStatus status) {
    return Data.vector(
        status.name(),
        status.id().toString(),
        status.type().text(),
        status.upSince(),
        status.fullyConnected(),
        status.started(),
        vector(status.members(), StatusCodec::encodeMember),
        vector(status.pools(), StatusCodec::encodePool));
  }

  private static Data encodeMember(ClusterMember member) {
    return Data.vector(
        member.name(), member.id().toString(), member.type().text(), member.upSince());
  }

  private static Data encodePool(PoolStatus pool) {
    return Data.vector(
        pool.topic(), pool.nodeType().text(), vector(pool.nodes(), StatusCodec::encodeNode));
  }

  private static Data encodeNode(PoolNode node) {
    return Data.vector(node.name(), node.alias(), Data.count(node.siteId()), node.alive());
  }

  private static <T> Vector vector(List<T> values, Function<T, Data> encode) {
    Vector.Builder builder = Vector.builder(values.size());
    values.forEach(value -> builder.add(encode.apply(value)));
    return builder.build();
  }

  /**
   * Reads a status.
   *
   * @throws IllegalArgumentException naming what is wrong
   */
  static ClusterStatus decode(Data data) {
    Fields fields = new Fields(data, "status", 8);
    return new ClusterStatus(
        fields.text(0),
        fields.id(1),
        fields.type(2),
        fields.time(3),
        fields.bool(4),
        fields.bool(5),
        fields.list(6, StatusCodec::decodeMember),
        fields.list(7, StatusCodec::decodePool));
  }

  private static ClusterMember decodeMember(Data data) {
    Fields fields = new Fields(data, "member", 4);
    return new ClusterMember(fields.text(0), fields.id(1), fields.type(2), fields.time(3));
  }

  private static PoolStatus decodePool(Data data) {
    Fields fields = new Fields(data, "pool", 3);
    return new PoolStatus(fields.text(0), fields.type(1), fields.list(2, StatusCodec::decodeNode));
  }

  private static PoolNode decodeNode(Data data) {
    Fields fields = new Fields(data, "node of a pool", 4);
    return new PoolNode(
        fields.text(0), fields.text(1), fields.get(2, Count.class).bits(), fields.bool(3));
  }

  /** The elements of a vector, each checked when it is read. */
  private static final class Fields {
    private final Vector vector;
    private final String what;

    Fields(Data data, String what, int atLeast) {
      if (!(data instanceof Vector fields) || fields.size() < atLeast) {
        throw new IllegalArgumentException("a " + what + " is a vector of " + atLeast + " fields");
      }
      vector = fields;
      this.what = what;
    }

    <T extends Data> T get(int index, Class<T> type) {
      Data field = vector.get(index);
      if (!type.isInstance(field)) {
        throw new IllegalArgumentException(
            "field " + index + " of a " + what + " is of type " + field.type());
      }
      return type.cast(field);
    }

    /** Names and topics are shown to people: nothing in them moves the cursor. */
    String text(int index) {
      String text = get(index, Str.class).text();
      if (text.length() > ClusterNode.MAX_TEXT_LENGTH
          || text.codePoints().anyMatch(Character::isISOControl)) {
        throw new IllegalArgumentException(
            "field " + index + " of a " + what + " is no plain text");
      }
      return text;
    }

    EndpointId id(int index) {
      return EndpointId.of(text(index));
    }

    NodeType type(int index) {
      String text = text(index);
      return NodeType.parse(text)
          .orElseThrow(() -> new IllegalArgumentException("no type of a node: '" + text + "'"));
    }

    Instant time(int index) {
      return get(index, Timestamp.class).toInstant();
    }

    boolean bool(int index) {
      return get(index, Bool.class).value();
    }

    <T> List<T> list(int index, Function<Data, T> decode) {
      return get(index, Vector.class).stream().map(decode).toList();
    }
  }
}
