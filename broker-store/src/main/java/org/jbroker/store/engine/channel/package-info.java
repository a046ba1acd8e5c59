/**
 * The reliable channel of the data stores, between a {@link
 * org.jbroker.store.engine.channel.Producer} and any number of {@link
 * org.jbroker.store.engine.channel.Consumer}s, over messages that may be lost, doubled, delayed and
 * reordered. Pure state machines that count ticks: no clock, no thread, no I/O; the master and the
 * clones own them and carry their messages.
 *
 * <pre>
 *          MASTER                                                CLONE (one of many)
 *
 *   +-- Producer ------+  &lt;---- nack [0]: may I join? ------  +-- Consumer ----+
 *   |   BY_CONSUMER    |  ----- ack_clone(offset) + snapshot -&gt; |                |
 *   |                  |  ----- event 2, 3, 4 ... (to all) --&gt; |                | --&gt; its copy
 *   |                  |  ----- keepalive(last), (to all) ----&gt; |                |
 *   |                  |  &lt;---- cumulative_ack(n), nack [..] -- |                |
 *   |                  |  ----- event again, retransmit_failed &gt;|                |
 *   +------------------+                                        +----------------+
 *           ^
 *           | what a consumed command did
 *           |
 *   +-- Consumer ------+  &lt;---- attach_writer(offset) ------  +-- Producer ----+
 *   |   (one for each  |  ----- cumulative_ack(offset) ------&gt; |   BY_PRODUCER  |
 *   |   writing clone) |  &lt;---- event 2, 3, 4 ... ----------- |                | &lt;-- its writes
 *   |                  |  &lt;---- keepalive(last) -------------  |                |
 *   |                  |  ----- cumulative_ack(n), nack [..] -&gt; |                |
 *   +------------------+  &lt;---- event again, retransmit_failed +----------------+
 * </pre>
 *
 * <p>A producer sees each consumer in one of three states:
 *
 * <pre>
 *             addConsumer, nack [0]               ack &gt;= offset
 *   unknown ------------------------&gt; pending ------------------&gt; established
 *      ^                                 | ^                           |  |
 *      |                                 | +------- nack [0] ----------+  |
 *      +-- silence, too far behind ------+--------------------------------+
 * </pre>
 *
 * <p>A consumer that is unknown but does not know it is told so by retransmit_failed for the event
 * it needs next: it closes and joins with a new consumer, best under a new handle.
 *
 * <p>How the messages appear on the wire, in both wire formats:
 *
 * <table>
 *   <caption>Messages and store commands</caption>
 *   <tr><th>record</th><th>store command</th><th>command's sequence field</th></tr>
 *   <tr><td>{@link org.jbroker.store.engine.channel.AckClone}</td>
 *       <td>ack_clone(offset, heartbeat, snapshot)</td><td>the offset</td></tr>
 *   <tr><td>{@link org.jbroker.store.engine.channel.AttachWriter}</td>
 *       <td>attach_writer(offset, heartbeat)</td><td>0</td></tr>
 *   <tr><td>{@link org.jbroker.store.engine.channel.Event}</td>
 *       <td>put, put_unique, put_unique_result, erase, expire, add, subtract, clear</td>
 *       <td>the event's number</td></tr>
 *   <tr><td>{@link org.jbroker.store.engine.channel.Keepalive}</td>
 *       <td>keepalive(seq)</td><td>0</td></tr>
 *   <tr><td>{@link org.jbroker.store.engine.channel.CumulativeAck}</td>
 *       <td>cumulative_ack(seq)</td><td>0</td></tr>
 *   <tr><td>{@link org.jbroker.store.engine.channel.Nack}</td>
 *       <td>nack(list of seq)</td><td>0</td></tr>
 *   <tr><td>{@link org.jbroker.store.engine.channel.RetransmitFailed}</td>
 *       <td>retransmit_failed(seq)</td><td>0</td></tr>
 * </table>
 *
 * <p>The protocol is that of the C++ Broker ({@code internal/channel.hh}), with which it works
 * together. What this side does beyond it, and the other one need not know: bounded memory, early
 * acknowledgements (in long bursts, at their end, and when a keepalive names what was consumed),
 * keepalives that ask for them, requests for the rest of a large loss without a pause, keepalives
 * addressed to consumers that lack something, an answer to consumers that were dropped, a
 * consumer's time-out for its producer, and a handshake under a new offset for a consumer that
 * joins again.
 */
package org.jbroker.store.engine.channel;
