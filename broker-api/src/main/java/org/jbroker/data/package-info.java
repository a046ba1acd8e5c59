/**
 * Zeek's data model: start at {@link org.jbroker.data.Data}.
 *
 * <pre>{@code
 * Java objects --- Data.of ---> Data ---- DataCodec.encode ----> bytes
 * records, lists <- data.as --- (tree) <-- DataCodec.decode ---- bytes
 * }</pre>
 *
 * <p>Every value is one of the fifteen final types of the sealed interface {@code Data}. All are
 * immutable, safe to share between threads and totally ordered; sets and tables keep their elements
 * in that order. A container knows how deep it is nested and cannot be built deeper than {@link
 * org.jbroker.data.Data#MAX_DEPTH}, so that whatever walks a value recurses a bounded number of
 * times.
 *
 * <p>The types follow the manual of the C++ Broker, the order and the text form what that library
 * does.
 */
package org.jbroker.data;
