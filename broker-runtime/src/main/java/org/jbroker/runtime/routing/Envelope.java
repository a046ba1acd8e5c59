package org.jbroker.runtime.routing;

import java.util.Objects;
import org.jbroker.EndpointId;
import org.jbroker.Topic;

/**
 * The one immutable thing that travels from a source to sinks.
 *
 * <p>The stamp (origin, incarnation, sequence) names a message in the whole network; repeats are
 * told by it. A message that came from a version-1 neighbour has none ({@link #isStamped()} is
 * false) until the endpoint that received it passes it on.
 */
public final class Envelope {

  /** The hops that an origin grants: all that the 16 bits of the wire format hold. */
  public static final int MAX_TTL = 0xFFFF;

  private final MessageKind kind;
  private final Topic topic;
  private final Payload payload;
  private final int ttl;
  private final EndpointId receiver;
  private final EndpointId origin;
  private final long incarnation;
  private final long sequence;

  /**
   * An envelope with all its parts.
   *
   * @param ttl the hops that are left, 0 to {@link #MAX_TTL}
   * @param receiver the one endpoint that it is for, or {@link EndpointId#NIL} for everybody
   * @param origin the endpoint that stamped it, or {@link EndpointId#NIL} if nobody has yet
   * @param incarnation tells apart the lives of an origin that kept its id
   * @param sequence counts the messages of one incarnation, from 1
   */
  public Envelope(
      MessageKind kind,
      Topic topic,
      Payload payload,
      int ttl,
      EndpointId receiver,
      EndpointId origin,
      long incarnation,
      long sequence) {
    this.kind = Objects.requireNonNull(kind);
    this.topic = Objects.requireNonNull(topic);
    this.payload = Objects.requireNonNull(payload);
    this.ttl = ttl;
    this.receiver = Objects.requireNonNull(receiver);
    this.origin = Objects.requireNonNull(origin);
    this.incarnation = incarnation;
    this.sequence = sequence;
  }

  /** An envelope as a version-1 neighbour sends it: without a stamp. */
  public static Envelope unstamped(
      MessageKind kind, Topic topic, Payload payload, int ttl, EndpointId receiver) {
    return new Envelope(kind, topic, payload, ttl, receiver, EndpointId.NIL, 0, 0);
  }

  /** This message with another number of hops left. */
  public Envelope withTtl(int hops) {
    return hops == ttl
        ? this
        : new Envelope(kind, topic, payload, hops, receiver, origin, incarnation, sequence);
  }

  /** This message with a stamp. */
  public Envelope stamped(EndpointId by, long life, long number) {
    return new Envelope(kind, topic, payload, ttl, receiver, by, life, number);
  }

  /** What the payload is. */
  public MessageKind kind() {
    return kind;
  }

  /** Where it was published. */
  public Topic topic() {
    return topic;
  }

  /** What it carries. */
  public Payload payload() {
    return payload;
  }

  /** The hops that are left, 0 to {@link #MAX_TTL}. */
  public int ttl() {
    return ttl;
  }

  /** The one endpoint that it is for, or {@link EndpointId#NIL} for everybody. */
  public EndpointId receiver() {
    return receiver;
  }

  /** The endpoint that stamped it, or {@link EndpointId#NIL}. */
  public EndpointId origin() {
    return origin;
  }

  /** The life of the origin. */
  public long incarnation() {
    return incarnation;
  }

  /** Its number in that life, from 1. */
  public long sequence() {
    return sequence;
  }

  /** Whether it has a stamp. */
  public boolean isStamped() {
    return sequence != 0;
  }

  /** For logs: everything but the payload. */
  @Override
  public String toString() {
    return kind + " " + topic + " ttl " + ttl + " from " + origin + "#" + sequence;
  }
}
