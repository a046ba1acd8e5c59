package org.jbroker.data;

import java.util.Arrays;

/** A growing array that gives its storage away; what the three builders fill. Not thread-safe. */
final class DataArray {

  private static final Data[] NOTHING = new Data[0];
  private static final int FIRST_CAPACITY = 8;

  private Data[] elements;
  private int size;

  DataArray(int expected) {
    elements = expected == 0 ? NOTHING : new Data[expected];
  }

  int size() {
    return size;
  }

  Data get(int index) {
    return elements[index];
  }

  void set(int index, Data value) {
    elements[index] = value;
  }

  void add(Data value) {
    if (size == elements.length) {
      int grown = Math.max(FIRST_CAPACITY, size + (size >> 1));
      elements = Arrays.copyOf(elements, grown);
    }
    elements[size++] = value;
  }

  /** Keeps the first {@code n} elements. */
  void truncate(int n) {
    Arrays.fill(elements, n, size, null);
    size = n;
  }

  void sort() {
    Arrays.sort(elements, 0, size);
  }

  /** Gives the elements away, without a copy if they fill the array, and starts again empty. */
  Data[] take() {
    Data[] result = size == elements.length ? elements : Arrays.copyOf(elements, size);
    elements = NOTHING;
    size = 0;
    return result;
  }
}
