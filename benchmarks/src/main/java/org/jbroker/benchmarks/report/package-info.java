/**
 * What was measured, for people ({@link org.jbroker.benchmarks.report.TextReport}) and for programs
 * ({@link org.jbroker.benchmarks.report.JsonReport}), and how it compares with the {@link
 * org.jbroker.benchmarks.report.Goal goals}.
 */
package org.jbroker.benchmarks.report;
