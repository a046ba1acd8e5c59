package org.jbroker.websocket.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jbroker.Message;
import org.jbroker.Topic;
import org.jbroker.data.Data;
import org.jbroker.data.Vector;
import org.jbroker.spi.DecodeLimits;
import org.jbroker.spi.InvalidDataException;
import org.jbroker.websocket.protocol.ApiMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonApiTest {

  private final JsonApi api = JsonApi.forServer(DecodeLimits.DEFAULT);

  private Data read(String type, String data) {
    return api.decodeData(utf8("{\"@data-type\":\"" + type + "\",\"data\":" + data + "}"));
  }

  private String written(Data value) {
    return new String(api.encode(value), StandardCharsets.UTF_8);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void keepsAll64BitsOfCounts() {
    assertThat(read("count", "18446744073709551615")).isEqualTo(Data.count(-1));
    assertThat(written(Data.count(-1))).contains("18446744073709551615");
  }

  @ParameterizedTest
  @CsvSource({
    "count, 1.0",
    "count, 1e3",
    "count, -1",
    "count, 18446744073709551616",
    "count, '\"1\"'",
    "integer, 1.5",
    "integer, 9223372036854775808",
    "integer, true",
    "real, '\"1\"'",
    "real, null",
    "boolean, 0",
    "string, 1",
    "none, 1",
    "none, '{\"a\":1}'",
    "vector, {}",
    "vector, null",
    "vector, '[1]'",
    "vector, '[{\"key\":{\"@data-type\":\"none\"},\"value\":{\"@data-type\":\"none\"}}]'",
    "table, '[{\"@data-type\":\"none\"}]'",
    "address, '\"localhost\"'",
    "address, '\"1.2.3\"'",
    "subnet, '\"10.0.0.0/33\"'",
    "port, '\"80/sctp\"'",
    "port, '\"65536/tcp\"'",
    "timespan, '\"1.5s\"'",
    "timespan, '\"1 s\"'",
    "timespan, '\"9223372036854775807s\"'",
    "timestamp, '\"2022-02-30T00:00:00\"'",
    "timestamp, '\"2022-02-03\"'",
    "timestamp, '\"2022-02-03T00:00:00.1234567890\"'",
    "timestamp, '\"9999-02-03T00:00:00\"'",
    "string, '\"\\ud800\"'",
    "dict, {}"
  })
  void refusesWhatIsNoValueOfItsType(String type, String data) {
    assertThatExceptionOfType(InvalidDataException.class).isThrownBy(() -> read(type, data));
  }

  @ParameterizedTest
  @CsvSource({
    "1500ms, 1500000000",
    "-2us, -2000",
    "3min, 180000000000",
    "2h, 7200000000000",
    "1d, 86400000000000",
    "0s, 0",
    "+7ns, 7"
  })
  void readsAllUnitsOfTime(String text, long nanos) {
    assertThat(read("timespan", '"' + text + '"')).isEqualTo(Data.timespan(nanos));
  }

  @ParameterizedTest
  @CsvSource({
    "2022-04-10T07:00:00, 1649574000000000000",
    "2022-04-10T07:00:00Z, 1649574000000000000",
    "2022-04-10T07:00:00.1, 1649574000100000000",
    "2022-04-10T07:00:00.123456789, 1649574000123456789",
    "2022-04-10T09:00:00.5+02:00, 1649574000500000000",
    "2022-04-10T02:00:00-0500, 1649574000000000000"
  })
  void readsTimesWithAndWithoutZone(String text, long nanos) {
    assertThat(read("timestamp", '"' + text + '"')).isEqualTo(Data.timestamp(nanos));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1970-01-01T00:00:00.000",
    "1649574000123000000, 2022-04-10T07:00:00.123",
    "1649574000123456000, 2022-04-10T07:00:00.123456",
    "1649574000123456789, 2022-04-10T07:00:00.123456789",
    "-1, 1969-12-31T23:59:59.999999999"
  })
  void writesMillisecondsOnlyWhenThatIsExact(long nanos, String text) {
    assertThat(written(Data.timestamp(nanos))).endsWith(":\"" + text + "\"}");
  }

  @ParameterizedTest
  @CsvSource({
    "1.0, 1.0",
    "4.2, 4.2",
    "0.30000000000000004, 0.30000000000000004",
    "-0.0, -0.0",
    "2e-3, 0.002",
    "2.2250738585072014E-308, 2.2250738585072014E-308",
    "NaN, '\"nan\"'",
    "Infinity, 1e999",
    "-Infinity, -1e999",
    "2e23, 2.0E23"
  })
  void writesRealsInTheirShortestForm(double value, String text) {
    assertThat(written(Data.real(value))).endsWith("\"data\":" + text + "}");
  }

  @Test
  void writesStringsAsLegalJson() {
    assertThat(written(Data.string("a\"b\\c\n\t\u0001\u000b\0")))
        .isEqualTo(
            "{\"@data-type\":\"string\",\"data\":\"a\\\"b\\\\c\\n\\t\\u0001\\u000b\\u0000\"}");
    assertThat(written(Data.string("h\u00e9\u20ac\ud83d\ude00")))
        .contains("h\u00e9\u20ac\ud83d\ude00");
  }

  @Test
  void writesBytesThatAreNoUtf8AsLoneSurrogates() {
    Data bytes = Data.string(new byte[] {'a', (byte) 0xFF, (byte) 0xC3, (byte) 0xED, (byte) 0xA0});

    assertThat(written(bytes)).endsWith("\"a\\udcff\\udcc3\\udced\\udca0\"}");
    assertThat(api.decodeData(api.encode(bytes))).isEqualTo(bytes);
  }

  @Test
  void refusesTextThatIsNoUtf8OnTheServerOnly() {
    byte[] text =
        "{\"@data-type\":\"string\",\"data\":\"\u00ff\"}".getBytes(StandardCharsets.ISO_8859_1);

    assertThatExceptionOfType(InvalidDataException.class)
        .isThrownBy(() -> api.decodeData(text))
        .satisfies(e -> assertThat(e.byteOffset()).isEqualTo(31))
        .withMessageContaining("not UTF-8");
    assertThat(JsonApi.forClient(DecodeLimits.DEFAULT).decodeData(text))
        .isEqualTo(Data.string(new byte[] {(byte) 0xFF}));
  }

  @Test
  void takesMembersInAnyOrderAndSkipsUnknownOnes() {
    Data read =
        api.decodeData(
            utf8(
                "{\"x\":[1,{}],\"data\":[{\"value\":{\"data\":1,\"@data-type\":\"count\"},\"key\":"
                    + "{\"data\":{},\"@data-type\":\"none\"}}],\"@data-type\":\"table\"}"));

    assertThat(read).isEqualTo(Data.table(null, Data.count(1)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"@data-type\":\"none\",\"@data-type\":\"none\"}",
        "{\"@data-type\":\"count\",\"data\":1,\"data\":2}",
        "{\"@data-type\":\"none\"} {}",
        "{\"data\":1}",
        "{\"@data-type\":\"count\"}",
        "[]",
        "",
        "{\"@data-type\":\"count\",\"data\":0",
        "{\"@data-type\":\"count\",\"data\":01}",
        "{\"@data-type\":\"real\",\"data\":infinity}",
        "{'@data-type':'none'}"
      })
  void refusesWhatIsNoValue(String text) {
    assertThatExceptionOfType(InvalidDataException.class)
        .isThrownBy(() -> api.decodeData(utf8(text)));
  }

  @Test
  void readsWhatTheCppBrokerWritesThoughItIsNoJson() {
    assertThat(
            read(
                "vector",
                "[{\"@data-type\":\"real\",\"data\":-inf},{\"@data-type\":\"string\","
                    + "\"data\":\":inf}\\v\\\\v\u0001\"},{\"data\":nan,\"@data-type\":\"real\"}]"))
        .isEqualTo(Data.vector(Double.NEGATIVE_INFINITY, ":inf}\u000b\\v\u0001", Double.NaN));
  }

  @Test
  void limitsDepthAndElements() {
    JsonApi small = JsonApi.forServer(new DecodeLimits(2, 3));

    assertThat(small.decodeData(small.encode(Data.vector(Data.vector(1), 2)))).isNotNull();
    assertThatExceptionOfType(InvalidDataException.class)
        .isThrownBy(() -> small.decodeData(small.encode(Data.vector(Data.vector(Data.vector())))))
        .withMessageContaining("deeper than 2");
    assertThatExceptionOfType(InvalidDataException.class)
        .isThrownBy(() -> small.decodeData(small.encode(Data.vector(1, 2, 3, 4))))
        .withMessageContaining("more than 3 elements");
    assertThatExceptionOfType(InvalidDataException.class)
        .isThrownBy(() -> small.decodeData(small.encode(Data.table(1, 2, 3, 4))))
        .withMessageContaining("more than 3 elements");
  }

  @Test
  void nestsAsDeepAsValuesCan() {
    JsonApi deep = JsonApi.forServer(new DecodeLimits(Data.MAX_DEPTH, 1 << 20));
    Data value = Vector.empty();
    for (int i = 1; i < Data.MAX_DEPTH; i++) {
      value = i % 2 == 0 ? Data.vector(value) : Data.table(value, 1);
    }

    assertThat(deep.decodeData(deep.encode(value))).isEqualTo(value);
  }

  @Test
  void refusesDepthInPlacesThatAreSkipped() {
    String deep = "{\"x\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";

    assertThatExceptionOfType(InvalidDataException.class)
        .isThrownBy(() -> api.decodeData(utf8(deep)))
        .withMessageContaining("epth");
  }

  @Test
  void namesTheByteThatIsWrong() {
    assertThatExceptionOfType(InvalidDataException.class)
        .isThrownBy(() -> api.decode(utf8("{\"topic\":\"h\u00e9llo\",\"@data-type\":7}")))
        .satisfies(e -> assertThat(e.byteOffset()).isEqualTo(31))
        .withMessageContaining("expected a string, found a whole number");
  }

  @Test
  void readsAndWritesEveryMessage() {
    for (ApiMessage message :
        List.of(
            new ApiMessage.Subscribe(List.of()),
            new ApiMessage.Subscribe(List.of(Topic.of("/a"), Topic.of(new byte[] {'"', -1}))),
            new ApiMessage.Ack("id", "1.0"),
            new ApiMessage.Failure("deserialization_failed", "input #2 \"x\""),
            new ApiMessage.Publish(new Message(Topic.of("/t"), Data.count(1))))) {
      assertThat(api.decode(api.encode(message))).isEqualTo(message);
    }
    assertThat(
            new String(
                api.encode(new ApiMessage.Publish(Message.of("/t", Data.count(1)))),
                StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"type\":\"data-message\",\"topic\":\"/t\",\"@data-type\":\"count\",\"data\":1}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[1]",
        "{\"type\":\"data-message\",\"@data-type\":\"none\"}",
        "{\"type\":\"hello\",\"topic\":\"/t\",\"@data-type\":\"none\"}",
        "{\"type\":\"ack\",\"endpoint\":\"x\"}",
        "{\"topic\":\"/t\",\"topic\":\"/u\",\"@data-type\":\"none\"}",
        "\"[]\"",
        "null"
      })
  void refusesWhatIsNoMessage(String text) {
    assertThatExceptionOfType(InvalidDataException.class).isThrownBy(() -> api.decode(utf8(text)));
  }
}
