package org.jbroker.supervisor.process;

import java.nio.file.Path;
import java.util.Optional;

/**
 * By what the processes of a worker are known.
 *
 * @param instance the value of {@code BROKER_NODE_INSTANCE} in their environment; empty if unknown
 * @param lock the lock file whose descriptor they inherit
 * @param main the process that was started
 * @param ownsSession whether the session that is named by the pid of {@code main} is known to be
 *     its own: it is while somebody of the session has been there all the time, since the system
 *     does not give that pid to another process then
 */
public record WorkerMarks(
    String instance, Path lock, Optional<ProcessId> main, boolean ownsSession) {}
