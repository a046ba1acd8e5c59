/**
 * A clone: follows a master, keeps a copy of its entries for reads, and brings it the operations of
 * this side. Start at {@link org.jbroker.store.engine.clone.CloneCore}, a state machine under one
 * lock that is told of commands, ticks and lost endpoints.
 *
 * <pre>
 *   dispatch, tick,     +-------------------- CloneCore --------------------+
 *   unreachable ------&gt; | Follower      finds and follows a master           |
 *                       |   JoinTimer     when to ask for one                |
 *                       |   MasterWatch   a second master, or a successor?   | -- Outbox --&gt; CommandPort
 *   write, putUnique,   | OwnWrites     buffer, flush, loss                  |           --&gt; CloneListener
 *   flush ------------&gt; |   WriterChannel one stream, whoever is the master  |           --&gt; futures
 *   get, entries -----&gt; | CloneCopy     the entries, read without the lock   |
 *                       +---------------------------------------------------+
 * </pre>
 */
package org.jbroker.store.engine.clone;
