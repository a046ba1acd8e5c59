package org.jbroker.benchmarks.harness;

/** A running {@link Role}, as seen by the scenario that started it. Used by one thread. */
public interface RoleHandle extends AutoCloseable {

  /**
   * Waits until the role tells {@code key}, and returns what it told. What it told under other keys
   * stays for later calls.
   *
   * @throws BenchmarkException if the role failed or ended without it, or the launcher's time-out
   *     passed
   * @throws InterruptedException if the waiting thread is interrupted
   */
  String await(String key) throws InterruptedException;

  /** As {@link #await}, for a number. */
  default double awaitNumber(String key) throws InterruptedException {
    return Double.parseDouble(await(key));
  }

  /** Says something to the role. */
  void say(String key, Object value);

  /** Ends the role, whatever it does, and waits until it is gone. Idempotent. */
  @Override
  void close();
}
