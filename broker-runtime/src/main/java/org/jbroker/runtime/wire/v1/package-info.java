/**
 * Version 1, the C++ Broker's: {@link org.jbroker.runtime.wire.v1.WireFormatV1} reads and writes
 * its envelopes.
 */
package org.jbroker.runtime.wire.v1;
