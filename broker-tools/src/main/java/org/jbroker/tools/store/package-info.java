/**
 * {@code broker store}: reads, writes and watches a data store from a terminal. {@link
 * org.jbroker.tools.store.StoreCommand} is the entry point: it attaches a clone, waits until that
 * has found its master, and runs one {@code Operation}.
 */
package org.jbroker.tools.store;
