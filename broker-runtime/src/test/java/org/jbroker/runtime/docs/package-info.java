/**
 * Keeps README.md and docs/ true: {@link org.jbroker.runtime.docs.DocSnippetsTest} compiles and
 * runs their programs, {@link org.jbroker.runtime.docs.DocFactsTest} follows their links and holds
 * their tables against the code.
 *
 * <p>A block of Java is a program of its own if it has a public type; else it is the body of a
 * method that gets {@code String[] args}. A comment on the line before it says more, as words after
 * {@code snippet:}
 *
 * <pre>
 *   endpoint   the method gets an {@code Endpoint endpoint}, too; when run, one with a peer
 *   run        it is run; a peer that answers pings listens at the port that is written 9999
 *   output     (a block of text) what the block before it prints
 * </pre>
 */
package org.jbroker.runtime.docs;
