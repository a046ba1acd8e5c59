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
 *
 * <p><b>How often is an operation applied?</b> By one master once, as long as it keeps the last
 * number of the writer. An operation whose acknowledgement was lost together with its master is
 * sent to the next one, which may have it already if it took over the contents: a master that
 * restarts with a file. Neither side could know, unless the master keeps the number with the
 * contents, in one transaction; a C++ master does not. (It keeps the number in memory for as long
 * as it runs.)
 *
 * <p><b>Two masters of one name.</b> The first that answers is a clone's master, and stays it until
 * it is lost: its endpoint unreachable, silent for the connection time-out, an event lost for good,
 * or replaced as {@link org.jbroker.store.engine.clone.MasterWatch} says. What another one says is
 * ignored, and it is reported once with {@link org.jbroker.ErrorCode#MASTER_EXISTS}. So when two
 * partitions meet, each clone keeps its side, for reads and writes, and changes it only by losing
 * its master; then the difference of contents shows as events.
 */
package org.jbroker.store.engine.clone;
