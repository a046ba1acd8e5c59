package org.jbroker.store.engine.frontend;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.jbroker.data.Data;
import org.jbroker.data.SetData;
import org.jbroker.store.EntityId;

/** The requests of proxies, and the asynchronous reads, as operations of a store. Stateless. */
final class StoreRequests implements ProxyRequests {

  private final AbstractStore store;

  StoreRequests(AbstractStore store) {
    this.store = store;
  }

  @Override
  public CompletableFuture<Optional<Data>> get(Data key) {
    return store.readLater(reads -> reads.find(key));
  }

  @Override
  public CompletableFuture<Boolean> exists(Data key) {
    return store.readLater(reads -> reads.contains(key));
  }

  @Override
  public CompletableFuture<Optional<Data>> getIndexFromValue(Data key, Data index) {
    return store.readLater(reads -> reads.elementOf(key, index));
  }

  @Override
  public CompletableFuture<SetData> keys() {
    return store.readLater(StoreReads::keys);
  }

  @Override
  public CompletableFuture<Long> size() {
    return store.readLater(StoreReads::size);
  }

  @Override
  public CompletableFuture<Boolean> putUnique(
      Data key, Data value, OptionalLong expiryNanos, EntityId who, long requestId) {
    return store.writeUnique(key, value, expiryNanos, who, requestId);
  }
}
