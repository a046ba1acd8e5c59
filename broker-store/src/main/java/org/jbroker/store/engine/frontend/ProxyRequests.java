package org.jbroker.store.engine.frontend;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.jbroker.data.Data;
import org.jbroker.data.SetData;
import org.jbroker.store.EntityId;

/**
 * What a proxy asks of its store. No method waits; a failure comes in the future, as {@link
 * org.jbroker.BrokerException}. The futures are the engine's: no user code may hang on them.
 */
public interface ProxyRequests {

  /** The value of a key. */
  CompletableFuture<Optional<Data>> get(Data key);

  /** Whether a key exists. */
  CompletableFuture<Boolean> exists(Data key);

  /** An element of a container; a missing key fails. */
  CompletableFuture<Optional<Data>> getIndexFromValue(Data key, Data index);

  /** All keys. */
  CompletableFuture<SetData> keys();

  /** The number of entries. */
  CompletableFuture<Long> size();

  /**
   * Inserts unless the key exists.
   *
   * @param who the proxy
   * @param requestId never used twice by this proxy
   */
  CompletableFuture<Boolean> putUnique(
      Data key, Data value, OptionalLong expiryNanos, EntityId who, long requestId);
}
