package org.jbroker.store.engine.frontend;

import java.util.Map;
import java.util.Optional;
import org.jbroker.BrokerError;
import org.jbroker.BrokerException;
import org.jbroker.ErrorCode;
import org.jbroker.data.Data;
import org.jbroker.data.SetData;
import org.jbroker.data.TypeClashException;
import org.jbroker.store.engine.ops.Lookup;

/**
 * The contents of a store as its reader sees them: a master's backend or a clone's copy. Safe for
 * use by several threads; takes no lock that is held for long.
 */
public interface StoreReads {

  /** The value of a key. */
  Optional<Data> find(Data key);

  /**
   * An element of a container; see {@link org.jbroker.store.StoreReader#getIndexFromValue}.
   *
   * @throws BrokerException with {@link ErrorCode#NO_SUCH_KEY} or {@link ErrorCode#TYPE_CLASH}
   */
  default Optional<Data> elementOf(Data key, Data index) {
    Data value =
        find(key).orElseThrow(() -> new BrokerException(ErrorCode.NO_SUCH_KEY, "no such key"));
    try {
      return Lookup.getIndexFromValue(value, index);
    } catch (TypeClashException e) {
      throw new BrokerException(BrokerError.of(ErrorCode.TYPE_CLASH, e.getMessage()), e);
    }
  }

  /** Whether a key exists. */
  boolean contains(Data key);

  /** All keys; weakly consistent. */
  SetData keys();

  /** The number of entries. */
  long size();

  /** A copy of all entries; weakly consistent, unmodifiable. */
  Map<Data, Data> snapshot();
}
