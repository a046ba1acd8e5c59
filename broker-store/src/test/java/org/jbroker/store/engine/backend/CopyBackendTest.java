package org.jbroker.store.engine.backend;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jbroker.spi.BackendException;
import org.jbroker.spi.BackendProvider;
import org.jbroker.store.Backend;
import org.junit.jupiter.api.Test;

class CopyBackendTest extends BackendContract {

  @Override
  protected Backend spec() {
    return CopyBackend.SPEC;
  }

  @Override
  protected boolean isPersistent() {
    return false;
  }

  @Test
  void anUnknownProviderIsNamedWithThoseThatThereAre() {
    assertThatThrownBy(() -> BackendProvider.named("rocksdb"))
        .isInstanceOf(BackendException.class)
        .hasMessageContaining("\"rocksdb\"")
        .hasMessageContaining("copy, memory, sqlite");
  }
}
