/**
 * The messages that all contestants send, and how their arrival is measured: text of 100 bytes with
 * a number in it, so that lost and reordered messages are noticed, and records like Zeek's
 * conn.log.
 */
package org.jbroker.benchmarks.message;
