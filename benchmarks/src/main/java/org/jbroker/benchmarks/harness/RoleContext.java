package org.jbroker.benchmarks.harness;

/** What a {@link Role} knows of the world: its arguments, and the process that started it. */
public interface RoleContext {

  /**
   * An argument.
   *
   * @throws IllegalArgumentException if it was not given
   */
  String argument(String name);

  /** An argument that is a whole number. */
  default long number(String name) {
    return Long.parseLong(argument(name));
  }

  /** An argument that is a number of seconds, in nanoseconds. */
  default long nanos(String name) {
    return (long) (Double.parseDouble(argument(name)) * 1e9);
  }

  /**
   * Tells the starter something.
   *
   * @param key a word without {@code =}
   * @param value text of one line
   */
  void tell(String key, Object value);

  /**
   * Waits until the starter says {@code key}, and returns what it said.
   *
   * @throws InterruptedException if the round is given up
   */
  String hear(String key) throws InterruptedException;
}
