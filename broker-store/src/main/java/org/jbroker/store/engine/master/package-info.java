/**
 * The master of a store: start at {@link org.jbroker.store.engine.master.Master}.
 *
 * <pre>
 *   local writes --+                                        +--&gt; CommandPort: replays, acks
 *   commands ------+--&gt; Master, one lock --&gt; StoreBackend   +--&gt; store events
 *   ticks, clock --+        |                    |          +--&gt; results, flushes
 *                           v                    v          |
 *                      EffectQueue  -- durable up to n --&gt; Outbox, no lock
 * </pre>
 *
 * <p>{@link org.jbroker.store.engine.master.CloneChannel} is the channel to the clones, {@code
 * WriterInput} the one from a clone that writes, {@code ExpiryQueue} says what ends when.
 */
package org.jbroker.store.engine.master;
