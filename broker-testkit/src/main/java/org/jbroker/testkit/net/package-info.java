/**
 * Broken networks: put a {@link org.jbroker.testkit.net.FaultProxy} between two programs and give
 * it a {@link org.jbroker.testkit.net.Fault} for a direction of one or of all its connections.
 */
package org.jbroker.testkit.net;
