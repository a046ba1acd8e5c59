package org.jbroker.testkit.process;

/**
 * A line that a process printed.
 *
 * @param number counted from 0 over both streams, in the order in which the lines were read
 * @param fromError whether it came from the standard error stream
 * @param text without the line end; U+FFFD where it is not UTF-8
 */
public record OutputLine(long number, boolean fromError, String text) {}
