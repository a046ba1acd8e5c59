package org.jbroker.benchmarks.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.jbroker.data.Vector;
import org.jbroker.spi.DataCodec;
import org.junit.jupiter.api.Test;

/** All codecs write the same record. */
class CodecsTest {

  @Test
  void theHandwrittenCodecMakesTheLibrarysBytes() {
    for (long n : new long[] {0, 1, 300, 70_000}) {
      ConnRecord conn = ConnRecord.example(n);

      byte[] ours = DataCodec.encode(conn.toData());

      assertThat(new HandwrittenCodec().encode(conn)).isEqualTo(ours);
      assertThat(new HandwrittenCodec().decode(ours)).usingRecursiveComparison().isEqualTo(conn);
    }
  }

  @Test
  void messagePackKeepsEveryField() throws Exception {
    ConnRecord conn = ConnRecord.example(7);
    MsgPackConnCodec codec = new MsgPackConnCodec();

    assertThat(codec.decode(codec.encode(conn))).usingRecursiveComparison().isEqualTo(conn);
  }

  @Test
  void theRecordHasItsFieldsAndAllAreRead() {
    Vector fields = ConnRecord.example(7).toData();

    assertThat(fields.size()).isEqualTo(ConnRecord.FIELDS);
    assertThat(ConnRecord.readAll(fields))
        .isNotEqualTo(ConnRecord.readAll(ConnRecord.example(8).toData()));
  }
}
