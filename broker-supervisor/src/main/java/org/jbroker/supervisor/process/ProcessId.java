package org.jbroker.supervisor.process;

/**
 * A process, and no other that has its pid later.
 *
 * @param pid the pid
 * @param startTicks its start in clock ticks since the boot: field 22 of {@code /proc/PID/stat}
 */
public record ProcessId(long pid, long startTicks) {}
