package org.jbroker.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

class ByteReaderWriterTest {

  @Test
  void readsBackWhatWasWritten() {
    ByteWriter out = new ByteWriter(0);
    out.u8(0x1FF);
    out.u16(0x12345);
    out.u32(0xCAFEBABE);
    out.u64(-2);
    out.bytes(new byte[] {1, 2, 3});
    out.bytes(new byte[] {1, 2, 3, 4}, 1, 2);
    ByteReader in = new ByteReader(out.toBytes());
    assertThat(in.u8()).isEqualTo(0xFF);
    assertThat(in.u16()).isEqualTo(0x2345);
    assertThat(in.u32()).isEqualTo(0xCAFEBABE);
    assertThat(in.u64()).isEqualTo(-2);
    assertThat(in.bytes(3)).containsExactly(1, 2, 3);
    assertThat(in.position()).isEqualTo(18);
    assertThat(in.bytes(2)).containsExactly(2, 3);
    in.expectEnd();
    assertThatExceptionOfType(InvalidDataException.class).isThrownBy(in::u8);
  }

  @Test
  void writesIntegersBigEndian() {
    ByteWriter out = new ByteWriter();
    out.u16(0x0102);
    out.u32(0x03040506);
    assertThat(out.toBytes()).containsExactly(1, 2, 3, 4, 5, 6);
    out.reset();
    assertThat(out.size()).isZero();
    assertThat(out.toBytes()).isEmpty();
  }

  @Test
  void writesVarbytesOfEveryLength() {
    for (int value :
        new int[] {0, 1, 127, 128, 16383, 16384, 1 << 21, 1 << 28, Integer.MAX_VALUE}) {
      ByteWriter out = new ByteWriter();
      out.varbyte(value);
      int bits = Math.max(1, Integer.SIZE - Integer.numberOfLeadingZeros(value));
      assertThat(out.size()).isEqualTo((bits + 6) / 7);
      assertThat(new ByteReader(out.toBytes()).varbyte()).isEqualTo(value);
    }
  }
}
