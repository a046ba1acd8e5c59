/**
 * Processes of the system: how a worker is started so that it can be found again, what belongs to
 * it, how all of that is stopped, and its output files. Linux only: it reads {@code /proc} and uses
 * the programs {@code sh}, {@code setsid}, {@code flock}, {@code env}, {@code mv} and {@code
 * taskset}.
 *
 * <pre>{@code
 * WorkerLauncher --> setsid sh launch: lock --> record --> exec env taskset COMMAND
 *                                       |         |
 *        a descriptor that all inherit -+         +- instance, pid, start time, boot
 *                                       v         v
 * ProcessScan of /proc --------------> WorkerFinder --> running | newborn | leftovers | nothing
 *                                      WorkerTree  --> SIGTERM, SIGKILL to each member
 * }</pre>
 *
 * <p>Nothing here knows states or policies, and nothing is safe for use by several threads unless
 * it says so.
 */
package org.jbroker.supervisor.process;
