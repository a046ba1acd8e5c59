/**
 * The bounded buffer in front of whatever takes messages: a subscriber of this process, or a peer's
 * connection.
 *
 * <p>Entry point: {@link org.jbroker.runtime.queue.SinkQueue}. The flow:
 *
 * <pre>
 * source thread --offer--> SinkQueue --take, drain--> consumer (thread, worker, event loop)
 *                             |    \--onReady--> wakes the consumer, once per burst
 *                             |\--whenRoom----> wakes publishers that wait for a place
 *                              \--onDropped---> DropReporter --> status events, one a second
 * </pre>
 */
package org.jbroker.runtime.queue;
