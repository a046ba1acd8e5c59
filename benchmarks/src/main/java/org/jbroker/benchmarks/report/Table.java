package org.jbroker.benchmarks.report;

import java.util.ArrayList;
import java.util.List;

/** Text in aligned columns, two spaces apart. Not thread-safe. */
final class Table {

  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();
  private final boolean[] right;

  /**
   * A table.
   *
   * @param alignment a letter for each column: {@code l}eft or {@code r}ight
   */
  Table(String alignment, String... headings) {
    right = new boolean[alignment.length()];
    for (int i = 0; i < right.length; i++) {
      right[i] = alignment.charAt(i) == 'r';
    }
    row(headings);
  }

  void row(String... cells) {
    if (cells.length != right.length) {
      throw new IllegalArgumentException(cells.length + " cells in " + right.length + " columns");
    }
    rows.add(List.of(cells));
  }

  @Override
  public String toString() {
    int[] width = new int[right.length];
    for (List<String> row : rows) {
      for (int i = 0; i < width.length; i++) {
        width[i] = Math.max(width[i], row.get(i).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (int r = 0; r < rows.size(); r++) {
      line(rows.get(r), width, text);
      if (r == 0) {
        rule(width, text);
      }
    }
    return text.toString();
  }

  private void line(List<String> row, int[] width, StringBuilder text) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < width.length; i++) {
      String cell = row.get(i);
      String padding = " ".repeat(width[i] - cell.length());
      line.append(i == 0 ? "" : GAP).append(right[i] ? padding + cell : cell + padding);
    }
    text.append(line.toString().stripTrailing()).append('\n');
  }

  private static void rule(int[] width, StringBuilder text) {
    for (int i = 0; i < width.length; i++) {
      text.append(i == 0 ? "" : GAP).append("-".repeat(width[i]));
    }
    text.append('\n');
  }
}
