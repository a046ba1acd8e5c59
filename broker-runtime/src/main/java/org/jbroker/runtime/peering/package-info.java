/**
 * How two endpoints come together and part: start at {@link org.jbroker.runtime.peering.Peering}.
 *
 * <pre>
 *   control loop (one thread, owns all below)          event loops
 *   -----------------------------------------          -----------
 *   Requests    what the user wants, retries           Transport   sockets
 *   Handshakes  connections on their way               Connection  bytes to frames
 *   Links       established peerings, topology         NetworkLink frames to messages and back
 *   Flooder     when the network is told of them
 * </pre>
 *
 * <p>{@code Handshake}, {@code Backoff} and {@code Liveness} are pure: they read no clock and do no
 * I/O. {@code LocalLink} and {@code LocalJoin} are the same within a process.
 */
package org.jbroker.runtime.peering;
