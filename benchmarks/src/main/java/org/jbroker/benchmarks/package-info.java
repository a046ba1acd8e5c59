/**
 * Measures the library beside others: {@code ./broker bench}. {@code docs/performance.md} says what
 * is measured and how to read it.
 *
 * <p>Not published, and no module: benchmarks of parts reach what the library does not export.
 */
package org.jbroker.benchmarks;
