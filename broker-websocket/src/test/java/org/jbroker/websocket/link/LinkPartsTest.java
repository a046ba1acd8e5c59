package org.jbroker.websocket.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.time.Duration;
import org.jbroker.websocket.link.Liveness.Verdict;
import org.jbroker.websocket.link.MessageAssembler.ViolationException;
import org.junit.jupiter.api.Test;

/** What both ends do alike, with a clock that the test steps. */
class LinkPartsTest {

  private static final long SECOND = 1_000_000_000;

  private final MessageAssembler assembler = new MessageAssembler(10, Duration.ofSeconds(1));

  private static WebSocketFrame text(boolean isFinal, int bytes) {
    return new TextWebSocketFrame(isFinal, 0, Unpooled.wrappedBuffer(new byte[bytes]));
  }

  private static WebSocketFrame more(boolean isFinal, int bytes) {
    return new ContinuationWebSocketFrame(isFinal, 0, Unpooled.wrappedBuffer(new byte[bytes]));
  }

  private void violates(int code, WebSocketFrame frame, long nowNanos) {
    assertThatExceptionOfType(ViolationException.class)
        .isThrownBy(() -> assembler.add(frame, nowNanos))
        .satisfies(e -> assertThat(e.reason().code()).isEqualTo(code));
  }

  @Test
  void putsFragmentsTogether() throws ViolationException {
    WebSocketFrame binary =
        new BinaryWebSocketFrame(false, 0, Unpooled.wrappedBuffer(new byte[] {1, 2}));
    assertThat(assembler.add(binary, 0)).isEmpty();
    assertThat(assembler.add(more(false, 0), 0)).isEmpty();
    MessageAssembler.Assembled whole = assembler.add(more(true, 1), 0).orElseThrow();
    assertThat(whole.isBinary()).isTrue();
    assertThat(whole.bytes()).containsExactly(1, 2, 0);
    assertThat(assembler.add(text(true, 10), 0).orElseThrow().isBinary()).isFalse();
  }

  @Test
  void limitsBytesOfFramesAndMessages() throws ViolationException {
    violates(CloseReason.TOO_BIG, text(true, 11), 0);
    assembler.add(text(false, 6), 0);
    violates(CloseReason.TOO_BIG, more(true, 5), 0);
    assembler.maxBytes(20);
    assertThat(assembler.add(text(true, 20), 0)).isPresent();
  }

  @Test
  void limitsTheTimeOfAMessageAndNotThatBetweenThem() throws ViolationException {
    assembler.add(text(false, 1), 0);
    assembler.check(SECOND);
    assembler.add(more(true, 1), SECOND);
    assembler.check(100 * SECOND);
    assembler.add(text(false, 1), 100 * SECOND);
    assertThatExceptionOfType(ViolationException.class)
        .isThrownBy(() -> assembler.check(101 * SECOND + 1))
        .withMessageContaining("not complete within PT1S");
    assembler.check(200 * SECOND); // It is forgotten.
  }

  @Test
  void limitsFragments() throws ViolationException {
    assembler.add(text(false, 0), 0);
    for (int i = 1; i < MessageAssembler.MAX_FRAGMENTS; i++) {
      assembler.add(more(false, 0), 0);
    }
    violates(CloseReason.POLICY_VIOLATION, more(false, 0), 0);
  }

  @Test
  void refusesFragmentsOutOfOrder() throws ViolationException {
    violates(CloseReason.PROTOCOL_ERROR, more(true, 0), 0);
    assembler.add(text(false, 0), 0);
    violates(CloseReason.PROTOCOL_ERROR, text(true, 0), 0);
  }

  @Test
  void asksAQuietConnectionAndGivesUpOnASilentOne() {
    Liveness liveness = new Liveness(Duration.ofSeconds(1), 0);
    assertThat(liveness.tick(SECOND / 4)).isEqualTo(Verdict.ALIVE);
    assertThat(liveness.tick(SECOND)).isEqualTo(Verdict.ASK);
    assertThat(liveness.tick(3 * SECOND - 1)).isEqualTo(Verdict.ASK);
    liveness.frame(3 * SECOND - 1);
    assertThat(liveness.tick(3 * SECOND)).isEqualTo(Verdict.ALIVE);
    assertThat(liveness.tick(6 * SECOND)).isEqualTo(Verdict.LOST);
  }

  @Test
  void cutsReasonsBetweenCharacters() {
    assertThat(new CloseReason(1008, "x".repeat(200)).text()).hasSize(123);
    assertThat(new CloseReason(1008, "\u20ac".repeat(50)).text()).isEqualTo("\u20ac".repeat(41));
    assertThat(new CloseReason(1000, "")).hasToString("1000");
  }
}
