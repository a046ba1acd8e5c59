package org.jbroker.store.engine.master;

import java.util.List;
import org.jbroker.store.EntityId;

/**
 * How a master stands.
 *
 * @param clones those that have joined or are joining
 * @param refusedCommands how many commands of clones did not fit the value that was there
 * @param lostCommands how many commands of clones were lost on the way for good
 * @param protocolErrors how many messages of clones were against the protocol
 */
public record MasterStats(
    List<EntityId> clones, long refusedCommands, long lostCommands, long protocolErrors) {}
