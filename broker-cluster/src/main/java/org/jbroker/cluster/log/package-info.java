/**
 * Logs of a cluster: streams of records with typed columns, which loggers write to files.
 *
 * <pre>{@code
 * LogStream.write --> batches --> a logger in turn --> files, rotated
 *                        |                               ^
 *                        +--> on a logger itself --------+
 * }</pre>
 *
 * <p>{@link org.jbroker.cluster.log.LogSchema} says what a stream is, {@link
 * org.jbroker.cluster.log.LogStream} writes to it, {@link org.jbroker.cluster.log.LoggerOptions}
 * says how a logger writes files. Records travel as Zeek's do, so that Java and Zeek nodes can log
 * to each other's loggers.
 */
package org.jbroker.cluster.log;
