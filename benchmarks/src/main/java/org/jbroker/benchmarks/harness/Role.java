package org.jbroker.benchmarks.harness;

/**
 * One side of a benchmark, such as whoever receives. Implementations have a public constructor
 * without arguments and run on one thread of their own; in a benchmark the process ends with them.
 */
@FunctionalInterface
public interface Role {

  /**
   * Does the work, and closes what it opened.
   *
   * @throws Exception whatever goes wrong; it fails the round
   */
  void run(RoleContext context) throws Exception;
}
