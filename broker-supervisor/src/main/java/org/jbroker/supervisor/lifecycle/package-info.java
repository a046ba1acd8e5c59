/**
 * What happens to a worker, as a pure state machine: {@link
 * org.jbroker.supervisor.lifecycle.NodeLife} takes what happened and the time, and returns the new
 * state and what to do. It reads no clock and starts no process.
 *
 * <p>{@code docs/supervisor.md} has the diagram and the table of all pairs; a test holds both
 * against the code.
 */
package org.jbroker.supervisor.lifecycle;
