/**
 * The commands that masters and clones exchange, and their bytes: start at {@link
 * org.jbroker.store.engine.command.StoreCommand}.
 */
package org.jbroker.store.engine.command;
