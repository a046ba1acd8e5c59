package org.jbroker.runtime.wire.v64;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jbroker.EndpointId;
import org.jbroker.Topic;
import org.jbroker.runtime.routing.Envelope;
import org.jbroker.runtime.routing.MessageKind;
import org.jbroker.runtime.routing.Payload;
import org.jbroker.runtime.topology.Adjacency;
import org.jbroker.runtime.topology.LinkState;
import org.jbroker.runtime.wire.FrameCutter;
import org.jbroker.runtime.wire.FrameHandler;
import org.jbroker.runtime.wire.Hex;
import org.jbroker.runtime.wire.ProtocolLimits;
import org.jbroker.runtime.wire.RecordingHandler;
import org.jbroker.runtime.wire.Vectors;
import org.jbroker.runtime.wire.WireException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;

class WireFormatV64Test {

  private static final EndpointId A = VectorSources.A;
  private static final EndpointId B = VectorSources.B;
  private static final long LIFE = VectorSources.LIFE;

  private final ProtocolLimits limits = ProtocolLimits.of(1 << 20, 1000);
  private final WireFormatV64 format = new WireFormatV64(limits);
  private final RecordingHandler handler = new RecordingHandler();

  static List<Vectors.Own> vectors() {
    return Vectors.v64();
  }

  static List<Vectors.Own> encodedVectors() {
    return Vectors.v64().stream().filter(v -> !v.decodeOnly()).toList();
  }

  @Test
  void everyVectorHasASource() {
    assertThat(encodedVectors().stream().map(Vectors.Own::name))
        .containsExactlyInAnyOrderElementsOf(VectorSources.ALL.keySet());
  }

