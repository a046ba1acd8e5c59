package org.jbroker.cluster.log.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jbroker.cluster.log.LogColumn;
import org.jbroker.cluster.log.LogFormat;
import org.jbroker.cluster.log.LogSchema;
import org.jbroker.cluster.log.LogType;
import org.jbroker.cluster.log.wire.LogValues;
import org.jbroker.data.Data;
import org.jbroker.data.Str;
import org.jbroker.testkit.SeededRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What lines look like. */
class LineFormatTest {

  private static final LineFormat TSV = LineFormat.of(LogFormat.TSV);
  private static final LineFormat JSON = LineFormat.of(LogFormat.JSON);

  private static LogSchema schema(LogType... types) {
    List<LogColumn> columns =
        IntStream.range(0, types.length).mapToObj(i -> new LogColumn("c" + i, types[i])).toList();
    return LogSchema.of("Test::LOG", columns);
  }

  private static String line(LineFormat format, LogSchema schema, List<Data> row) {
    LineBuffer out = new LineBuffer();
    format.line(schema, row, out);
    return text(out);
  }

  private static String text(LineBuffer out) {
    return StandardCharsets.UTF_8.decode(out.view()).toString();
  }

  private static String one(LineFormat format, LogType type, Data value) {
    // Behind another column, where no mark of a header is to be feared.
    String line = line(format, schema(LogType.INT, type), Arrays.asList(Data.integer(0), value));
    return line.substring(2, line.length() - 1);
  }

  @Test
  void tsvHeaderIsZeeks() {
    LogSchema schema =
        LogSchema.of(
            "Conn::LOG",
            List.of(
                new LogColumn("ts", LogType.TIME),
                new LogColumn("id.orig_h", LogType.ADDR),
                new LogColumn("tags", LogType.setOf(LogType.STRING)),
                new LogColumn("sizes", LogType.vectorOf(LogType.COUNT))));
    LineBuffer out = new LineBuffer();

    TSV.header(schema, Instant.parse("2026-11-20T15:00:01.9Z"), out);
    TSV.footer(Instant.parse("2026-11-20T16:00:00Z"), out);

    assertThat(text(out))
        .isEqualTo(
            """
            #separator \\x09
            #set_separator\t,
            #empty_field\t(empty)
            #unset_field\t-
            #path\tconn
            #open\t2026-11-20-15-00-01
            #fields\tts\tid.orig_h\ttags\tsizes
            #types\ttime\taddr\tset[string]\tvector[count]
            #close\t2026-11-20-16-00-00
            """);
  }

  @Test
  void tsvValuesAreZeeks() {
    assertThat(one(TSV, LogType.BOOL, Data.bool(true))).isEqualTo("T");
    assertThat(one(TSV, LogType.INT, Data.integer(-5))).isEqualTo("-5");
    assertThat(one(TSV, LogType.COUNT, Data.count(-1))).isEqualTo("18446744073709551615");
    assertThat(one(TSV, LogType.TIME, Data.timestamp(1_700_000_000_123_456_499L)))
        .isEqualTo("1700000000.123456");
    assertThat(one(TSV, LogType.INTERVAL, Data.timespan(-1_500_000_000L))).isEqualTo("-1.500000");
    assertThat(one(TSV, LogType.PORT, Data.port("53/udp"))).isEqualTo("53");
    assertThat(one(TSV, LogType.ADDR, Data.address("2001:db8::1"))).isEqualTo("2001:db8::1");
    assertThat(one(TSV, LogType.SUBNET, Data.subnet("10.0.0.0/8"))).isEqualTo("10.0.0.0/8");
    assertThat(one(TSV, LogType.ENUM, Data.enumValue("Notice::LOG"))).isEqualTo("Notice::LOG");
    assertThat(one(TSV, LogType.STRING, Data.none())).isEqualTo("-");
    assertThat(one(TSV, LogType.setOf(LogType.INT), Data.set())).isEqualTo("(empty)");
    assertThat(one(TSV, LogType.vectorOf(LogType.INT), Data.vector(3, Data.none(), 1)))
        .isEqualTo("3,-,1");
  }

  @ParameterizedTest
  @CsvSource({
    "0.5, 0.5",
    "2.0, 2.0",
    "-0.1234567, -0.123457",
    "1e3, 1000.0",
    "NaN, nan",
    "-Infinity, -inf"
  })
  void tsvDoublesHaveSixDigitsAtMost(double value, String text) {
    assertThat(one(TSV, LogType.DOUBLE, Data.real(value))).isEqualTo(text);
  }

