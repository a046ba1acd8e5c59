/**
 * Where stores meet their endpoint: start at {@link org.jbroker.store.engine.service.StoreService}.
 *
 * <pre>
 *   Endpoint.attachMaster --&gt; StoreService --&gt; MasterStore --&gt; Master --&gt; StoreBackend
 *   Endpoint.attachClone  --&gt;      |       --&gt; CloneStore  --&gt; CloneCore
 *                                  |
 *      commands of the network --&gt; Mailbox (one thread: commands, ticks) --&gt; Master, CloneCore
 *      commands to the network &lt;-- Wiring (codec) &lt;-----------------------------'
 * </pre>
 */
package org.jbroker.store.engine.service;
