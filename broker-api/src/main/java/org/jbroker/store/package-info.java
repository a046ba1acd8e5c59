/**
 * Data stores: start at {@link org.jbroker.store.Store}.
 *
 * <pre>
 *   master  Store -- put --> Backend (memory, SQLite)      decides, and is the only one that writes
 *             |  ^
 *      replay |  | operations of clones
 *             v  |
 *   clone   Store -- get --> its copy of all entries       answers reads without a round trip
 * </pre>
 *
 * <p>A store is a table of {@link org.jbroker.data.Data} keys and values under a name that is
 * unique among connected endpoints. One endpoint attaches the master with a {@link
 * org.jbroker.store.Backend}; any number of others attach clones. Keys and values are given as
 * objects, which {@link org.jbroker.data.Data#of} converts.
 */
package org.jbroker.store;
