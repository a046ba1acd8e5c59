package org.jbroker.cluster;

import java.util.Comparator;
import java.util.List;

/**
 * Zeek's rendezvous hashing (highest random weight): for a key, each site has a weight, and the
 * site with the highest takes it. A site that goes takes no key of the others along, and one that
 * comes takes only what it has the highest weight for.
 *
 * <p>Immutable; a look-up allocates nothing.
 */
final class HrwSites {

  static final HrwSites EMPTY = new HrwSites(List.of());

  private static final int FACTOR = 1_103_515_245;
  private static final int SUMMAND = 12_345;

  /** Weights have 31 bits, and so has the digest that they are made of. */
  private static final int MASK = 0x7FFF_FFFF;

  /** A node's id and what is returned for it. */
  record Site(int id, String topic) {}

  /** The inner step of the weight, which does not depend on the key. */
  private final int[] mixed;

  private final String[] topics;

  /** Sorted by unsigned id, so that the later of two equal weights is that of the larger id. */
  HrwSites(List<Site> sites) {
    List<Site> sorted =
        sites.stream().sorted(Comparator.comparing(Site::id, Integer::compareUnsigned)).toList();
    mixed = sorted.stream().mapToInt(site -> FACTOR * site.id() + SUMMAND).toArray();
    topics = sorted.stream().map(Site::topic).toArray(String[]::new);
  }

  /** The topic of the site that takes a digest; empty if there is no site. */
  String topic(int digest) {
    if (topics.length == 0) {
      return "";
    }
    int d = digest & MASK;
    int best = 0;
    int heaviest = -1;
    for (int i = 0; i < mixed.length; i++) {
      int weight = FACTOR * (mixed[i] ^ d) + SUMMAND & MASK;
      if (weight >= heaviest) {
        heaviest = weight;
        best = i;
      }
    }
    return topics[best];
  }

  /** The weight of a site for a digest, 0 to 2^31 - 1. */
  static int weight(int digest, int siteId) {
    return FACTOR * (FACTOR * siteId + SUMMAND ^ digest & MASK) + SUMMAND & MASK;
  }
}
