package org.jbroker.tools.cli;

/** Finds slips of the keyboard. */
final class Spelling {

  private static final int MAX_SLIPS = 2;
  private static final int MAX_CHARS = 100;

  private Spelling() {}

  /** Whether at most two characters are wrong, missing or too many. */
  static boolean isClose(String text, String word) {
    return text.length() <= MAX_CHARS && distance(text, word) <= MAX_SLIPS;
  }

  /** Levenshtein's distance, row by row. */
  private static int distance(String a, String b) {
    int[] above = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, 1 + Math.min(above[j], row[j - 1]));
      }
      above = row;
    }
    return above[b.length()];
  }
}
