/**
 * The supervisor at work: one thread owns all workers.
 *
 * <pre>{@code
 * endpoint's subscription --> RequestDesk --+                  +--> WorkerLauncher, WorkerTree
 * Process.onExit ---------------------------+--> ControlLoop --+--> StateStore --> clones, events
 * deadlines, looks at /proc ----------------+      Workers     +--> node_status, answers
 *                                                  Worker: NodeLife and a WorkerProcess
 * }</pre>
 *
 * <p>{@link org.jbroker.supervisor.service.SupervisorService} puts it together.
 */
package org.jbroker.supervisor.service;
