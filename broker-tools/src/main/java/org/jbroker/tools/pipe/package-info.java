/**
 * {@code broker pipe}: lines of standard input become messages, or messages become lines of
 * standard output.
 */
package org.jbroker.tools.pipe;
