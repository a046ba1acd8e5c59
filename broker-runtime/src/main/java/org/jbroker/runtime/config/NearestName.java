package org.jbroker.runtime.config;

import java.util.Collection;
import java.util.Optional;

/** Finds what somebody probably meant, by edit distance. */
final class NearestName {

  private NearestName() {}

  /** The candidate with the fewest edits; the first of several. There is at least one candidate. */
  static String of(String name, Collection<String> candidates) {
    String best = null;
    int bestEdits = Integer.MAX_VALUE;
    for (String candidate : candidates) {
      int edits = edits(name, candidate);
      if (edits < bestEdits) {
        bestEdits = edits;
        best = candidate;
      }
    }
    return best;
  }

  /** The nearest candidate if it is near enough to be a slip: a third of the name at most. */
  static Optional<String> ifClose(String name, Collection<String> candidates) {
    String best = of(name, candidates);
    return edits(name, best) <= name.length() / 3 ? Optional.of(best) : Optional.empty();
  }

  /** Insertions, deletions and replacements that turn one into the other. */
  static int edits(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
