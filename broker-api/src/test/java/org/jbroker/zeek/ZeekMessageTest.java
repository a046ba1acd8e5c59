package org.jbroker.zeek;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.jbroker.data.Data;
import org.jbroker.data.EnumValue;
import org.jbroker.data.RandomData;
import org.jbroker.data.Str;
import org.jbroker.data.TypeClashException;
import org.jbroker.data.Vector;
import org.jbroker.data.ZeekVectors;
import org.jbroker.spi.DataCodec;
import org.junit.jupiter.api.Test;

class ZeekMessageTest {

  /** What a Zeek 8.2 answered in a captured session: its metadata is an empty vector. */
  private static final String PONG =
      "0e030200000000000000010200000000000000010e030504706f6e670e010300000000000000000e00";

  private static final EnumValue STREAM = Data.enumValue("Conn::LOG");
  private static final EnumValue WRITER = Data.enumValue("Log::WRITER_ASCII");

  private record Event1(int number, String text) {}

  private static byte[] vector(String name) {
    return ZeekVectors.all().stream()
        .filter(e -> e.name().equals(name))
        .findFirst()
        .orElseThrow()
        .binary();
  }

  @Test
  void writesEventsToExactlyTheBytesOfTheCppLibrary() {
    ZeekEvent plain = new ZeekEvent("event_1", 42, "test");
    assertThat(DataCodec.encode(plain.toData())).isEqualTo(vector("zeek-event-no-metadata"));
    assertThat(DataCodec.encode(new ZeekEvent("ping", 0).toData()))
        .isEqualTo(vector("zeek-event-ping"));
    ZeekEvent timed = plain.withNetworkTimestamp(Instant.ofEpochSecond(1681827194));
    assertThat(DataCodec.encode(timed.toData())).isEqualTo(vector("zeek-event-network-time"));
  }

  @Test
  void readsEventsWithAndWithoutMetadata() {
    ZeekEvent plain = ZeekEvent.from(DataCodec.decode(vector("zeek-event-no-metadata")));
    assertThat(plain.name()).isEqualTo("event_1");
    assertThat((Data) plain.args()).isEqualTo(Data.vector(42, "test"));
    assertThat(plain.argsAs(Event1.class)).isEqualTo(new Event1(42, "test"));
    assertThat(plain.metadata().isEmpty()).isTrue();
    assertThat(plain.networkTimestamp()).isEmpty();
    ZeekEvent timed = ZeekEvent.from(DataCodec.decode(vector("zeek-event-network-time")));
    assertThat(timed.networkTimestamp()).contains(Instant.ofEpochSecond(1681827194));
    ZeekEvent pong = ZeekEvent.from(DataCodec.decode(HexFormat.of().parseHex(PONG)));
    assertThat(pong.name()).isEqualTo("pong");
    assertThat(pong.networkTimestamp()).isEmpty();
    assertThat(DataCodec.encode(pong.toData())).isEqualTo(HexFormat.of().parseHex(PONG));
  }

  @Test
  void replacesMetadataOfTheSameIdAndKeepsTheRest() {
    ZeekEvent event =
        new ZeekEvent("e")
            .withMetadata(ZeekEvent.USER_METADATA_START, "mine")
            .withNetworkTimestamp(Instant.EPOCH)
            .withNetworkTimestamp(Instant.ofEpochSecond(5));
    assertThat((Data) event.metadata()).hasToString("((200, mine), (1, 5000000000ns))");
    assertThat(event.metadata(200)).contains(Data.string("mine"));
    assertThat(event.metadata(7)).isEmpty();
    assertThat(event.networkTimestamp()).contains(Instant.ofEpochSecond(5));
  }

  @Test
  void takesArgumentsFromVectorsAndRecords() {
    ZeekEvent event = ZeekEvent.withArgs("event_1", new Event1(42, "test"));
    assertThat(event).isEqualTo(new ZeekEvent("event_1", 42, "test"));
    assertThat(ZeekEvent.withArgs("e", Data.vector(1, 2))).isEqualTo(new ZeekEvent("e", 1, 2));
    assertThat(new ZeekEvent("e", Data.vector(1, 2)).args().size()).isEqualTo(1);
    assertThat(Data.of(event)).isEqualTo(event.toData());
    assertThatExceptionOfType(TypeClashException.class)
        .isThrownBy(() -> new ZeekEvent("e", "x", 1).argsAs(Event1.class))
        .withMessageContaining("component number of Event1");
  }

