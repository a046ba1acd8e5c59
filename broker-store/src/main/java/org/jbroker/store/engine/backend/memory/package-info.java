/** Stores in memory: {@link org.jbroker.store.engine.backend.memory.MemoryBackendProvider}. */
package org.jbroker.store.engine.backend.memory;
