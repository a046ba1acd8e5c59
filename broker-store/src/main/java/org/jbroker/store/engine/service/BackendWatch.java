package org.jbroker.store.engine.service;

import org.jbroker.spi.BackendException;
import org.jbroker.spi.BackendListener;

/**
 * Remembers whether the backend's latest commit failed, between the backend and its master.
 * Thread-safe.
 */
final class BackendWatch implements BackendListener {

  private final BackendListener master;
  private volatile boolean failed;

  BackendWatch(BackendListener master) {
    this.master = master;
  }

  /** Whether writes become durable, as far as is known. */
  boolean isHealthy() {
    return !failed;
  }

  @Override
  public void durable(long sequence) {
    failed = false;
    master.durable(sequence);
  }

  @Override
  public void failed(BackendException cause) {
    failed = true;
    master.failed(cause);
  }
}
