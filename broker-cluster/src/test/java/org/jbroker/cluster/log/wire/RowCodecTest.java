package org.jbroker.cluster.log.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jbroker.cluster.log.LogColumn;
import org.jbroker.cluster.log.LogSchema;
import org.jbroker.cluster.log.LogType;
import org.jbroker.data.Data;
import org.jbroker.testkit.SeededRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bytes of rows. */
class RowCodecTest {

  private static LogSchema schema(LogType... types) {
    List<LogColumn> columns =
        java.util.stream.IntStream.range(0, types.length)
            .mapToObj(i -> new LogColumn("c" + i, types[i]))
            .toList();
    return LogSchema.of("Test::LOG", columns);
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replace(" ", ""));
  }

  @Test
  void clusterLogHasTheBytesOfZeek() {
    LogSchema schema = schema(LogType.TIME, LogType.STRING, LogType.STRING);
    List<Data> row =
        List.of(
            Data.timestamp(Instant.ofEpochSecond(1_500_000_000)),
            Data.string("worker-1"),
            Data.string("up"));

    byte[] bytes = RowCodec.encode(schema, row);

    assertThat(bytes)
        .isEqualTo(
            hex(
                "00000003"
                    + "00000005 00000000 01 41d65a0bc0000000"
                    + "00000007 00000000 01 00000008 776f726b65722d31"
                    + "00000007 00000000 01 00000002 7570"));
    assertThat(RowCodec.decode(schema, bytes)).isEqualTo(row);
  }

  @ParameterizedTest
  @CsvSource({
    "BOOL,   T,            00000001 00000000 01 0000000000000001",
    "INT,    -2,           00000002 00000000 01 fffffffffffffffe",
    "COUNT,  7,            00000003 00000000 01 0000000000000007",
    "PORT,   53/udp,       0000000a 00000000 01 0000000000000035 00000002",
    "ADDR,   10.0.0.1,     0000000b 00000000 01 04 0a000001",
    "ADDR,   2001:db8::1,  0000000b 00000000 01 06 20010db8000000000000000000000001",
    "SUBNET, 10.0.0.0/8,   0000000c 00000000 01 68 04 0a000000",
    "SUBNET, 2001:db8::/32,0000000c 00000000 01 20 06 20010db8000000000000000000000000"
  })
  void eachKindHasTheBytesOfZeek(String kind, String text, String bytes) {
    LogType type = LogType.of(LogType.Kind.valueOf(kind));
    Data value =
        switch (type.kind()) {
          case BOOL -> Data.bool(true);
          case INT -> Data.integer(Long.parseLong(text));
          case COUNT -> Data.count(Long.parseLong(text));
          case PORT -> Data.port(text);
          case ADDR -> Data.address(text);
          default -> Data.subnet(text);
        };

    assertThat(RowCodec.encode(schema(type), List.of(value))).isEqualTo(hex("00000001" + bytes));
  }

  @Test
  void containersAndUnsetValuesHaveTheBytesOfZeek() {
    LogSchema schema = schema(LogType.vectorOf(LogType.STRING), LogType.DOUBLE);

    assertThat(RowCodec.encode(schema, List.of(Data.vector("a"), Data.none())))
        .isEqualTo(
            hex(
                "00000002"
                    + "00000013 00000000 01 0000000000000001"
                    + "00000007 00000000 01 00000001 61"
                    + "00000004 00000000 00"));
  }

  @Test
  void typeOfElementsIsNotLookedAt() {
    LogSchema schema = schema(LogType.setOf(LogType.ADDR));
    byte[] empty = hex("00000001 0000000e 00000016 01 0000000000000000");

    assertThat(RowCodec.decode(schema, empty)).containsExactly(Data.set());
  }

  @Test
  void whatIsEncodedIsDecoded() {
    SeededRandom random = SeededRandom.of(5);
    LogValues values = new LogValues(random);
    for (int i = 0; i < 2_000; i++) {
      LogSchema schema = values.schema();
      List<Data> row = values.row(schema);
      byte[] bytes = RowCodec.encode(schema, row);

      assertThat(bytes).hasSize(RowCodec.encodedBytes(row));
      assertThat(RowCodec.decode(schema, bytes)).as("%s, round %s", random, i).isEqualTo(row);
    }
  }

  @Test
  void hostileBytesAreRefusedByOneException() {
    SeededRandom random = SeededRandom.of(6);
    LogValues values = new LogValues(random);
    for (int i = 0; i < 5_000; i++) {
      LogSchema schema = values.schema();
      byte[] bytes = RowCodec.encode(schema, values.row(schema));
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      byte[] hostile =
          random.nextBoolean() ? bytes : Arrays.copyOf(bytes, random.nextInt(bytes.length));
      try {
        assertThat(RowCodec.decode(schema, hostile)).hasSize(schema.columns().size());
      } catch (IllegalArgumentException refused) {
        assertThat(refused).hasMessageContaining("before byte");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "STRING, 00000001 00000007 00000000 01 ffffffff, 4294967295 bytes",
    "STRING, 00000001 00000007 00000000 01 00000002 61, a string of 2 bytes in 1",
    "STRING, 00000001 00000002 00000000 01 0000000000000000, type 2 instead of string",
    "STRING, 00000002, 2 values for the 1 columns",
    "STRING, 00000001 00000007 00000000 00 00, 1 bytes too many",
    "STRING, 0000, bytes end there",
    "PORT, 00000001 0000000a 00000000 01 0000000000010000 00000001, port 65536",
    "PORT, 00000001 0000000a 00000000 01 0000000000000001 00000009, number 9",
    "ADDR, 00000001 0000000b 00000000 01 05, family 5",
    "SUBNET, 00000001 0000000c 00000000 01 81 04 0a000000, 33",
    "SUBNET, 00000001 0000000c 00000000 01 08 04 0a000000, -88",
    "TIME, 00000001 00000005 00000000 01 7ff8000000000000, NaN",
    "INTERVAL, 00000001 00000006 00000000 01 7fefffffffffffff, a time of"
  })
  void errorSaysWhatIsWrong(String kind, String bytes, String message) {
    LogSchema schema = schema(LogType.of(LogType.Kind.valueOf(kind)));

    assertThatThrownBy(() -> RowCodec.decode(schema, hex(bytes)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message)
        .hasMessageContaining("Test::LOG");
  }

  @Test
  void numberOfElementsIsComparedBeforeAllocation() {
    LogSchema schema = schema(LogType.vectorOf(LogType.INT));
    byte[] many = hex("00000001 00000013 00000002 01 7fffffffffffffff");

    assertThatThrownBy(() -> RowCodec.decode(schema, many))
        .hasMessageContaining("9223372036854775807 elements in 0 bytes");
  }
}
