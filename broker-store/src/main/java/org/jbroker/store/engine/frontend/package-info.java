/**
 * What a user holds of a store: start at {@link org.jbroker.store.engine.frontend.AbstractStore},
 * which turns the calls of {@link org.jbroker.store.Store} into few operations on {@link
 * org.jbroker.data.Data}, the same for a master and for a clone.
 *
 * <pre>
 *   Store call --&gt; AbstractStore --&gt; write(Mutation)             a master applies it,
 *                       |                                        a clone sends it
 *                       +----------&gt; readNow / readLater(f)      f of StoreReads
 *                       +----------&gt; writeUnique, flushed, idle  futures of the engine
 *
 *   StoreProxy call --&gt; MailboxProxy --&gt; ProxyRequests, answered to the mailbox
 *   engine --&gt; EventHub.publish --&gt; a bounded queue for each subscriber --&gt; endpoint's executor
 * </pre>
 */
package org.jbroker.store.engine.frontend;
