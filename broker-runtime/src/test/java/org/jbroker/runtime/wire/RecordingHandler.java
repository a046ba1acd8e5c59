package org.jbroker.runtime.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jbroker.EndpointId;
import org.jbroker.Topic;
import org.jbroker.runtime.routing.Envelope;
import org.jbroker.runtime.topology.Adjacency;
import org.jbroker.runtime.topology.LinkState;

/** Keeps what was decoded, and tells it as the meanings in {@code v64-vectors.json} are written. */
public final class RecordingHandler implements FrameHandler {

  private final List<String> told = new ArrayList<>();
  private final List<Envelope> messages = new ArrayList<>();

  /** What was decoded, one text a frame. */
  public List<String> told() {
    return told;
  }

  /** The messages that were decoded. */
  public List<Envelope> messages() {
    return messages;
  }

  @Override
  public void onMessage(Envelope e) {
    messages.add(e);
    String stamp =
        e.isStamped()
            ? " origin=%s incarnation=%d sequence=%d"
                .formatted(e.origin(), e.incarnation(), e.sequence())
            : "";
    told.add(
        e.kind().name().toLowerCase(java.util.Locale.ROOT)
            + " topic="
            + e.topic()
            + " ttl="
            + e.ttl()
            + stamp
            + " receiver="
            + (e.receiver().equals(EndpointId.NIL) ? "everybody" : e.receiver())
            + " payload="
            + Hex.of(e.payload().bytes()));
  }

  @Override
  public void onFilter(List<Topic> filter) {
    told.add("filter " + filter);
  }

  @Override
  public void onPing(byte[] token) {
    told.add("ping " + Hex.of(token));
  }

  @Override
  public void onPong(byte[] token) {
    told.add("pong " + Hex.of(token));
  }

  @Override
  public void onRoutes(List<LinkState> announcements) {
    told.add(
        announcements.stream()
            .map(RecordingHandler::tell)
            .collect(Collectors.joining(", ", "routes [", "]")));
  }

  @Override
  public void onHeartbeat() {
    told.add("heartbeat");
  }

  private static String tell(LinkState a) {
    String links =
        a.links().stream().map(RecordingHandler::tell).collect(Collectors.joining(", ", "[", "]"));
    return "{origin=%s incarnation=%d sequence=%d transit=%s filter=%s links=%s}"
        .formatted(
            a.origin(), a.incarnation(), a.sequence(), yesNo(a.transit()), tell(a.filter()), links);
  }

  private static String tell(Adjacency link) {
    return "{peer=%s stub=%s filter=%s}"
        .formatted(link.peer(), yesNo(link.stub()), tell(link.filter()));
  }

  private static String tell(Optional<List<Topic>> filter) {
    return filter.map(List::toString).orElse("none");
  }

  private static String yesNo(boolean value) {
    return value ? "yes" : "no";
  }
}
