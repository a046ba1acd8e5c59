package org.jbroker.tools.ctl;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jline.utils.AttributedString;

/** Rows whose columns are aligned, by the widths that their characters have on a terminal. */
final class Table {

  private static final String GAP = "  ";

  /**
   * A cell.
   *
   * @param colour an SGR parameter such as {@code 32}, or empty
   */
  record Cell(String text, String colour) {

    static Cell of(Object text) {
      return new Cell(String.valueOf(text), "");
    }

    int width() {
      return new AttributedString(text).columnLength();
    }
  }

  private final Set<Integer> rightAligned;
  private final List<List<Cell>> rows = new ArrayList<>();

  /** A table with a head, some of whose columns hold numbers. */
  Table(List<String> head, Set<Integer> rightAligned) {
    this.rightAligned = Set.copyOf(rightAligned);
    rows.add(head.stream().map(Cell::of).toList());
  }

  void add(List<Cell> row) {
    rows.add(List.copyOf(row));
  }

  /** The lines, without spaces at their ends. */
  List<String> lines(boolean colour) {
    int columns = rows.get(0).size();
    int[] widths = new int[columns];
    for (List<Cell> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).width());
      }
    }
    return rows.stream().map(row -> line(row, widths, colour)).toList();
  }

  private String line(List<Cell> row, int[] widths, boolean colour) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      Cell cell = row.get(i);
      String padding = " ".repeat(widths[i] - cell.width());
      String text =
          colour && !cell.colour().isEmpty()
              ? "\u001b[" + cell.colour() + "m" + cell.text() + "\u001b[0m"
              : cell.text();
      line.append(i == 0 ? "" : GAP)
          .append(rightAligned.contains(i) ? padding + text : text + padding);
    }
    return line.toString().stripTrailing();
  }
}
