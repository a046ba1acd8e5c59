package org.jbroker.data;

import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A sequence of values of any kinds; Zeek's records travel as one. Ordered lexicographically. */
public final class Vector extends Container implements Data, Iterable<Data> {

  private static final Vector EMPTY = new Vector(new Data[0]);

  private final Data[] elements;

  private Vector(Data[] elements) {
    super(elements);
    this.elements = elements;
  }

  private Vector(Data[] elements, int deepest) {
    super(deepest);
    this.elements = elements;
  }

  /** The vector of no elements. */
  public static Vector empty() {
    return EMPTY;
  }

  /**
   * A vector of {@code elements}.
   *
   * @throws IllegalArgumentException if it would be nested deeper than {@link Data#MAX_DEPTH}
   */
  public static Vector of(Data... elements) {
    return ofOwn(elements.clone());
  }

  /** A vector that takes its array over. */
  static Vector ofOwn(Data[] elements) {
    for (Data element : elements) {
      Objects.requireNonNull(element);
    }
    return elements.length == 0 ? EMPTY : new Vector(elements);
  }

  /**
   * A vector of the {@code size} elements that {@code next} gives one after the other; without a
   * copy or a second object, for decoders.
   *
   * @throws IllegalArgumentException if it would be nested deeper than {@link Data#MAX_DEPTH}
   */
  public static Vector generate(int size, Supplier<? extends Data> next) {
    if (size == 0) {
      return EMPTY;
    }
    Data[] elements = new Data[size];
    int deepest = 0;
    for (int i = 0; i < size; i++) {
      Data element = Objects.requireNonNull(next.get());
      elements[i] = element;
      deepest = Math.max(deepest, depthOf(element));
    }
    return new Vector(elements, deepest);
  }

  /** A builder. */
  public static Builder builder() {
    return new Builder(0);
  }

  /** A builder with room for {@code expected} elements; exactly that many cost no copy. */
  public static Builder builder(int expected) {
    return new Builder(expected);
  }

  /** The number of elements. */
  public int size() {
    return elements.length;
  }

  /** Whether there are no elements. */
  public boolean isEmpty() {
    return elements.length == 0;
  }

  /** The element at {@code index}. */
  public Data get(int index) {
    return elements[index];
  }

  /** An unmodifiable view. */
  public List<Data> asList() {
    return Collections.unmodifiableList(Arrays.asList(elements));
  }

  /** The elements in order. */
  public Stream<Data> stream() {
    return Arrays.stream(elements);
  }

  @Override
  public Iterator<Data> iterator() {
    return asList().iterator();
  }

  @Override
  public DataType type() {
    return DataType.VECTOR;
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.visit(this);
  }

  @Override
  public int compareTo(Data other) {
    return other instanceof Vector v
        ? compare(elements, v.elements)
        : type().compareTo(other.type());
  }

  @Override
  public boolean equals(Object o) {
    return this == o || o instanceof Vector v && mayEqual(v) && equal(elements, v.elements);
  }

  @Override
  int computeHash() {
    return hash(elements, 14);
  }

  @Override
  void appendTo(StringBuilder out) {
    appendAll(out, '(', elements, ')');
  }

  /** Collects elements. Not thread-safe; starts again empty after {@link #build}. */
  public static final class Builder {

    private final DataArray elements;

    private Builder(int expected) {
      elements = new DataArray(expected);
    }

    /** Appends an element. */
    public Builder add(Data element) {
      Objects.requireNonNull(element);
      elements.add(element);
      return this;
    }

    /** Appends what {@link Data#of} makes of an object. */
    public Builder add(Object element) {
      return add(Data.of(element));
    }

    /**
     * The vector of what was added.
     *
     * @throws IllegalArgumentException if it would be nested deeper than {@link Data#MAX_DEPTH}
     */
    public Vector build() {
      if (elements.size() == 0) {
        return EMPTY;
      }
      return new Vector(elements.take());
    }
  }
}