  @Test
  void tsvStringsCannotBreakOutOfTheirColumn() {
    assertThat(one(TSV, LogType.STRING, Data.string("a\tb\nc\rd\0e\u007f")))
        .isEqualTo("a\\x09b\\x0ac\\x0dd\\x00e\\x7f");
    assertThat(one(TSV, LogType.STRING, Data.string("back\\x09slash")))
        .isEqualTo("back\\\\x09slash");
    assertThat(one(TSV, LogType.STRING, Data.string("h\u00e9llo \ud83d\ude00, you")))
        .isEqualTo("h\u00e9llo \ud83d\ude00, you");
    assertThat(one(TSV, LogType.STRING, Str.of(new byte[] {'a', (byte) 0xff, (byte) 0xc3})))
        .isEqualTo("a\\xff\\xc3");
    assertThat(one(TSV, LogType.STRING, Data.string(""))).isEqualTo("(empty)");
    assertThat(one(TSV, LogType.STRING, Data.string("-"))).isEqualTo("\\x2d");
    assertThat(one(TSV, LogType.STRING, Data.string("(empty)"))).isEqualTo("\\x28empty)");
    assertThat(one(TSV, LogType.setOf(LogType.STRING), Data.set("a,b"))).isEqualTo("a\\x2cb");
  }

  @Test
  void tsvLineNeverLooksLikeAHeader() {
    LogSchema schema = schema(LogType.STRING, LogType.INT);

    assertThat(line(TSV, schema, List.of(Data.string("#close"), Data.integer(1))))
        .isEqualTo("\\x23close\t1\n");
    LogSchema container = schema(LogType.vectorOf(LogType.STRING));
    assertThat(line(TSV, container, List.of(Data.vector("#close", "b"))))
        .isEqualTo("\\x23close,b\n");
  }

  @Test
  void jsonValuesAreZeeks() {
    assertThat(
            line(
                JSON,
                schema(LogType.TIME, LogType.STRING, LogType.PORT, LogType.INT),
                List.of(
                    Data.timestamp(1_700_000_000_120_000_000L),
                    Data.string("a\"b\\c\n\u0001\u00e9"),
                    Data.port("53/udp"),
                    Data.none())))
        .isEqualTo("{\"c0\":1700000000.12,\"c1\":\"a\\\"b\\\\c\\u000a\\u0001\u00e9\",\"c2\":53}\n");
    assertThat(line(JSON, schema(LogType.TIME), List.of(Data.timestamp(1_000_000_000L))))
        .isEqualTo("{\"c0\":1.0}\n");
    assertThat(line(JSON, schema(LogType.DOUBLE), List.of(Data.real(Double.NaN))))
        .isEqualTo("{\"c0\":null}\n");
    assertThat(
            line(
                JSON,
                schema(LogType.vectorOf(LogType.ADDR)),
                List.of(Data.vector(Data.address("::1"), Data.none()))))
        .isEqualTo("{\"c0\":[\"::1\",null]}\n");
    assertThat(line(JSON, schema(LogType.STRING), List.of(Str.of(new byte[] {(byte) 0xff, 'x'}))))
        .isEqualTo("{\"c0\":\"\\\\xffx\"}\n");
    assertThat(line(JSON, schema(LogType.INT), List.of(Data.none()))).isEqualTo("{}\n");
  }

  @Test
  void rowIsOneLineOfUtf8WhateverIsInIt() {
    SeededRandom random = SeededRandom.of(8);
    LogValues values = new LogValues(random);
    for (int i = 0; i < 2_000; i++) {
      LogSchema schema = values.schema();
      List<Data> row = values.row(schema);
      for (LineFormat format : List.of(TSV, JSON)) {
        String line = line(format, schema, row);

        assertThat(line.indexOf('\n')).as("%s, round %s", random, i).isEqualTo(line.length() - 1);
        assertThat(line).doesNotContain("\ufffd").doesNotStartWith("#");
      }
      assertThat(line(TSV, schema, row).split("\t", -1)).hasSize(row.size());
    }
  }

  @Test
  void utf8IsToldFromOtherBytes() {
    assertThat(Utf8.length(new byte[] {(byte) 0xc3, (byte) 0xa9}, 0)).isEqualTo(2);
    assertThat(Utf8.length(new byte[] {(byte) 0xe2, (byte) 0x82, (byte) 0xac}, 0)).isEqualTo(3);
    assertThat(Utf8.length(new byte[] {(byte) 0xc0, (byte) 0x80}, 0)).isZero();
    assertThat(Utf8.length(new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80}, 0)).isZero();
    assertThat(Utf8.length(new byte[] {(byte) 0xe0, (byte) 0x80, (byte) 0x80}, 0)).isZero();
    assertThat(Utf8.length(new byte[] {(byte) 0xf4, (byte) 0x90, (byte) 0x80, (byte) 0x80}, 0))
        .isZero();
    assertThat(Utf8.length(new byte[] {(byte) 0xf0, (byte) 0x80, (byte) 0x80, (byte) 0x80}, 0))
        .isZero();
    assertThat(Utf8.length(new byte[] {(byte) 0xc3}, 0)).isZero();
    assertThat(Utf8.length(new byte[] {(byte) 0x80}, 0)).isZero();
  }
}
