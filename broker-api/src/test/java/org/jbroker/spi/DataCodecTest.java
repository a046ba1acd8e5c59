package org.jbroker.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.jbroker.data.Data;
import org.jbroker.data.DataType;
import org.jbroker.data.EnumValue;
import org.jbroker.data.RandomData;
import org.jbroker.data.Real;
import org.jbroker.data.Str;
import org.jbroker.data.Vector;
import org.jbroker.data.ZeekVectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class DataCodecTest {

  private static final long SEED = 4711;

  /** A subnormal that the C++ library garbled when it wrote it: its bytes are not its text. */
  private static final String GARBLED = "04fcd0000000000000";

  static List<ZeekVectors.Entry> vectors() {
    return ZeekVectors.all();
  }

  private static byte[] hex(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void encodesEveryVectorToExactlyItsBytes(ZeekVectors.Entry vector) {
    Data value = DataCodec.decode(vector.binary());
    assertThat(DataCodec.encode(value)).isEqualTo(vector.binary());
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void printsTheTextOfEveryVector(ZeekVectors.Entry vector) {
    Data value = DataCodec.decode(vector.binary());
    if (HexFormat.of().formatHex(vector.binary()).equals(GARBLED)) {
      assertThat(value.get(Real.class).value()).isEqualTo(-0x1p974);
    } else {
      assertThat(value).hasToString(vector.text());
    }
  }

  @Test
  void readsAllVectors() {
    assertThat(vectors()).hasSize(91);
  }

  @Test
  void roundTripsRandomValues() {
    RandomData random = new RandomData(new Random(SEED));
    for (int i = 0; i < 20_000; i++) {
      Data value = random.next(i % 6);
      Data back = DataCodec.decode(DataCodec.encode(value));
      assertThat(back).as("value %d of seed %d", i, SEED).isEqualTo(value);
      assertThat(back.hashCode()).isEqualTo(value.hashCode());
      assertThat(back.compareTo(value)).isZero();
    }
  }

  @Test
  void followsTheRealsOfTheCppLibrary() {
    assertThat(DataCodec.encode(Data.real(Double.POSITIVE_INFINITY)))
        .isEqualTo(hex("04fff0000000000000"));
    assertThat(DataCodec.encode(Data.real(Double.NEGATIVE_INFINITY)))
        .isEqualTo(hex("047ff0000000000000"));
    for (String nan :
        new String[] {"047ff8000000000000", "04fff0000000000001", "047ff4000000000000"}) {
      assertThat(DataCodec.decode(hex(nan))).isEqualTo(Data.real(Double.NaN));
      assertThat(DataCodec.encode(DataCodec.decode(hex(nan)))).isEqualTo(hex("04ffffffffffffffff"));
    }
    Data subnormal = Data.real(Double.MIN_VALUE);
    assertThat(DataCodec.decode(DataCodec.encode(subnormal))).isEqualTo(subnormal);
  }

  @Test
  void sortsAndMergesWhatArrivesUnsorted() {
    Data set = DataCodec.decode(hex("0c04" + "0102" + "0100" + "00" + "0101"));
    assertThat(set).isEqualTo(Data.set(Data.none(), false, true)).hasToString("{nil, F, T}");
    Data table = DataCodec.decode(hex("0d03" + "0101" + "00" + "0100" + "00" + "0101" + "0100"));
    assertThat(table).hasToString("{F -> nil, T -> F}");
    assertThat(DataCodec.encode(set)).isEqualTo(hex("0c030001000101"));
  }

  @Test
  void masksSubnetsThatArriveUnmasked() {
    Data subnet = DataCodec.decode(hex("0700000000000000000000ffff0a01020368"));
    assertThat(subnet).isEqualTo(Data.subnet("10.0.0.0/8"));
  }

  @ParameterizedTest
  @CsvSource({
    "''                                     , 0, a value is missing",
    "0f                                     , 0, tag 15",
    "ff                                     , 0, tag 255",
    "0000                                   , 1, 1 bytes too many",
    "01                                     , 0, 2 bytes are needed",
    "0200000000                             , 0, 9 bytes are needed",
    "05                                     , 1, 1 bytes are needed",
    "0502                                   , 1, length of 2",
    "058080808010                           , 1, length of 4294967296",
    "0580808080800100                       , 1, more than five bytes",
    "05ffffffff0f                           , 1, length of 4294967295",
    "06000000                               , 0, 17 bytes are needed",
    "070000000000000000000000000000000081   , 17, 129 bits",
    "08005004                               , 3, number 4",
    "0e02                                   , 1, 2 elements",
    "0d0100                                 , 1, 2 elements",
    "0cffffffff07                           , 1, elements",
    "0dffffffff07                           , 1, 4294967294 elements",
    "0e020e0200                             , 3, 2 elements",
    "0e02050200                             , 3, length of 2",
  })
  void saysWhereBytesAreInvalid(String bytes, int offset, String reason) {
    assertThatExceptionOfType(InvalidDataException.class)
        .isThrownBy(() -> DataCodec.decode(hex(bytes)))
        .satisfies(
            e -> {
              assertThat(e.byteOffset()).isEqualTo(offset);
              assertThat(e.reason()).contains(reason);
              assertThat(e).hasMessageContaining("byte " + offset);
            });
  }

  @Test
  void countsOffsetsFromTheGivenPart() {
    byte[] buffer = hex("ffff0102ffff");
    assertThat(DataCodec.decode(buffer, 2, 2, DecodeLimits.DEFAULT)).isEqualTo(Data.bool(true));
    assertThatExceptionOfType(InvalidDataException.class)
        .isThrownBy(() -> DataCodec.decode(buffer, 2, 3, DecodeLimits.DEFAULT))
        .satisfies(e -> assertThat(e.byteOffset()).isEqualTo(2));
  }

  @Test
  void readsSeveralValuesInSequenceEachUnderItsOwnLimits() {
    ByteWriter out = new ByteWriter(1);
    Data[] values = {Data.vector(1, 2), Data.none(), Data.table("a", Data.vector()), Data.set(5)};
    for (Data value : values) {
      DataCodec.encode(value, out);
    }
    ByteReader in = new ByteReader(out.toBytes());
    DecodeLimits limits = new DecodeLimits(2, 2);
    for (Data value : values) {
      assertThat(DataCodec.decode(in, limits)).isEqualTo(value);
    }
    in.expectEnd();
    assertThat(in.remaining()).isZero();
  }

  @Test
  void holdsTheLimitsExactly() {
    byte[] twoDeep = DataCodec.encode(Data.vector(Data.vector(1, 2), 3));
    DecodeLimits enough = new DecodeLimits(2, 4);
    assertThat(DataCodec.decode(twoDeep, 0, twoDeep.length, enough)).hasToString("((1, 2), 3)");
    for (DecodeLimits tight : List.of(new DecodeLimits(1, 4), new DecodeLimits(2, 3))) {
      assertThatExceptionOfType(InvalidDataException.class)
          .isThrownBy(() -> DataCodec.decode(twoDeep, 0, twoDeep.length, tight));
    }
    byte[] table = DataCodec.encode(Data.table(1, 2));
    assertThatExceptionOfType(InvalidDataException.class)
        .isThrownBy(() -> DataCodec.decode(table, 0, table.length, new DecodeLimits(1, 1)));
    byte[] scalar = DataCodec.encode(Data.count(1));
    assertThat(DataCodec.decode(scalar, 0, scalar.length, new DecodeLimits(0, 0)))
        .isEqualTo(Data.count(1));
  }

  @Test
  void textsOfEveryLengthComeBack() {
    for (int length :
        new int[] {0, 1, 127, 128, 16_383, 16_384, 1 << 20, (1 << 20) + 1, 2_097_152}) {
      Data text = Data.string("x".repeat(length));
      byte[] bytes = DataCodec.encode(text);
      assertThat(DataCodec.decode(bytes, 0, bytes.length, DecodeLimits.DEFAULT)).isEqualTo(text);
    }
  }

  /** Every kind, texts of every length up to 40, ASCII, beyond it and malformed, in one value. */
  private static Data everything() {
    Vector.Builder out = Vector.builder();
    for (DataType type : DataType.values()) {
      out.add(new RandomData(new Random(SEED)).next(type, 2));
    }
    for (int length = 0; length <= 40; length++) {
      byte[] malformed = new byte[length];
      Arrays.fill(malformed, (byte) 0xC3);
      out.add(Str.of("x".repeat(length)));
      out.add(Data.vector(Str.of("\u00fc".repeat(length / 2)), EnumValue.of(malformed)));
    }
    return out.build();
  }

  @Test
  void everyValueThatIsCutIsRefusedWhereverItIs() {
    byte[] whole = DataCodec.encode(everything());
    assertThat(DataCodec.decode(whole)).isEqualTo(everything());
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      int end = length;
      assertThatExceptionOfType(InvalidDataException.class)
          .as("%d bytes", length)
          .isThrownBy(() -> DataCodec.decode(cut))
          .satisfies(e -> assertThat(e.byteOffset()).isBetween(0, end));
      // The bytes behind the part are there, and none of its business.
      assertThatExceptionOfType(InvalidDataException.class)
          .as("the first %d bytes", length)
          .isThrownBy(() -> DataCodec.decode(whole, 0, end, DecodeLimits.DEFAULT));
    }
  }

  @Test
  void textsKeepTheirBytesWhateverBecomesOfTheBuffer() {
    byte[] buffer = DataCodec.encode(everything());
    Data value = DataCodec.decode(buffer);
    Arrays.fill(buffer, (byte) 'z');

    assertThat(value).isEqualTo(everything()).hasSameHashCodeAs(everything());
  }

  @Test
  void encodesEachValueIntoAnArrayOfItsOwnHoweverLargeTheOneBefore() {
    Data small = Data.vector(1, "two", 3.0);
    Data large = Data.vector("x".repeat(10_000), small);
    byte[] first = DataCodec.encode(small);
    byte[] kept = first.clone();
    byte[] largeBytes = DataCodec.encode(large);
    byte[] second = DataCodec.encode(small);

    assertThat(first).isEqualTo(kept).isEqualTo(second).isNotSameAs(second);
    assertThat(DataCodec.decode(largeBytes)).isEqualTo(large);
  }
}
