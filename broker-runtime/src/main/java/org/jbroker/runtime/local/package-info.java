/**
 * How messages reach and leave code in this process.
 *
 * <p>Entry points: the {@code open} methods of {@link org.jbroker.runtime.local.LocalSubscriber},
 * {@link org.jbroker.runtime.local.AsyncSubscription} and {@link
 * org.jbroker.runtime.local.DemandPublisher}, all with the endpoint's {@link
 * org.jbroker.runtime.local.LocalContext}; and {@link org.jbroker.runtime.local.StatusHub}. The
 * flow:
 *
 * <pre>
 *            routing --offer--> SinkQueue --> LocalSubscriber   thread of the user, blocking or polling
 *                               SinkQueue --> AsyncSubscription callback, serial, on the executor
 *                               SinkQueue --> MessageFlow       Flow signals, serial, on the executor
 *
 *  user --> DemandPublisher --> buffer --> Fanout --reserve, offerReserved--> every matching sink
 *  SourcePump, FlowIntake --^                 \--whenRoom--> goes on when a full sink has room
 *
 *  engine --> StatusHub --> StatusQueue, one for each status subscriber
 * </pre>
 *
 * <p>Everything open registers in {@link org.jbroker.runtime.local.LocalHandles}, so that the
 * endpoint closes it. Nothing here starts a thread: what does not run on a user's thread runs as a
 * {@link org.jbroker.runtime.local.SerialTask} on the executor, which holds a thread only while
 * there is something to do. No user code runs under a lock.
 */
package org.jbroker.runtime.local;
