/**
 * JUnit extensions: {@link org.jbroker.testkit.junit.NoLeaks} on a test class, {@link
 * org.jbroker.testkit.junit.DumpOnFailure} as a field of one. They need JUnit Jupiter at run time;
 * the rest of the test kit does not.
 */
package org.jbroker.testkit.junit;
