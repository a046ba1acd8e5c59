/**
 * Runs contestants in alternating rounds, each side of a connection in a process of its own.
 *
 * <pre>
 *   BenchRunner --round, contestant--> Scenario --launch--> RoleLauncher
 *        |                                 |                  |
 *     Results &lt;---------- Sample ----------+      RoleHandle === lines ==== RoleMain, Role
 * </pre>
 *
 * <p>A {@link org.jbroker.benchmarks.harness.Scenario} says what happens in one round with one
 * contestant. Its sides are {@link org.jbroker.benchmarks.harness.Role}s: in a benchmark each is a
 * JVM of its own, in tests a thread.
 */
package org.jbroker.benchmarks.harness;
