package org.jbroker.store.engine.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.util.HashMap;
import java.util.Map;
import org.jbroker.data.Data;
import org.jbroker.spi.StoredEntry;
import org.junit.jupiter.api.Test;

/** What backends do that outlive their process. */
public abstract class PersistentContract extends BackendContract {

  @Override
  protected boolean isPersistent() {
    return true;
  }

  @Test
  void notesBecomeDurableWithTheNextWriteAndTheLastOfANameCounts() {
    backend.note("a", 1);
    backend.note("a", 2);
    backend.put(key(1), Data.count(1), StoredEntry.NEVER);
    backend.note("b", -1);
    backend.clear();
    backend.note("c", 3);
    backend.erase(key(1));
    backend.note("without a write", 4);
    reopen();
    assertThat(backend.notes()).containsOnly(entry("a", 2L), entry("b", -1L), entry("c", 3L));

    backend.note("a", 0);
    backend.note("c", 5);
    backend.put(key(1), Data.count(1), StoredEntry.NEVER);
    reopen();
    assertThat(backend.notes()).containsOnly(entry("b", -1L), entry("c", 5L));
    assertThat(backend.contains(key(1))).isTrue();
  }

  @Test
  void closeMakesEverythingDurableAndEndsIt() {
    for (int i = 0; i < 3000; i++) {
      backend.put(key(i), Data.count(i), i % 2 == 0 ? 1_000L + i : StoredEntry.NEVER);
    }
    backend.erase(key(0));
    RecordingListener first = listener;
    reopen();
    assertThat(first.told()).isEqualTo(3001);
    assertThat(backend.size()).isEqualTo(2999);
    assertThat(backend.writeSequence()).isZero();
    Map<Data, Long> expiries = new HashMap<>();
    backend.expiries(expiries::put);
    assertThat(expiries).hasSize(1499).containsEntry(key(2998), 3998L).doesNotContainKey(key(0));
    assertThat(value(key(77))).isEqualTo(Data.count(77));
  }
}
