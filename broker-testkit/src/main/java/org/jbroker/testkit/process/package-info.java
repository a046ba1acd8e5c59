/**
 * Real processes under test: spawn them, read their lines, kill, stop and continue them, with
 * {@link org.jbroker.testkit.process.TestProcess}.
 */
package org.jbroker.testkit.process;
