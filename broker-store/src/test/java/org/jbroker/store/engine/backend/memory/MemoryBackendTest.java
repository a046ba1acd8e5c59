package org.jbroker.store.engine.backend.memory;

import org.jbroker.store.Backend;
import org.jbroker.store.engine.backend.BackendContract;

class MemoryBackendTest extends BackendContract {

  @Override
  protected Backend spec() {
    return Backend.memory();
  }

  @Override
  protected boolean isPersistent() {
    return false;
  }
}
