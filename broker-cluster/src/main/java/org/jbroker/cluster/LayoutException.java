package org.jbroker.cluster;

/**
 * A layout that is not valid, with the place: the message begins with {@code LINE:COLUMN} if there
 * was a text, and names the field.
 */
public final class LayoutException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final int line;
  private final int column;
  private final String field;

  /** Not part of the field, but needed to give a builder's error a position. */
  private final String problem;

  private LayoutException(int line, int column, String field, String problem) {
    super(place(line, column) + (field.isEmpty() ? "" : field + ": ") + problem);
    this.line = line;
    this.column = column;
    this.field = field;
    this.problem = problem;
  }

  private static String place(int line, int column) {
    return line == 0 ? "" : line + ":" + column + ": ";
  }

  /** Without a position. Empty for the node: the whole layout; for the field: the whole node. */
  static LayoutException of(String node, String field, String problem) {
    return new LayoutException(0, 0, path(node, field), problem);
  }

  static String path(String node, String field) {
    String owner = node.isEmpty() ? "" : "nodes." + node;
    return owner.isEmpty() || field.isEmpty() ? owner + field : owner + "." + field;
  }

  static LayoutException at(int line, int column, String field, String problem) {
    return new LayoutException(line, column, field, problem);
  }

  /** The same with a position; the field becomes the given one if this has none. */
  LayoutException at(int newLine, int newColumn, String ownerIfNone) {
    return new LayoutException(newLine, newColumn, field.isEmpty() ? ownerIfNone : field, problem);
  }

  /** The line, from 1; 0 if the layout was not read from a text. */
  public int line() {
    return line;
  }

  /** The column in characters, from 1; 0 if the layout was not read from a text. */
  public int column() {
    return column;
  }

  /** The path of the field, such as {@code nodes.worker-1.port}; empty if it is about no field. */
  public String field() {
    return field;
  }
}
