package org.jbroker.benchmarks.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.jbroker.data.Str;
import org.junit.jupiter.api.Test;

/** The numbers in messages, and what is concluded from them. */
class MessageTest {

  @Test
  void numberAndFlagSurviveInEveryForm() {
    for (long sequence : new long[] {0, 1, 127, 128, 1_000_000, (1L << 40) + 5}) {
      byte[] message = TextMessage.create(sequence, true);
      Str text = Str.of(message);
      ByteBuf buffer = Unpooled.wrappedBuffer(message);

      assertThat(message).hasSize(TextMessage.BYTES);
      assertThat(TextMessage.sequence(message, 0)).isEqualTo(sequence);
      assertThat(TextMessage.sequence(text)).isEqualTo(sequence);
      assertThat(TextMessage.sequence(buffer, 0)).isEqualTo(sequence);
      assertThat(TextMessage.isLast(message, 0)).isTrue();
      assertThat(TextMessage.isLast(text)).isTrue();
      assertThat(TextMessage.isLast(buffer, 0)).isTrue();
      assertThat(TextMessage.isLast(TextMessage.create(sequence, false), 0)).isFalse();
    }
  }

  @Test
  void topicHasFourteenBytes() {
    assertThat(TextMessage.TOPIC.getBytes(StandardCharsets.US_ASCII)).hasSize(14);
  }

  private static SequenceCheck check(long... sequences) {
    SequenceCheck check = new SequenceCheck();
    for (long sequence : sequences) {
      check.accept(sequence);
    }
    return check;
  }

  @Test
  void inOrderNothingIsWrong() {
    SequenceCheck check = check(0, 1, 2, 3);
    assertThat(check.received()).isEqualTo(4);
    assertThat(check.lost()).isZero();
    assertThat(check.reordered()).isZero();
  }

  @Test
  void aGapIsALoss() {
    assertThat(check(0, 1, 4).lost()).isEqualTo(2);
    assertThat(check(2).lost()).isEqualTo(2);
  }

  @Test
  void aLateMessageIsNotLostButReordered() {
    SequenceCheck check = check(0, 2, 1, 3);
    assertThat(check.lost()).isZero();
    assertThat(check.reordered()).isEqualTo(1);
  }

  @Test
  void aRepeatedMessageIsNoticed() {
    assertThat(check(0, 1, 1).reordered()).isEqualTo(1);
  }
}
