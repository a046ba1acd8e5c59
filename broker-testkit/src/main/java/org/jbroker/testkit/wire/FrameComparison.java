package org.jbroker.testkit.wire;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.jbroker.testkit.Bytes;
import org.jbroker.testkit.wire.Frame.Envelope;

/**
 * Whether a frame is as good as the captured one. What may differ:
 *
 * <ul>
 *   <li>hello: the versions, if 1 is among them;
 *   <li>filters: the order of the topics;
 *   <li>the TTL of an envelope, which may also be what an origin stamps, 65,535;
 *   <li>the token of a ping.
 * </ul>
 */
final class FrameComparison {

  private FrameComparison() {}

  /** The difference that matters, in words; empty if there is none. */
  static Optional<String> difference(Frame expected, Frame actual) {
    if (expected.kind() != actual.kind()) {
      return Optional.of("kind");
    }
    if (expected instanceof Frame.Hello e && actual instanceof Frame.Hello a) {
      return first(
          diff("sender", e.sender(), a.sender()),
          a.minVersion() <= 1 && a.maxVersion() >= 1
              ? Optional.empty()
              : Optional.of("version 1 is not offered"));
    }
    if (expected instanceof Frame.OriginatorSyn e && actual instanceof Frame.OriginatorSyn a) {
      return filterDiff(e.filter(), a.filter());
    }
    if (expected instanceof Frame.ResponderSynAck e && actual instanceof Frame.ResponderSynAck a) {
      return filterDiff(e.filter(), a.filter());
    }
    if (expected instanceof Envelope e && actual instanceof Envelope a) {
      return first(
          diff("sender", e.sender(), a.sender()),
          diff("receiver", e.receiver(), a.receiver()),
          diff("topic", e.topic(), a.topic()),
          a.ttl() == Envelope.MAX_TTL ? Optional.empty() : diff("ttl", e.ttl(), a.ttl()),
          payloadDiff(e, a));
    }
    return diff("fields", expected, actual);
  }

  private static Optional<String> payloadDiff(Envelope expected, Envelope actual) {
    return switch (expected.kind()) {
      case PING -> Optional.empty();
      case ROUTING_UPDATE -> filterDiff(expected.filter(), actual.filter());
      default -> diff("payload", expected.payload(), actual.payload());
    };
  }

  private static Optional<String> filterDiff(List<Bytes> expected, List<Bytes> actual) {
    if (expected.size() == actual.size() && new HashSet<>(expected).equals(new HashSet<>(actual))) {
      return Optional.empty();
    }
    return Optional.of(
        "filter: "
            + expected.stream().map(Bytes::utf8).toList()
            + " expected, got "
            + actual.stream().map(Bytes::utf8).toList());
  }

  private static Optional<String> diff(String field, Object expected, Object actual) {
    return expected.equals(actual)
        ? Optional.empty()
        : Optional.of(field + ": " + expected + " expected, got " + actual);
  }

  @SafeVarargs
  private static Optional<String> first(Optional<String>... differences) {
    for (Optional<String> difference : differences) {
      if (difference.isPresent()) {
        return difference;
      }
    }
    return Optional.empty();
  }
}
