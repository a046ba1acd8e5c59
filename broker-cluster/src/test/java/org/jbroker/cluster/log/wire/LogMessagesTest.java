package org.jbroker.cluster.log.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.jbroker.cluster.log.LogColumn;
import org.jbroker.cluster.log.LogSchema;
import org.jbroker.cluster.log.LogType;
import org.jbroker.data.Bool;
import org.jbroker.data.Data;
import org.jbroker.data.EnumValue;
import org.jbroker.data.Str;
import org.jbroker.data.Vector;
import org.jbroker.testkit.SeededRandom;
import org.jbroker.zeek.Batch;
import org.jbroker.zeek.LogCreate;
import org.jbroker.zeek.LogWrite;
import org.jbroker.zeek.ZeekMessage;
import org.junit.jupiter.api.Test;

/** Zeek's messages about streams. */
class LogMessagesTest {

  private static final EnumValue STREAM = EnumValue.of("Test::LOG");
  private static final EnumValue WRITER = EnumValue.of("Log::WRITER_ASCII");

  private static LogCreate create(String path, Data fields) {
    return new LogCreate(STREAM, WRITER, Vector.of(Str.of(path)), fields);
  }

  private static Vector field(String name, long type, long element) {
    return Vector.of(Str.of(name), Data.none(), Data.count(type), Data.count(element), Bool.FALSE);
  }

  @Test
  void announcementIsReadAsItWasWritten() {
    LogValues values = new LogValues(SeededRandom.of(7));
    for (int i = 0; i < 200; i++) {
      LogSchema schema = values.schema();

      assertThat(LogMessages.schema(LogMessages.announcement(schema))).isEqualTo(schema);
    }
  }

  @Test
  void announcementHasThePartsThatZeekReads() {
    LogSchema schema = LogSchema.of("Test::LOG", List.of(new LogColumn("a", LogType.ADDR)));

    LogCreate create = LogMessages.announcement(schema);

    assertThat(create.writerInfo()).hasToString("(test, 0.000000, 0.000000, 0.000000, {}, )");
    assertThat(create.fieldsData()).hasToString("((a, nil, 11, 0, T))");
  }

  @Test
  void batchBeginsWithTheAnnouncement() {
    LogSchema schema = LogSchema.of("Test::LOG", List.of(new LogColumn("a", LogType.INT)));

    Batch batch =
        LogMessages.batch(schema, List.of(List.of(Data.integer(1)), List.of(Data.integer(2))));

    assertThat(batch.messages())
        .extracting(ZeekMessage::kind)
        .containsExactly(
            ZeekMessage.Kind.LOG_CREATE, ZeekMessage.Kind.LOG_WRITE, ZeekMessage.Kind.LOG_WRITE);
    LogWrite last = (LogWrite) batch.messages().get(2);
    assertThat(last.path().text()).isEqualTo("test");
    assertThat(RowCodec.decode(schema, last.serialData().toBytes()))
        .containsExactly(Data.integer(2));
  }

  @Test
  void hostileAnnouncementsAreRefused() {
    assertRefused(create("../x", Vector.of(field("a", 2, 0))), "path");
    assertRefused(create("x", Data.none()), "columns");
    assertRefused(create("x", Vector.of(field("a", 15, 0))), "type 15");
    assertRefused(create("x", Vector.of(field("a", 14, 14))), "not logged");
    assertRefused(create("x", Vector.of(field("a\nb", 2, 0))), "'a?b'");
    assertRefused(create("x", Vector.of(Data.none())), "without name");
    assertRefused(create("x", Vector.generate(513, () -> field("a", 2, 0))), "too many");
    assertRefused(
        new LogCreate(STREAM, WRITER, Data.none(), Vector.of(field("a", 2, 0))), "without a path");
    assertRefused(
        new LogCreate(
            EnumValue.of("../../x"), WRITER, Vector.of(Str.of("x")), Vector.of(field("a", 2, 0))),
        "'../../x'");
  }

  private static void assertRefused(LogCreate create, String message) {
    assertThatThrownBy(() -> LogMessages.schema(create))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
