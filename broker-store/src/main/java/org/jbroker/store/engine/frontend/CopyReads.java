package org.jbroker.store.engine.frontend;

import java.util.Map;
import java.util.Optional;
import org.jbroker.data.Data;
import org.jbroker.data.SetData;
import org.jbroker.store.engine.clone.CloneReads;

/** Reads from a clone's copy. Takes no lock. */
record CopyReads(CloneReads copy) implements StoreReads {

  @Override
  public Optional<Data> find(Data key) {
    return copy.find(key);
  }

  @Override
  public boolean contains(Data key) {
    return copy.contains(key);
  }

  @Override
  public SetData keys() {
    return copy.keys();
  }

  @Override
  public long size() {
    return copy.size();
  }

  @Override
  public Map<Data, Data> snapshot() {
    return copy.snapshot();
  }
}
