/** What masters and clones share to act in the order they decided in, outside their locks. */
package org.jbroker.store.engine.outbox;
