/**
 * The files of a logger: rows in, lines out, rotated by time and size.
 *
 * <pre>{@code
 * LogFiles --> LogFile --> LineFormat (TsvFormat | JsonFormat)
 *                 |
 *                 +--> LogStorage --> NAME.log --> NAME.OPENED.log
 *                 +--> LeftoverLog: what a killed logger left
 * }</pre>
 *
 * <p>Knows nothing of the network. {@link org.jbroker.cluster.log.file.LogFiles} is where to begin.
 */
package org.jbroker.cluster.log.file;
