package org.jbroker.testkit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * A one-way link in memory that loses, doubles, reorders and delays messages, in ticks.
 *
 * <pre>
 *   send(m) -- lost? -- doubled? -- delayed by 1 + 0..maxExtraTicks -- overtaking? --&gt; tick()
 * </pre>
 *
 * <p>Deterministic: the same seed, sends and ticks give the same deliveries. With a reorder rate of
 * zero the order is kept whatever the delays; a message that is picked for reordering may overtake
 * earlier ones and be overtaken. Not thread-safe: it knows no clock and no thread.
 *
 * @param <T> what is sent; best immutable, since a doubled message is the same object twice
 */
public final class LossyLink<T> {

  /**
   * How bad the link is.
   *
   * @param loss probability that a message is lost, 0 to 1
   * @param duplicate probability that a message that is not lost comes twice, 0 to 1
   * @param reorder probability that a copy leaves the order, 0 to 1
   * @param maxExtraTicks how many ticks a copy may take longer than the one that each takes
   */
  public record Rates(double loss, double duplicate, double reorder, int maxExtraTicks) {

    /** Everything arrives once, in order, at the next tick. */
    public static final Rates PERFECT = new Rates(0, 0, 0, 0);

    /** Checks the ranges. */
    public Rates {
      requireProbability(loss);
      requireProbability(duplicate);
      requireProbability(reorder);
      if (maxExtraTicks < 0) {
        throw new IllegalArgumentException("maxExtraTicks is negative: " + maxExtraTicks);
      }
    }

    private static void requireProbability(double p) {
      if (!(p >= 0 && p <= 1)) {
        throw new IllegalArgumentException("not a probability: " + p);
      }
    }
  }

  private record InFlight<T>(long dueTick, long rank, T message) {}

  private final Random random;
  private final PriorityQueue<InFlight<T>> inFlight =
      new PriorityQueue<>(
          Comparator.<InFlight<T>>comparingLong(InFlight::dueTick)
              .thenComparingLong(InFlight::rank));
  private Rates rates;
  private long nowTick;
  private long nextRank;
  private long lastOrderedDueTick;
  private long sent;
  private long lost;
  private long duplicated;
  private long delivered;

  /** A link whose chances come from {@code random}, best a {@link SeededRandom}. */
  public LossyLink(Random random, Rates rates) {
    this.random = Objects.requireNonNull(random, "random");
    this.rates = Objects.requireNonNull(rates, "rates");
  }

  /** Changes the rates for what is sent from now on; {@link Rates#PERFECT} heals the link. */
  public void rates(Rates newRates) {
    rates = Objects.requireNonNull(newRates, "newRates");
  }

  /** Puts a message on the link; it arrives at a later {@link #tick}, or not. */
  public void send(T message) {
    Objects.requireNonNull(message, "message");
    sent++;
    if (random.nextDouble() < rates.loss()) {
      lost++;
      return;
    }
    fly(message);
    if (random.nextDouble() < rates.duplicate()) {
      duplicated++;
      fly(message);
    }
  }

  private void fly(T message) {
    long dueTick = nowTick + 1 + random.nextInt(rates.maxExtraTicks() + 1);
    long rank = nextRank++;
    if (random.nextDouble() < rates.reorder()) {
      // A random rank among those of the same tick, and no memory of its due tick: later ones pass.
      rank -= random.nextInt(16);
    } else {
      dueTick = Math.max(dueTick, lastOrderedDueTick);
      lastOrderedDueTick = dueTick;
    }
    inFlight.add(new InFlight<>(dueTick, rank, message));
  }

  /** Time goes one tick on; returns what arrives in it, in the order of arrival. */
  public List<T> tick() {
    nowTick++;
    List<T> arrived = new ArrayList<>();
    while (!inFlight.isEmpty() && inFlight.peek().dueTick() <= nowTick) {
      arrived.add(inFlight.remove().message());
    }
    delivered += arrived.size();
    return arrived;
  }

  /** Loses everything under way, as a broken connection does; returns how many messages. */
  public int dropInFlight() {
    int dropped = inFlight.size();
    inFlight.clear();
    lost += dropped;
    return dropped;
  }

  /** How many messages are under way, doubles included. */
  public int inFlight() {
    return inFlight.size();
  }

  /** How many were sent. */
  public long sent() {
    return sent;
  }

  /** How many were lost, those of {@link #dropInFlight} included. */
  public long lost() {
    return lost;
  }

  /** How many were doubled. */
  public long duplicated() {
    return duplicated;
  }

  /** How many arrived, doubles included. */
  public long delivered() {
    return delivered;
  }

  @Override
  public String toString() {
    return "LossyLink[tick="
        + nowTick
        + ", sent="
        + sent
        + ", lost="
        + lost
        + ", duplicated="
        + duplicated
        + ", delivered="
        + delivered
        + ", inFlight="
        + inFlight.size()
        + ", "
        + rates
        + "]";
  }
}
