package org.jbroker.websocket.msgpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.HexFormat;
import java.util.List;
import org.jbroker.Message;
import org.jbroker.Topic;
import org.jbroker.data.Data;
import org.jbroker.spi.DecodeLimits;
import org.jbroker.spi.InvalidDataException;
import org.jbroker.testkit.SeededRandom;
import org.jbroker.websocket.RandomValues;
import org.jbroker.websocket.protocol.ApiMessage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MsgPackApiTest {

  private static final String HEAD =
      "83a474797065ac646174612d6d657373616765a5746f706963a22f74a464617461";

  private final MsgPackApi api = new MsgPackApi(DecodeLimits.DEFAULT);

  /** A value and its bytes. */
  record Example(Data value, String hex) {}

  static List<Example> examples() {
    return List.of(
        new Example(Data.none(), "c0"),
        new Example(Data.bool(true), "c3"),
        new Example(Data.count(-1), "d702ffffffffffffffff"),
        new Example(Data.integer(5), "05"),
        new Example(Data.integer(-1), "ff"),
        new Example(Data.real(1), "cb3ff0000000000000"),
        new Example(Data.string("a"), "a161"),
        new Example(Data.string(new byte[] {-1}), "c401ff"),
        new Example(Data.address("1.2.3.4"), "d60601020304"),
        new Example(Data.subnet("10.0.0.0/8"), "c705070a00000008"),
        new Example(Data.port("80/tcp"), "c70308005001"),
        new Example(Data.timestamp(1_000_000_000L), "d6ff00000001"),
        new Example(Data.timespan(-1), "d70affffffffffffffff"),
        new Example(Data.enumValue("ab"), "d50b6162"),
        new Example(Data.set(1, 2), "c7030c920102"),
        new Example(Data.table("a", 1), "81a16101"),
        new Example(Data.vector(1, Data.vector()), "920190"));
  }

  private Data read(String hex) {
    return ((ApiMessage.Publish) api.decode(HexFormat.of().parseHex(HEAD + hex))).message().data();
  }

  private byte[] written(Data value) {
    return api.encode(new ApiMessage.Publish(new Message(Topic.of("/t"), value)));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void hasTheBytesThatThePageSays(Example example) {
    assertThat(HexFormat.of().formatHex(written(example.value()))).isEqualTo(HEAD + example.hex());
    assertThat(read(example.hex())).isEqualTo(example.value());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "c1", "d702", "c70402aabbccdd", "cfffffffffffffffff", "d60c91", "c7020c90c0",
        "dd7fffffff", "df7fffffff", "dbffffffff", "c6ffffffff", "c9ffffffff0c", "d46501", "c0c0",
        "c70308005004", "c705070a00000021", "c7ff00", "c70cff000000007fffffffffffffff"
      })
  void refusesBytesThatAreNoValue(String hex) {
    assertThatExceptionOfType(InvalidDataException.class).isThrownBy(() -> read(hex));
  }

  @Test
  void limitsDepthAndElements() {
    MsgPackApi small = new MsgPackApi(new DecodeLimits(2, 10));
    assertThat(small.decode(written(Data.vector(Data.set(1))))).isNotNull();
    assertThatExceptionOfType(InvalidDataException.class)
        .isThrownBy(() -> small.decode(written(Data.vector(Data.set(Data.vector())))))
        .withMessageContaining("deeper than 2");
    assertThatExceptionOfType(InvalidDataException.class)
        .isThrownBy(() -> small.decode(written(Data.vector(1, 2, 3, 4, 5))))
        .withMessageContaining("more than 10 elements");
  }

  @Test
  void readsAndWritesEveryMessage() {
    for (ApiMessage message :
        List.of(
            new ApiMessage.Subscribe(List.of()),
            new ApiMessage.Subscribe(List.of(Topic.of("/a"), Topic.of(new byte[] {-1}))),
            new ApiMessage.Ack("id", "1.0"),
            new ApiMessage.Failure("code", "context"))) {
      assertThat(api.decode(api.encode(message))).isEqualTo(message);
    }
  }

  @Test
  void readsBackRandomValuesAndThrowsOneExceptionWhateverTheBytes() {
    fuzz(20_000);
  }

  @Test
  @Tag("long")
  void doesSoAtLength() {
    fuzz(3_000_000);
  }

  private void fuzz(int rounds) {
    SeededRandom random = SeededRandom.of(3);
    RandomValues values = new RandomValues(random);
    for (int i = 0; i < rounds; i++) {
      Data value = values.next(3);
      byte[] bytes = written(value);
      assertThat(api.decode(bytes))
          .as("%s", random)
          .isEqualTo(new ApiMessage.Publish(new Message(Topic.of("/t"), value)));
      for (int n = random.nextInt(4); n >= 0; n--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try {
        assertThat(api.decode(bytes)).isNotNull();
      } catch (InvalidDataException e) {
        assertThat(e.byteOffset()).as("%s", random).isBetween(0, bytes.length);
      }
    }
  }
}
