/**
 * What is measured: a scenario for each group of goals, and the roles that play in it. {@link
 * org.jbroker.benchmarks.scenario.Scenarios} lists them all.
 */
package org.jbroker.benchmarks.scenario;
