package org.jbroker.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BytesTest {

  @Test
  void hexGoesBothWaysAndIgnoresSpace() {
    assertThat(Bytes.ofHex("5a 45\n454B").utf8()).isEqualTo("ZEEK");
    assertThat(Bytes.ofUtf8("ZEEK").hex()).isEqualTo("5a45454b");
    assertThatThrownBy(() -> Bytes.ofHex("5")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void comparesByContentAndAsUnsigned() {
    assertThat(Bytes.of((byte) 0x80)).isGreaterThan(Bytes.of((byte) 0x7f));
    assertThat(Bytes.ofHex("0102")).isEqualTo(Bytes.of((byte) 1, (byte) 2)).isNotSameAs(null);
    assertThat(Bytes.ofHex("010203").slice(1, 3)).isEqualTo(Bytes.ofHex("0203"));
    assertThat(Bytes.ofHex("01").concat(Bytes.ofHex("02"))).isEqualTo(Bytes.ofHex("0102"));
  }

  @Test
  void doesNotShareItsArray() {
    byte[] array = {1};
    Bytes bytes = Bytes.of(array);
    array[0] = 2;
    bytes.toArray()[0] = 3;
    assertThat(bytes.unsignedAt(0)).isEqualTo(1);
  }
}
