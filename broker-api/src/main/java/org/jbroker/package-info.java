/**
 * Broker for Java: start at {@code Endpoint}.
 *
 * <pre>
 *   Endpoint ── publish ──► peers ──► Subscriber, async worker, Flow
 *       │
 *       ├── peer / listen        two endpoints come together
 *       ├── statusSubscriber     what happened to the peerings
 *       └── metrics, health      what happened to the messages
 * </pre>
 *
 * <p>What travels is a {@code Message}: a {@link org.jbroker.Topic} and a value of {@code
 * org.jbroker.data.Data}.
 */
package org.jbroker;
