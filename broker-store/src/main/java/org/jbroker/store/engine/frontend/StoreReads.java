package org.jbroker.store.engine.frontend;

import java.util.Map;
import java.util.Optional;
import org.jbroker.data.Data;
import org.jbroker.data.SetData;

/**
 * The contents of a store as its reader sees them: a master's backend or a clone's copy. Safe for
 * use by several threads; takes no lock that is held for long.
 */
public interface StoreReads {

  /** The value of a key. */
  Optional<Data> find(Data key);

  /** Whether a key exists. */
  boolean contains(Data key);

  /** All keys; weakly consistent. */
  SetData keys();

  /** The number of entries. */
  long size();

  /** A copy of all entries; weakly consistent, unmodifiable. */
  Map<Data, Data> snapshot();
}