  @Test
  void readsBackEveryKind() {
    ZeekEvent event = new ZeekEvent("e", 1);
    LogCreate create = new LogCreate(STREAM, WRITER, Data.vector(), Data.vector("ts"));
    LogWrite write = new LogWrite(STREAM, WRITER, Str.of("conn"), Str.of(new byte[] {0, -1}));
    IdentifierUpdate update = new IdentifierUpdate("Site::local", Data.set(1));
    Batch inner = new Batch(List.of(event));
    Batch batch = new Batch(List.of(event, create, write, update, inner));
    for (ZeekMessage message : List.of(event, create, write, update, inner, batch)) {
      ZeekMessage back = ZeekMessage.from(message.toData());
      assertThat(back).isEqualTo(message).hasSameClassAs(message).hasSameHashCodeAs(message);
      assertThat(back.kind()).isEqualTo(message.kind());
      assertThat(ZeekMessage.kindOf(message.toData())).contains(message.kind());
      assertThat(back).hasToString(message.toData().toString());
    }
    Batch back = Batch.from(batch.toData());
    assertThat(back.messages()).isEqualTo(batch.messages());
    assertThat(LogWrite.from(write.toData()).serialData().toBytes()).containsExactly(0, -1);
    assertThat(LogCreate.from(create.toData()).fieldsData()).isEqualTo(Data.vector("ts"));
    assertThat(IdentifierUpdate.from(update.toData()).value()).isEqualTo(Data.set(1));
    assertThat(update).hasToString("(1, 4, (Site::local, {1}))");
    assertThat(write.path()).hasToString("conn");
    assertThat(write.streamId()).isEqualTo(create.streamId());
    assertThat(write.writerId()).isEqualTo(create.writerId());
    assertThat(create.writerInfo()).isEqualTo(Data.vector());
  }

  private static void assertRefused(Data data, String reason) {
    assertThatIllegalArgumentException()
        .as("%s", data)
        .isThrownBy(() -> ZeekMessage.from(data))
        .withMessageContaining(reason);
  }

  private static Data message(int kind, Object... content) {
    return Data.vector(Data.count(1), Data.count(kind), Data.vector(content));
  }

  @Test
  void saysWhatIsWrongWithAMessage() {
    assertRefused(Data.string("x"), "STRING");
    assertRefused(Data.vector(Data.count(1), Data.count(1)), "2 elements");
    assertRefused(Data.vector(Data.count(2), Data.count(1), Data.vector()), "version 2");
    assertRefused(Data.vector(1, Data.count(1), Data.vector()), "version of type INT");
    assertRefused(Data.vector(Data.count(1), 1, Data.vector()), "kind of type INT");
    assertRefused(Data.vector(Data.count(1), Data.count(1), 5), "content of type INT");
    assertRefused(message(6), "kind 6");
    assertRefused(message(0), "kind 0");
    assertRefused(message(1), "name");
    assertRefused(message(1, 5, Data.vector()), "name");
    assertRefused(message(1, "e"), "arguments");
    assertRefused(message(1, "e", 5), "arguments");
    assertRefused(message(1, "e", Data.vector(), 5), "metadata");
    assertRefused(message(1, "e", Data.vector(), Data.vector(1)), "(id, value)");
    assertRefused(message(1, "e", Data.vector(), Data.vector(Data.vector(1, 2))), "(id, value)");
    assertRefused(
        message(1, "e", Data.vector(), Data.vector(Data.vector(Data.count(1), 2))), "time-stamp");
    assertRefused(message(2, STREAM, WRITER, 1), "fields");
    assertRefused(message(3, STREAM, WRITER, "conn", 1), "serial data");
    assertRefused(message(4, "x"), "value");
    assertRefused(message(5, 1), "INT");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ZeekEvent.from(new IdentifierUpdate("x", Data.none()).toData()))
        .withMessageContaining("EVENT");
    assertThat(ZeekMessage.kindOf(Data.none())).isEmpty();
    assertThat(ZeekMessage.kindOf(message(9))).isEmpty();
  }

  @Test
  void acceptsMoreElementsThanItKnows() {
    Data longer =
        Data.vector(
            Data.count(1),
            Data.count(1),
            Data.vector("e", Data.vector(1), Data.vector(), "new"),
            "newer");
    ZeekMessage message = ZeekMessage.from(longer);
    assertThat((Data) message.toData()).isEqualTo(longer);
  }

  @Test
  void throwsNothingButIllegalArgumentForRandomData() {
    Random random = new Random(99);
    RandomData source = new RandomData(random);
    for (int i = 0; i < 20_000; i++) {
      Vector.Builder content = Vector.builder();
      for (int n = random.nextInt(5); n > 0; n--) {
        content.add(source.next(3));
      }
      Data data = message(1 + random.nextInt(5), content.build().asList().toArray());
      try {
        assertThat((Data) ZeekMessage.from(data).toData()).isEqualTo(data);
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageContaining("Zeek").as("%s", data);
      }
    }
  }

  @Test
  void nestsBatchesAsDeepAsData() {
    ZeekMessage message = new Batch(List.of());
    while (message.toData().depth() + 2 <= Data.MAX_DEPTH) {
      message = new Batch(List.of(message));
    }
    assertThat(ZeekMessage.from(message.toData())).isEqualTo(message);
    ZeekMessage deepest = message;
    assertThatIllegalArgumentException().isThrownBy(() -> new Batch(List.of(deepest)));
  }
}
