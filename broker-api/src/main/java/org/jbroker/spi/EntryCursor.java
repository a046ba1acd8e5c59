package org.jbroker.spi;

import java.util.List;
import org.jbroker.data.Data;

/**
 * Walks over the entries of a {@link StoreBackend}, a part at a time, while writing goes on.
 *
 * <p>Weakly consistent: an entry that exists from the beginning to the end is met exactly once, as
 * it was at some moment in between. One that is inserted or erased in between is met or not; erased
 * and inserted again, it may be met twice, the older state first.
 *
 * <p>Holds no lock and no transaction between calls, so it may be left lying for as long as one
 * likes. Used by one thread at a time; {@link StoreBackend#close} ends it.
 */
public interface EntryCursor {

  /**
   * All writes up to this number show in what is met, unless later ones overwrote them. For {@link
   * StoreBackend.View#DURABLE} it is a durable one.
   */
  long sequence();

  /**
   * The next entries.
   *
   * @param maxEntries how many at most; positive
   * @param maxBytes about how many bytes at most as encoded, as far as the backend knows without
   *     encoding; one entry is always returned
   * @return empty at the end, and only there
   * @throws BackendException if the database cannot be read or holds what is no data
   */
  List<Item> next(int maxEntries, long maxBytes);

  /**
   * A key and its entry.
   *
   * @param key the key
   * @param entry its value and expiry
   */
  record Item(Data key, StoredEntry entry) {}
}
