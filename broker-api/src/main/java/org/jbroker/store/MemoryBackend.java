package org.jbroker.store;

/** The backend without settings. */
enum MemoryBackend implements Backend {
  INSTANCE;

  @Override
  public String provider() {
    return "memory";
  }

  @Override
  public String toString() {
    return "memory";
  }
}
