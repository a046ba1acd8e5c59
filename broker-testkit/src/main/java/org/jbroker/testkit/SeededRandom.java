package org.jbroker.testkit;

import java.util.Random;

/**
 * A generator that knows its seed, so that a failing run can be repeated.
 *
 * <p>The system property {@value #PROPERTY} overrides the seed that a test gives. {@link #toString}
 * says how to repeat the run; {@code junit.DumpOnFailure} prints it when a test fails.
 */
public final class SeededRandom extends Random {

  /** The system property with the seed that all generators take instead of their own. */
  public static final String PROPERTY = "broker.seed";

  private static final long serialVersionUID = 1;

  private final long seed;

  private SeededRandom(long seed) {
    super(seed);
    this.seed = seed;
  }

  /**
   * A generator with the seed of the system property {@value #PROPERTY}, else {@code defaultSeed}.
   *
   * @throws NumberFormatException if the property is set but no number
   */
  public static SeededRandom of(long defaultSeed) {
    String override = System.getProperty(PROPERTY);
    return new SeededRandom(override == null ? defaultSeed : Long.parseLong(override.trim()));
  }

  /** The seed this generator began with. */
  public long seed() {
    return seed;
  }

  /** Random bytes. */
  public byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    nextBytes(bytes);
    return bytes;
  }

  /** True with this probability, 0 to 1. */
  public boolean chance(double probability) {
    return nextDouble() < probability;
  }

  @Override
  public String toString() {
    return "seed " + seed + "; repeat with -D" + PROPERTY + "=" + seed;
  }
}
