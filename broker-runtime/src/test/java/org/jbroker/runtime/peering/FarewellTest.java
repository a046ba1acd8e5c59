package org.jbroker.runtime.peering;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FarewellTest {

  @Test
  void aTokenIsByeAndEightBytes() {
    byte[] token = new Farewell().send();
    assertThat(token).hasSize(11).startsWith("BYE".getBytes(StandardCharsets.US_ASCII));
    assertThat(Farewell.isFarewell(token)).isTrue();
  }

  @Test
  void otherTokensAreNone() {
    byte[] token = new Farewell().send();
    assertThat(Farewell.isFarewell(new byte[0])).isFalse();
    assertThat(Farewell.isFarewell(new byte[11])).isFalse();
    assertThat(Farewell.isFarewell(Arrays.copyOf(token, 10))).isFalse();
    assertThat(Farewell.isFarewell(Arrays.copyOf(token, 12))).isFalse();
  }

  @Test
  void onlyItsOwnTokenAnswersItAndOnlyOnceItWasSent() {
    Farewell farewell = new Farewell();
    assertThat(farewell.isSent()).isFalse();
    byte[] token = farewell.send();
    assertThat(farewell.isSent()).isTrue();
    assertThat(farewell.isAnsweredBy(token.clone())).isTrue();
    assertThat(farewell.isAnsweredBy(new Farewell().send())).isFalse();
    assertThat(farewell.isAnsweredBy(new byte[0])).isFalse();
    assertThat(new Farewell().isAnsweredBy(token)).isFalse();
  }
}
