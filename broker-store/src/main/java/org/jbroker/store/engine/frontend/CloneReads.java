package org.jbroker.store.engine.frontend;

import java.util.Map;
import java.util.Optional;
import org.jbroker.data.Data;
import org.jbroker.data.SetData;
import org.jbroker.store.engine.clone.CloneCore;

/** Reads from a clone's copy. Stateless; takes no lock. */
final class CloneReads implements StoreReads {

  private final CloneCore core;

  CloneReads(CloneCore core) {
    this.core = core;
  }

  @Override
  public Optional<Data> find(Data key) {
    return core.get(key);
  }

  @Override
  public boolean contains(Data key) {
    return core.get(key).isPresent();
  }

  @Override
  public SetData keys() {
    Map<Data, Data> entries = core.entries();
    SetData.Builder keys = SetData.builder(entries.size());
    entries.keySet().forEach(keys::add);
    return keys.build();
  }

  @Override
  public long size() {
    return core.entries().size();
  }

  @Override
  public Map<Data, Data> snapshot() {
    return Map.copyOf(core.entries());
  }
}
