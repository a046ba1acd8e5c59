package org.jbroker.data;

/** A value. (The seam that the API compiles against until the data model lands.) */
public interface Data extends Comparable<Data> {
  /** Converts a Java value. */
  static Data of(Object value) {
    throw new IllegalArgumentException("no conversion for " + value);
  }
}
