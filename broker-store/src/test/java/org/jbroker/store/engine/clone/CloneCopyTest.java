package org.jbroker.store.engine.clone;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.jbroker.EndpointId;
import org.jbroker.data.Data;
import org.jbroker.store.EntityId;
import org.jbroker.store.StoreEvent;
import org.jbroker.store.engine.command.StoreCommand.Clear;
import org.jbroker.store.engine.command.StoreCommand.Erase;
import org.jbroker.store.engine.command.StoreCommand.Put;
import org.junit.jupiter.api.Test;

/** What a clone keeps, and what it tells of it. */
class CloneCopyTest {

  private static final EntityId MASTER = new EntityId(EndpointId.random(), 1);
  private static final Data A = Data.of("a");
  private static final Data B = Data.of("b");
  private static final Data C = Data.of("c");

  private final List<StoreEvent> events = new ArrayList<>();
  private boolean wanted = true;
  private final CloneCopy copy = new CloneCopy("store", () -> wanted, events::add);

  private static Put put(Data key, int value) {
    return new Put(key, Data.of(value), OptionalLong.empty(), MASTER);
  }

  private static ConcurrentHashMap<Data, Data> contents(Map<Data, Data> entries) {
    return new ConcurrentHashMap<>(entries);
  }

  @Test
  void tellsTheDifferenceWhenItTakesContentsOver() {
    copy.install(contents(Map.of(A, Data.of(1), B, Data.of(2))), MASTER);
    events.clear();
    copy.install(contents(Map.of(B, Data.of(3), C, Data.of(4))), MASTER);
    assertThat(events)
        .containsExactlyInAnyOrder(
            new StoreEvent.Erased("store", A, Data.of(1), MASTER),
            new StoreEvent.Updated("store", B, Data.of(2), Data.of(3), MASTER),
            new StoreEvent.Inserted("store", C, Data.of(4), MASTER));
    assertThat(copy.entries()).isEqualTo(Map.of(B, Data.of(3), C, Data.of(4)));
  }

  @Test
  void tellsAnEraseForEachEntryThatAClearRemoves() {
    copy.apply(put(A, 1));
    copy.apply(put(B, 2));
    events.clear();
    copy.apply(new Clear(MASTER));
    assertThat(events)
        .containsExactlyInAnyOrder(
            new StoreEvent.Erased("store", A, Data.of(1), MASTER),
            new StoreEvent.Erased("store", B, Data.of(2), MASTER));
    assertThat(copy.entries()).isEmpty();
  }

  @Test
  void followsWithoutEventsIfNobodyWantsThem() {
    wanted = false;
    copy.install(contents(Map.of(A, Data.of(1), B, Data.of(2))), MASTER);
    copy.apply(put(C, 3));
    copy.apply(new Erase(A, MASTER));
    assertThat(copy.entries()).isEqualTo(Map.of(B, Data.of(2), C, Data.of(3)));
    assertThat(events).isEmpty();

    wanted = true;
    copy.apply(put(C, 4));
    assertThat(events)
        .containsExactly(new StoreEvent.Updated("store", C, Data.of(3), Data.of(4), MASTER));
  }
}
