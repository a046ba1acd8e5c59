package org.jbroker.runtime.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import org.jbroker.EndpointId;
import org.jbroker.Topic;
import org.junit.jupiter.api.Test;

class LoopSuspectorTest {

  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
  // Monotonic time may begin anywhere, and wrap.
  private static final long START = Long.MAX_VALUE - 1_500 * MILLI;

  private final LoopSuspector suspector = new LoopSuspector(20);

  private static Envelope message(String topic, byte[] payload) {
    return Envelope.unstamped(
        MessageKind.DATA, Topic.of(topic), Payload.ofBytes(payload), 16, EndpointId.NIL);
  }

  private static Envelope message(String text) {
    return message("/topic", text.getBytes(StandardCharsets.UTF_8));
  }

  /** One message a step; counts the reports. */
  private int run(long millis, long stepMicros, LongFunction<Envelope> source) {
    int reports = 0;
    for (long micros = 0; micros < millis * 1000; micros += stepMicros) {
      if (suspector.suspicious(source.apply(micros / stepMicros), START + micros * 1000)) {
        reports++;
      }
    }
    return reports;
  }

  @Test
  void reportsAMessageThatKeepsComingBack() {
    assertThat(run(2_000, 1_000, i -> message("same"))).as("not after two windows").isZero();
    assertThat(new LoopSuspectorTest().run(4_000, 1_000, i -> message("same"))).isEqualTo(1);
  }

  @Test
  void reportsALinkOnceInTenSeconds() {
    assertThat(run(30_000, 1_000, i -> message(i % 2 == 0 ? "one" : "other"))).isEqualTo(3);
  }

  @Test
  void findsTheCircleInBusyTraffic() {
    // Once a millisecond the circling message, besides nine others each time.
    assertThat(run(4_000, 100, i -> message(i % 10 == 0 ? "same" : "message " + i))).isEqualTo(1);
  }

  @Test
  void leavesDifferentMessagesAlone() {
    assertThat(run(5_000, 100, i -> message("message " + i))).isZero();
  }

  @Test
  void leavesEqualPayloadsOnDifferentTopicsAlone() {
    byte[] payload = new byte[10];
    assertThat(run(5_000, 100, i -> message("/topic/" + i, payload))).isZero();
  }

  @Test
  void leavesRegularRepeatsUpToTheThresholdAlone() {
    assertThat(run(10_000, 12_500, i -> message("poll"))).as("80 a second").isZero();
  }

  @Test
  void leavesABurstOfEqualMessagesAlone() {
    assertThat(run(1_900, 10, i -> message("burst"))).isZero();
  }

  @Test
  void leavesLongMessagesAloneThatDifferInTheMiddleOnly() {
    assertThat(
            run(
                5_000,
                500,
                i -> {
                  byte[] payload = new byte[1000];
                  Arrays.fill(payload, (byte) 'x');
                  payload[500] = (byte) i;
                  payload[501] = (byte) (i >> 8);
                  return message("/log", payload);
                }))
        .isZero();
  }

  @Test
  void reportsALongMessageThatKeepsComingBack() {
    byte[] payload = new byte[1000];
    assertThat(run(4_000, 1_000, i -> message("/log", payload))).isEqualTo(1);
  }

  @Test
  void forgetsARepeatAfterASilence() {
    assertThat(
            run(20_000, 1_000, i -> i / 1000 % 4 < 2 ? message("same") : message("message " + i)))
        .as("two windows in a row at most")
        .isZero();
  }

  @Test
  void takesATtlOfTheWireOnly() {
    for (int ttl : new int[] {0, -1, Envelope.MAX_TTL + 1}) {
      assertThatThrownBy(() -> new LoopSuspector(ttl)).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
