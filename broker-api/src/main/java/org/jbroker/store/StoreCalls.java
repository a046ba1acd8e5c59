package org.jbroker.store;

import java.util.concurrent.CompletableFuture;

/** What the default methods of {@link StoreWriter} share. Stateless. */
final class StoreCalls {

  private StoreCalls() {}

  /** Writes, then flushes; whatever is thrown comes in the future. */
  static CompletableFuture<Void> thenFlush(StoreWriter writer, Runnable write) {
    try {
      write.run();
      return writer.flushAsync();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}
