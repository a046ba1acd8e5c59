package org.jbroker.runtime.wire.v64;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jbroker.EndpointId;
import org.jbroker.Topic;
import org.jbroker.runtime.routing.Envelope;
import org.jbroker.runtime.routing.MessageKind;
import org.jbroker.runtime.routing.Payload;
import org.jbroker.runtime.topology.Adjacency;
import org.jbroker.runtime.topology.LinkState;
import org.jbroker.runtime.wire.Hex;

/** What the vectors of version 64 are encoded from. */
final class VectorSources {

  static final EndpointId A = EndpointId.of("00000000-0000-4000-8000-000000000001");
  static final EndpointId B = EndpointId.of("ffffffff-ffff-4fff-bfff-fffffffffff2");
  private static final EndpointId C = EndpointId.of("11111111-1111-4111-8111-111111111111");
  static final long LIFE = 1_700_000_000_000L;
  private static final byte[] PING = Hex.parse("0e02050470696e67020000000000000007");
  private static final byte[] NACK =
      Hex.parse(
          "00".repeat(8)
              + "1111111111114111811111111111111100000000000000060000000000000000"
              + "00000000000000000000000000000000"
              + "0b010000000000000000");
  private static final byte[] TOKEN = Hex.parse("5f0c1a9be3d24477");

  /** By the name of the vector. */
  static final Map<String, BiConsumer<WireFormatV64, ByteBuf>> ALL =
      Map.ofEntries(
          Map.entry(
              "data",
              (f, out) ->
                  f.encodeMessage(
                      message(MessageKind.DATA, "/topic/test", PING, 65_535, EndpointId.NIL, A, 1),
                      out)),
          Map.entry(
              "data-addressed",
              (f, out) ->
                  f.encodeMessage(
                      message(MessageKind.DATA, "/topic/test", PING, 19, B, A, 300), out)),
          Map.entry(
              "command",
              (f, out) ->
                  f.encodeMessage(
                      message(
                          MessageKind.COMMAND,
                          "yoda/<$>/data/master",
                          NACK,
                          65_535,
                          EndpointId.NIL,
                          C,
                          70_000),
                      out)),
          Map.entry("filter", (f, out) -> f.encodeFilter(topics("/topic/test", "/zeek/"), out)),
          Map.entry("filter-empty", (f, out) -> f.encodeFilter(List.of(), out)),
          Map.entry("ping", (f, out) -> f.encodePing(TOKEN, out)),
          Map.entry("pong", (f, out) -> f.encodePong(TOKEN, out)),
          Map.entry(
              "routes",
              (f, out) ->
                  f.encodeRoutes(
                      List.of(
                          new LinkState(
                              B,
                              LIFE,
                              2,
                              true,
                              Optional.empty(),
                              List.of(
                                  new Adjacency(A, false, Optional.empty()),
                                  new Adjacency(C, true, Optional.empty()))),
                          new LinkState(
                              A,
                              LIFE,
                              1,
                              false,
                              Optional.empty(),
                              List.of(new Adjacency(B, false, Optional.empty())))),
                      out)),
          Map.entry(
              "routes-with-filters",
              (f, out) ->
                  f.encodeRoutes(
                      List.of(
                          new LinkState(
                              B,
                              LIFE,
                              3,
                              true,
                              Optional.of(topics("/topic/test")),
                              List.of(
                                  new Adjacency(C, true, Optional.of(topics("/zeek/", "/x")))))),
                      out)),
          Map.entry(
              "routes-withdrawal",
              (f, out) ->
                  f.encodeRoutes(
                      List.of(new LinkState(B, LIFE, 4, true, Optional.empty(), List.of())), out)),
          Map.entry("heartbeat", (f, out) -> f.encodeHeartbeat(out)));

  private VectorSources() {}

  private static Envelope message(
      MessageKind kind,
      String topic,
      byte[] payload,
      int ttl,
      EndpointId receiver,
      EndpointId origin,
      long sequence) {
    return new Envelope(
        kind, Topic.of(topic), Payload.ofBytes(payload), ttl, receiver, origin, LIFE, sequence);
  }

  static List<Topic> topics(String... names) {
    return Arrays.stream(names).map(Topic::of).toList();
  }
}
