package org.jbroker.store.engine.frontend;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jbroker.data.Data;
import org.jbroker.data.SetData;
import org.jbroker.spi.EntryCursor;
import org.jbroker.spi.StoreBackend;
import org.jbroker.spi.StoredEntry;

/** Reads from a master's backend, everything that is visible. Stateless; takes no lock. */
final class BackendReads implements StoreReads {

  private static final int SCAN_ENTRIES = 4096;
  private static final long SCAN_BYTES = 4L << 20;

  private final StoreBackend backend;

  BackendReads(StoreBackend backend) {
    this.backend = Objects.requireNonNull(backend, "backend");
  }

  @Override
  public Optional<Data> find(Data key) {
    return backend.find(key).map(StoredEntry::value);
  }

  @Override
  public boolean contains(Data key) {
    return backend.contains(key);
  }

  @Override
  public SetData keys() {
    return backend.keys();
  }

  @Override
  public long size() {
    return backend.size();
  }

  @Override
  public Map<Data, Data> snapshot() {
    Map<Data, Data> copy = new HashMap<>();
    EntryCursor cursor = backend.scan(StoreBackend.View.LATEST);
    List<EntryCursor.Item> items = cursor.next(SCAN_ENTRIES, SCAN_BYTES);
    while (!items.isEmpty()) {
      items.forEach(item -> copy.put(item.key(), item.entry().value()));
      items = cursor.next(SCAN_ENTRIES, SCAN_BYTES);
    }
    return Collections.unmodifiableMap(copy);
  }
}
