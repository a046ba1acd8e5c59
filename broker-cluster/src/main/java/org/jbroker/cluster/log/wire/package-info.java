/**
 * How records of a log travel: Zeek's messages {@code LogCreate} and {@code LogWrite}, and the
 * bytes of a row inside the second. {@link org.jbroker.cluster.log.wire.LogMessages} is where to
 * begin.
 */
package org.jbroker.cluster.log.wire;
