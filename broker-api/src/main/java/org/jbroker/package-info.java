/**
 * Broker for Java: start at {@link org.jbroker.Endpoint}.
 *
 * <pre>
 *   Endpoint ── publish ──► peers ──► Subscriber, async worker, Flow
 *       │
 *       ├── peer / listen        two endpoints come together
 *       ├── statusSubscriber     what happened to the peerings
 *       └── metrics, health      what happened to the messages
 * </pre>
 *
 * <p>What travels is a {@link org.jbroker.Message}: a {@link org.jbroker.Topic} and a value of
 * {@link org.jbroker.data.Data}.
 */
package org.jbroker;
