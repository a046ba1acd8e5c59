package org.jbroker.data;

/**
 * What vectors, sets and tables have in common: the depth, which bounds every recursive walk, and a
 * hash that is computed on first use and kept (a race computes it twice, with the same result).
 */
abstract sealed class Container permits SetData, Table, Vector {

  private final int depth;
  private int hash;

  /**
   * A container of {@code elements}.
   *
   * @throws IllegalArgumentException if it would be nested deeper than {@link Data#MAX_DEPTH}
   */
  Container(Data[] elements) {
    this(deepest(elements));
  }

  /**
   * A container of elements the deepest of which has that depth; 0 for scalars.
   *
   * @throws IllegalArgumentException if it would be nested deeper than {@link Data#MAX_DEPTH}
   */
  Container(int deepest) {
    if (deepest >= Data.MAX_DEPTH) {
      throw new IllegalArgumentException("nested deeper than " + Data.MAX_DEPTH);
    }
    depth = deepest + 1;
  }

  private static int deepest(Data[] elements) {
    int deepest = 0;
    for (Data element : elements) {
      deepest = Math.max(deepest, depthOf(element));
    }
    return deepest;
  }

  static int depthOf(Data value) {
    return value instanceof Container c ? c.depth : 0;
  }

  /**
   * The most containers around a value in this one, itself included; 1 if it holds scalars only.
   */
  public final int depth() {
    return depth;
  }

  /** False only if the hashes of both are known and differ. */
  final boolean mayEqual(Container other) {
    int mine = hash;
    int theirs = other.hash;
    return mine == 0 || theirs == 0 || mine == theirs;
  }

  abstract int computeHash();

  abstract void appendTo(StringBuilder out);

  static void append(StringBuilder out, Data value) {
    if (value instanceof Container c) {
      c.appendTo(out);
    } else {
      out.append(value);
    }
  }

  static void appendAll(StringBuilder out, char open, Data[] elements, char close) {
    out.append(open);
    for (int i = 0; i < elements.length; i++) {
      if (i > 0) {
        out.append(", ");
      }
      append(out, elements[i]);
    }
    out.append(close);
  }

  /** Lexicographic. */
  static int compare(Data[] a, Data[] b) {
    int n = Math.min(a.length, b.length);
    for (int i = 0; i < n; i++) {
      if (a[i] != b[i]) {
        int c = a[i].compareTo(b[i]);
        if (c != 0) {
          return c;
        }
      }
    }
    return Integer.compare(a.length, b.length);
  }

  static boolean equal(Data[] a, Data[] b) {
    if (a.length != b.length) {
      return false;
    }
    for (int i = 0; i < a.length; i++) {
      if (a[i] != b[i] && !a[i].equals(b[i])) {
        return false;
      }
    }
    return true;
  }

  static int hash(Data[] elements, int seed) {
    int h = seed;
    for (Data element : elements) {
      h = Hashing.combine(h, element.hashCode());
    }
    return h;
  }

  @Override
  public final int hashCode() {
    int h = hash;
    if (h == 0) {
      h = computeHash();
      if (h == 0) {
        h = 1;
      }
      hash = h;
    }
    return h;
  }

  @Override
  public abstract boolean equals(Object o);

  @Override
  public final String toString() {
    StringBuilder out = new StringBuilder();
    appendTo(out);
    return out.toString();
  }
}
