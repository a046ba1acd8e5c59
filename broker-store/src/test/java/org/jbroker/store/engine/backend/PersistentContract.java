package org.jbroker.store.engine.backend;

import static org.assertj.core.api.Assertions.assertThat;

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
