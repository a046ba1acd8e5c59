package org.jbroker.runtime.peering;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jbroker.EndpointId;
import org.jbroker.Topic;
import org.jbroker.runtime.wire.ProtocolLimits;
import org.jbroker.runtime.wire.WireFormat;
import org.jbroker.runtime.wire.v1.WireFormatV1;
import org.jbroker.testkit.Bytes;
import org.jbroker.testkit.wire.Frame;
import org.jbroker.testkit.wire.FrameKind;
import org.junit.jupiter.api.Test;

class LinkControlTest {

  private static final EndpointId SELF = new EndpointId(1, 1);
  private static final EndpointId PEER = new EndpointId(2, 2);

  private final WireFormat format =
      new WireFormatV1(SELF, PEER, ProtocolLimits.of(1 << 20, 1 << 20));
  private final LinkControl control = new LinkControl(format);

  /** What waits, as frames. */
  private List<Frame.Envelope> encode() {
    ByteBuf out = Unpooled.buffer();
    control.encode(out);
    List<Frame.Envelope> frames = new ArrayList<>();
    while (out.isReadable()) {
      byte[] frame = new byte[out.readInt()];
      out.readBytes(frame);
      frames.add(Frame.parseEnvelope(Bytes.of(frame)));
    }
    return frames;
  }

  @Test
  void aNewerFilterReplacesTheOlderAndCompletesItsWaiters() {
    CompletableFuture<Void> first = new CompletableFuture<>();
    CompletableFuture<Void> second = new CompletableFuture<>();
    control.filter(List.of(Topic.of("a")), first);
    control.filter(List.of(Topic.of("b")), second);
    assertThat(first).isNotDone();
    List<Frame.Envelope> frames = encode();
    assertThat(frames).hasSize(1);
    assertThat(frames.get(0).kind()).isEqualTo(FrameKind.ROUTING_UPDATE);
    assertThat(frames.get(0).filter()).containsExactly(Bytes.ofUtf8("b"));
    assertThat(first).isCompleted();
    assertThat(second).isCompleted();
    assertThat(encode()).isEmpty();
  }

  @Test
  void manyProbesAndHeartbeatsAreOneEach() {
    for (int i = 0; i < 100; i++) {
      control.probe();
      control.heartbeat();
    }
    assertThat(encode()).hasSize(2).allMatch(f -> f.kind() == FrameKind.PING);
    assertThat(encode()).isEmpty();
  }

  @Test
  void answersPingsInOrderWithTheirTokens() {
    for (String token : List.of("x", "", "y")) {
      assertThat(control.pong(token.getBytes(StandardCharsets.US_ASCII))).isTrue();
    }
    assertThat(encode()).extracting(frame -> frame.payload().utf8()).containsExactly("x", "", "y");
  }

  @Test
  void boundsTheNumberOfUnansweredPings() {
    int accepted = 0;
    while (control.pong(new byte[0])) {
      accepted++;
    }
    assertThat(accepted).isEqualTo(1024);
    assertThat(encode()).hasSize(1024);
    assertThat(control.pong(new byte[0])).isTrue();
  }

  @Test
  void boundsTheBytesOfUnansweredPings() {
    int accepted = 0;
    while (control.pong(new byte[64 << 10])) {
      accepted++;
    }
    assertThat(accepted).isEqualTo(4);
    assertThat(encode()).hasSize(4);
    assertThat(control.pong(new byte[64 << 10])).isTrue();
  }

  @Test
  void whoWaitsForTheDrainIsToldOnceTheSocketTookAll() {
    EmbeddedChannel channel = new EmbeddedChannel();
    CompletableFuture<Void> waiter = new CompletableFuture<>();
    control.whenDrained(waiter);
    control.completeDrained(channel);
    channel.runPendingTasks();
    assertThat(waiter).isCompleted();
    channel.finishAndReleaseAll();
  }

  @Test
  void nobodyWaitsForALinkThatIsOver() {
    CompletableFuture<Void> filter = new CompletableFuture<>();
    CompletableFuture<Void> drain = new CompletableFuture<>();
    control.filter(List.of(), filter);
    control.whenDrained(drain);
    control.fail();
    assertThat(filter).isCompleted();
    assertThat(drain).isCompleted();
  }
}
