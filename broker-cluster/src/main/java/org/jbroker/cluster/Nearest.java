package org.jbroker.cluster;

import java.util.Collection;
import java.util.Comparator;

/** Finds the name that somebody meant who wrote another one. */
final class Nearest {

  /** Longer names are compared by their beginning, to bound the work for hostile ones. */
  private static final int MAX_COMPARED = 64;

  private Nearest() {}

  /** Says what is known: {@code ; the nearest is 'x'}, or nothing if there are no candidates. */
  static String hint(String written, Collection<String> known) {
    return known.stream()
        .min(Comparator.comparingInt((String name) -> distance(written, name)))
        .map(name -> "; the nearest is '" + name + "'")
        .orElse("");
  }

  /** The number of characters to add, remove or change. */
  private static int distance(String a, String b) {
    int n = Math.min(a.length(), MAX_COMPARED);
    int m = Math.min(b.length(), MAX_COMPARED);
    int[] row = new int[m + 1];
    for (int j = 0; j <= m; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= n; i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= m; j++) {
        int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[m];
  }
}
