package org.jbroker.store.engine.master;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jbroker.EndpointId;
import org.jbroker.data.Data;
import org.jbroker.store.EntityId;
import org.jbroker.store.engine.channel.AttachWriter;
import org.jbroker.store.engine.channel.CumulativeAck;
import org.jbroker.store.engine.command.StoreCommand.Control;
import org.jbroker.store.engine.command.StoreCommand.Leave;
import org.jbroker.store.engine.command.StoreCommand.Update;
import org.jbroker.store.engine.ops.Operation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A master that takes over the contents of another one, and its writers. */
class WriterPositionsTest {

  private static final EntityId WRITER = new EntityId(EndpointId.random(), -7);
  private static final Data KEY = Data.string("n");

  private final TestBackend backend = new TestBackend();
  private MasterFixture fixture = new MasterFixture(backend, Runnable::run);

  @AfterEach
  void close() {
    fixture.close();
  }

  private void restart() {
    backend.crash();
    fixture.close();
    fixture = new MasterFixture(backend, Runnable::run);
  }

  private void attach(long offset) {
    fixture.dispatch(WRITER, new Control(new AttachWriter(offset, 5)));
  }

  private void increment(long... sequences) {
    for (long sequence : sequences) {
      Update update =
          new Update(
              Operation.INCREMENT, KEY, List.of(Data.count(1)), OptionalLong.empty(), WRITER);
      fixture.dispatch(sequence, WRITER, update);
    }
  }

  private void assertCount(int count) {
    assertThat(fixture.store.get(KEY)).contains(Data.count(count));
  }

  @Test
  void whatTheMasterBeforeAppliedIsNotAppliedAgain() {
    attach(2);
    increment(3, 4, 5);
    restart();
    attach(2); // No acknowledgement ever came.
    assertThat(fixture.takeContents()).containsExactly(new Control(new CumulativeAck(5)));
    increment(3, 4, 5, 6);
    assertCount(4);
  }

  @Test
  void whatTheMasterBeforeLostIsAppliedOnce() {
    attach(2);
    increment(3, 4);
    backend.hold();
    increment(5, 6);
    backend.commit(1);
    restart();
    attach(4);
    increment(5, 6, 7);
    backend.commitAll();
    assertCount(5);
  }

  @Test
  void anOperationThatTheBackendRefusedIsNotTakenForApplied() {
    attach(2);
    increment(3);
    backend.refuse("no disk");
    increment(4);
    backend.refuse(null);
    fixture.store.put("other", 1); // Takes along what was noted.
    restart();
    attach(2);
    increment(3, 4);
    assertCount(2);
  }

  @Test
  void aWriterThatIsFurtherThanTheNoteIsTakenUpWhereItIs() {
    attach(2);
    increment(3);
    restart();
    attach(9); // Another master had the rest.
    increment(10);
    assertCount(2);
  }

  @Test
  void aCppWriterThatBeginsAnewIsNotMistakenForAnEarlierOne() {
    attach(1);
    increment(2, 3);
    assertThat(backend.notes()).isEmpty();
    restart();
    attach(1);
    increment(2, 3);
    assertCount(4);
  }

  @Test
  void aWriterThatLeavesIsForgotten() {
    attach(2);
    increment(3);
    assertThat(backend.notes())
        .isEqualTo(Map.of("writer/" + WRITER.endpoint() + "/18446744073709551609", 3L));
    fixture.dispatch(WRITER, new Leave());
    fixture.store.put("other", 1);
    assertThat(backend.notes().values()).containsOnly(0L);
  }

  @Test
  void notesThatAreNoPositionsAreIgnored() {
    WriterPositions positions =
        new WriterPositions(
            Map.of(
                "writer/", 1L, "writer/x/y", 2L, "else", 3L, WriterPositions.noteName(WRITER), 4L));
    assertThat(positions.take(WRITER, 2)).isEqualTo(4);
    assertThat(positions.take(WRITER, 2)).as("once").isEqualTo(2);
  }
}