  @ParameterizedTest
  @MethodSource("encodedVectors")
  void encodesEveryVectorToExactlyItsBytes(Vectors.Own vector) {
    ByteBuf out = Unpooled.buffer();
    VectorSources.ALL.get(vector.name()).accept(format, out);
    assertThat(Hex.of(out)).isEqualTo(vector.hex());
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void decodesEveryVectorToItsMeaning(Vectors.Own vector) throws Exception {
    decodeFrames(Hex.buffer(vector.hex()));
    assertThat(handler.told()).containsExactly(vector.meaning());
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void msgpackCoreReadsEveryVectorAsOneArray(Vectors.Own vector) throws Exception {
    byte[] frame = Hex.parse(vector.hex().substring(8));
    try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(frame)) {
      assertThat(unpacker.getNextFormat().getValueType().isArrayType()).isTrue();
      unpacker.skipValue();
      assertThat(unpacker.getTotalReadBytes()).isEqualTo(frame.length);
    }
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void refusesEveryVectorThatIsCutOrGoesOn(Vectors.Own vector) {
    String body = vector.hex().substring(8);
    for (int length = 0; length < body.length(); length += 2) {
      String cut = body.substring(0, length);
      assertThatThrownBy(() -> decode(cut)).isInstanceOf(WireException.class);
    }
    assertThatThrownBy(() -> decode(body + "00"))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("1 bytes are left over behind the array");
    assertThat(handler.told()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "c0, 'the frame is not an array: it begins with c0 (byte 0 of 1)'",
    "90, 'the frame has 0 values, at least 1 are needed'",
    "9107, ''",
    "9100, the type is 0",
    "9108, the type is 8",
    "91ff, 'the type is -1, not 0 to 65535'",
    "91a107, the type is not an integer",
    "9101, 'the frame has 1 values, its type needs 8'",
    "9203c0, the filter is not an array",
    "9203ddffffffff, the filter has 4294967295 values in 0 bytes",
    "920391a12f, a topic is not bin: it begins with a1",
    "920391c600010000, 'a topic of 65536 bytes, at most 65535 are allowed'",
    "920391c6ffffffff, a topic of 4294967295 bytes",
    "9204c6ffffffff, 'the token of 4294967295 bytes, at most 65536'",
    "9204a100, the token is not bin",
    "920691c0, an announcement is not an array",
    "92069190, 'an announcement has 0 values, at least 6 are needed'",
    "92069196c4010000000000, 'the origin has 1 bytes, not 16'",
    "92069196c41000000000000000000000000000000000, the origin is zero",
    "92ddffffffff, 'the type is not an integer'",
    "9207ddffffffff, more values in 0 bytes",
    "9207dfffffffff, more values in 0 bytes",
    "9207c1, an additional value is not a value: it begins with c1",
    "9207c6ffffffff, an additional value needs 4294967295 bytes",
    "9207c9ffffffff, an additional value needs 4294967296 bytes",
  })
  void namesWhatIsWrong(String hex, String message) throws Exception {
    if (message.isEmpty()) {
      decode(hex);
      assertThat(handler.told()).containsExactly("heartbeat");
    } else {
      assertThatThrownBy(() -> decode(hex))
          .isInstanceOf(WireException.class)
          .hasMessageContaining(message);
      assertThat(handler.told()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "TTL, 13c40b, ce00010000c40b, 'the TTL is 65536, not 0 to 65535'",
    "TTL below zero, 13c40b, ffc40b, 'the TTL is -1, not 0 to 65535'",
    "incarnation, cf0000018bcfe56800, cf8000000000000000, the incarnation is -",
    "sequence, cd012c, 00, 'the sequence is 0, not 1 to 9223372036854775807'",
    "origin, 00000000000040008000000000000001, 00000000000000000000000000000000, the origin is zero",
    "receiver, c410ffff, c40fffff, 'the receiver has 15 bytes, not 16'",
  })
  void checksTheFieldsOfAMessage(String what, String from, String to, String message) {
    String hex = vector("data-addressed").replace(from, to);
    assertThatThrownBy(() -> decode(hex))
        .as(what)
        .isInstanceOf(WireException.class)
        .hasMessageContaining(message);
    assertThat(handler.told()).isEmpty();
  }

  @Test
  void skipsValuesThatAreNestedAsDeepAsAFrameAllows() throws Exception {
    int depth = 500_000;
    decode("9207" + "91".repeat(depth) + "c0");
    decode("9207" + "8100".repeat(depth) + "c0");
    assertThat(handler.told()).containsExactly("heartbeat", "heartbeat");
  }

  @Test
  void oneBudgetOfElementsHoldsForAWholeFrameOfRoutes() throws Exception {
    WireFormatV64 narrow = new WireFormatV64(ProtocolLimits.of(1 << 20, 9));
    LinkState announcement =
        new LinkState(
            A,
            1,
            1,
            true,
            Optional.of(VectorSources.topics("/a", "/b")),
            List.of(new Adjacency(B, false, Optional.of(VectorSources.topics("/c")))));
    ByteBuf out = Unpooled.buffer();
    format.encodeRoutes(Collections.nCopies(2, announcement), out);
    int length = out.readInt();
    assertThatThrownBy(() -> narrow.decode(out, length, handler))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("the option maxElements");
    out.clear();
    narrow.encodeRoutes(Collections.nCopies(2, announcement), out);
    decodeFrames(narrow, out);
    assertThat(handler.told()).hasSize(2);
  }

  @Test
  void dividesManyRoutesIntoFramesOfAMebibyte() throws Exception {
    WireFormatV64 wide = new WireFormatV64(ProtocolLimits.of(64 << 20, 1 << 20));
    List<LinkState> announcements = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      announcements.add(
          new LinkState(
              new EndpointId(7, i),
              LIFE,
              1,
              true,
              Optional.empty(),
              List.of(
                  new Adjacency(A, false, Optional.empty()),
                  new Adjacency(
                      B, true, Optional.of(VectorSources.topics("/topic/number/" + i))))));
    }
    ByteBuf out = Unpooled.buffer();
    wide.encodeRoutes(announcements, out);
    Collector collector = new Collector();
    int frames = 0;
    while (out.isReadable()) {
      int length = out.readInt();
      assertThat(length).isLessThanOrEqualTo(1 << 20);
      wide.decode(out, length, collector);
      frames++;
    }
    assertThat(frames).isBetween(2, 4);
    assertThat(collector.announcements).isEqualTo(announcements);
  }

  @Test
  void refusesToSendAMessageWithoutAStamp() {
    Envelope unstamped =
        Envelope.unstamped(
            MessageKind.DATA, Topic.of("/x"), Payload.ofBytes(new byte[1]), 3, EndpointId.NIL);
    assertThatThrownBy(() -> format.encodeMessage(unstamped, Unpooled.buffer()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void neverWritesMoreThanItSaid() throws Exception {
    for (int length : new int[] {0, 1, 255, 256, 65_535}) {
      Envelope envelope =
          new Envelope(
              MessageKind.COMMAND,
              Topic.of("x".repeat(length)),
              Payload.ofBytes(new byte[length + 1]),
              Envelope.MAX_TTL,
              B,
              A,
              Long.MAX_VALUE,
              Long.MAX_VALUE);
      ByteBuf heap = Unpooled.buffer();
      ByteBuf direct = Unpooled.directBuffer();
      try {
        format.encodeMessage(envelope, heap);
        format.encodeMessage(envelope, direct);
        assertThat(direct).isEqualTo(heap);
        assertThat(heap.readableBytes())
            .isBetween(format.frameBytes(envelope) - 9, format.frameBytes(envelope));
        decodeFrames(direct);
      } finally {
        direct.release();
      }
    }
    assertThat(handler.messages()).hasSize(5);
  }

  @Test
  void receivingAMessageAllocatesNothingButItsPayloadAndItself() throws Exception {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    // Netty's leak detector allocates; the tests run with it switched on.
    ByteBuf direct = new UnpooledByteBufAllocator(true, true).directBuffer();
    try {
      direct.writeBytes(Hex.parse(vector("data-addressed")));
      Envelope[] last = new Envelope[1];
      FrameHandler keep =
          new Collector() {
            @Override
            public void onMessage(Envelope envelope) {
              last[0] = envelope;
            }
          };
      int length = direct.readableBytes();
      long least = Long.MAX_VALUE;
      for (int i = 0; i < 2000; i++) {
        long before = threads.getCurrentThreadAllocatedBytes();
        direct.readerIndex(0);
        format.decode(direct, length, keep);
        least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
      }
      // An array of 17 bytes, an envelope of eight fields, a payload of two.
      assertThat(least).isLessThanOrEqualTo(40 + 72 + 24);
      Topic topic = last[0].topic();
      direct.readerIndex(0);
      format.decode(direct, length, keep);
      assertThat(last[0].topic()).isSameAs(topic);
    } finally {
      direct.release();
    }
  }

  /** The hex of a vector, without its length prefix. */
  private static String vector(String name) {
    return Vectors.v64().stream()
        .filter(v -> v.name().equals(name))
        .findFirst()
        .orElseThrow()
        .hex()
        .substring(8);
  }

  @Test
  void leavesOfAStarShareTheListOfTheirLinks() throws Exception {
    EndpointId middle = new EndpointId(1, 1);
    LinkState one = leaf(2, middle);
    LinkState star = leaf(1, new EndpointId(0, 2), new EndpointId(0, 3), new EndpointId(0, 4));
    LinkState big = leaf(9, IntStream.range(10, 20).mapToObj(i -> new EndpointId(0, i)));
    LinkState other = leaf(3, middle);
    ByteBuf out = Unpooled.buffer();
    format.encodeRoutes(List.of(one, big), out);
    format.encodeRoutes(List.of(other, star, other), out);
    Collector collector = new Collector();
    FrameCutter cutter = new FrameCutter(limits);
    while (out.isReadable()) {
      format.decode(out, cutter.next(out, FrameCutter.Phase.ESTABLISHED), collector);
    }

    assertThat(collector.announcements).containsExactly(one, big, other, star, other);
    assertThat(collector.announcements.get(2).links())
        .isSameAs(collector.announcements.get(0).links());
  }

  private static LinkState leaf(long origin, EndpointId... peers) {
    return leaf(origin, Stream.of(peers));
  }

  private static LinkState leaf(long origin, Stream<EndpointId> peers) {
    return new LinkState(
        new EndpointId(0, origin),
        1,
        1,
        true,
        Optional.empty(),
        peers.map(peer -> new Adjacency(peer, false, Optional.empty())).toList());
  }

  private void decode(String hex) throws WireException {
    ByteBuf in = Hex.buffer(hex);
    format.decode(in, in.readableBytes(), handler);
    assertThat(in.readableBytes()).isZero();
  }

  private void decodeFrames(ByteBuf in) throws WireException {
    decodeFrames(format, in);
  }

  private void decodeFrames(WireFormatV64 with, ByteBuf in) throws WireException {
    FrameCutter cutter = new FrameCutter(limits);
    while (in.isReadable()) {
      with.decode(in, cutter.next(in, FrameCutter.Phase.ESTABLISHED), handler);
    }
  }

  /** Keeps announcements. */
  private static class Collector implements FrameHandler {
    private final List<LinkState> announcements = new ArrayList<>();

    @Override
    public void onMessage(Envelope envelope) {}

    @Override
    public void onFilter(List<Topic> filter) {}

    @Override
    public void onPing(byte[] token) {}

    @Override
    public void onPong(byte[] token) {}

    @Override
    public void onRoutes(List<LinkState> routes) {
      announcements.addAll(routes);
    }

    @Override
    public void onHeartbeat() {}
  }
}
