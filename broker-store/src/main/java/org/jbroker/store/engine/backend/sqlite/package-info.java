/**
 * Stores in SQLite files: {@link org.jbroker.store.engine.backend.sqlite.SqliteBackendProvider}
 * opens them.
 *
 * <pre>
 *   put --&gt; GroupCommit: young PendingWrites --&gt; old PendingWrites --&gt; WriteConnection --&gt; file
 *                            ^                      ^                                        |
 *   find -- SqliteTable -----+----------------------+---&gt; ReadCache ---&gt; ReadConnection &lt;----+
 * </pre>
 *
 * <p>Writes gather in the young group while the writer thread commits the old one. A read asks the
 * young group, the old one, the cache and the file, in this order. A write does not ask the file:
 * whether it adds an entry is a {@link org.jbroker.store.engine.backend.sqlite.Question} that the
 * commit answers, or {@code size()}, if it comes before. The file has the schema of the C++ Broker
 * (see {@link org.jbroker.store.engine.backend.sqlite.SqliteFile}).
 */
package org.jbroker.store.engine.backend.sqlite;
