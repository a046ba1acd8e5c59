/**
 * A supervisor keeps worker processes running, and nothing else; a main process drives it over
 * Broker topics and may come and go.
 *
 * <pre>{@code
 * main process                          supervisor process                    workers
 *
 * create_request(reqid, NodeConfig) --> create_response(reqid, result)   --> setsid, lock, exec
 * status_request(reqid, node)       --> status_response(reqid, Status)
 * clone of the store "supervisor"  <--  master: configs and statuses      <-- /proc, lock
 * subscriber of PREFIX/node_status <--  node_status(node, pid)
 * }</pre>
 *
 * <p>Names of events and the order of their fields are those of Zeek's {@code SupervisorControl}
 * and {@code Supervisor} (its script reference, as of Zeek 6.2); what is added stands behind Zeek's
 * fields, or in events of their own: see {@link org.jbroker.supervisor.SupervisorRequest}, {@link
 * org.jbroker.supervisor.NodeConfig} and {@link org.jbroker.supervisor.NodeStatus}.
 *
 * <p>{@link org.jbroker.supervisor.RuntimeDirectory} says where everything lies on disk, {@link
 * org.jbroker.supervisor.SupervisorStore} what the store holds, {@link
 * org.jbroker.supervisor.NodeEnvironment} what a worker finds in its environment.
 */
package org.jbroker.supervisor;
