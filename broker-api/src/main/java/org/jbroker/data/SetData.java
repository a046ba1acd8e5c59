package org.jbroker.data;

import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A set of values of any kinds, kept in the total order of {@link Data}. Sets order
 * lexicographically.
 */
public final class SetData extends Container implements Data, Iterable<Data> {

  private static final SetData EMPTY = new SetData(new Data[0]);

  /** Strictly ascending. */
  private final Data[] elements;

  private SetData(Data[] elements) {
    super(elements);
    this.elements = elements;
  }

  /** The set of no elements. */
  public static SetData empty() {
    return EMPTY;
  }

  /**
   * A set of {@code elements}; repeated ones count once.
   *
   * @throws IllegalArgumentException if it would be nested deeper than {@link Data#MAX_DEPTH}
   */
  public static SetData of(Data... elements) {
    Builder builder = builder(elements.length);
    for (Data element : elements) {
      builder.add(element);
    }
    return builder.build();
  }

  /**
   * A set of the {@code size} elements that {@code next} gives one after the other, repeated ones
   * once; without a copy or a second object if they come in strictly ascending order, for decoders.
   *
   * @throws IllegalArgumentException if it would be nested deeper than {@link Data#MAX_DEPTH}
   */
  public static SetData generate(int size, Supplier<? extends Data> next) {
    if (size == 0) {
      return EMPTY;
    }
    Data[] elements = new Data[size];
    boolean ascending = true;
    for (int i = 0; i < size; i++) {
      Data element = Objects.requireNonNull(next.get());
      ascending = ascending && (i == 0 || elements[i - 1].compareTo(element) < 0);
      elements[i] = element;
    }
    return ascending ? new SetData(elements) : of(elements);
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

  /** The element at {@code index} in ascending order. */
  public Data get(int index) {
    return elements[index];
  }

  /** Whether {@code value} is an element; binary search. */
  public boolean contains(Data value) {
    return Arrays.binarySearch(elements, Objects.requireNonNull(value)) >= 0;
  }

  /** Whether what {@link Data#of} makes of an object is an element. */
  public boolean contains(Object value) {
    return contains(Data.of(value));
  }

  /** An unmodifiable view, in ascending order. */
  public Set<Data> asSet() {
    return new View();
  }

  /** The elements in ascending order. */
  public Stream<Data> stream() {
    return Arrays.stream(elements);
  }

  @Override
  public Iterator<Data> iterator() {
    return new View().iterator();
  }

  @Override
  public DataType type() {
    return DataType.SET;
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.visit(this);
  }

  @Override
  public int compareTo(Data other) {
    return other instanceof SetData s
        ? compare(elements, s.elements)
        : type().compareTo(other.type());
  }

  @Override
  public boolean equals(Object o) {
    return this == o || o instanceof SetData s && mayEqual(s) && equal(elements, s.elements);
  }

  @Override
  int computeHash() {
    return hash(elements, 12);
  }

  @Override
  void appendTo(StringBuilder out) {
    appendAll(out, '{', elements, '}');
  }

  /** The elements as a collection of Java; unmodifiable since its iterator cannot remove. */
  private final class View extends AbstractSet<Data> {

    @Override
    public Iterator<Data> iterator() {
      return Arrays.asList(elements).iterator();
    }

    @Override
    public int size() {
      return elements.length;
    }

    @Override
    public boolean contains(Object o) {
      return o instanceof Data d && SetData.this.contains(d);
    }
  }

  /** Collects elements in any order. Not thread-safe; starts again empty after {@link #build}. */
  public static final class Builder {

    private final DataArray elements;
    private boolean ascending = true;

    private Builder(int expected) {
      elements = new DataArray(expected);
    }

    /** Adds an element. Ascending order is cheapest: then nothing is left to sort. */
    public Builder add(Data element) {
      Objects.requireNonNull(element);
      if (ascending && elements.size() > 0) {
        int c = elements.get(elements.size() - 1).compareTo(element);
        if (c == 0) {
          return this;
        }
        ascending = c < 0;
      }
      elements.add(element);
      return this;
    }

    /** Adds what {@link Data#of} makes of an object. */
    public Builder add(Object element) {
      return add(Data.of(element));
    }

    /**
     * The set of what was added.
     *
     * @throws IllegalArgumentException if it would be nested deeper than {@link Data#MAX_DEPTH}
     */
    public SetData build() {
      if (elements.size() == 0) {
        return EMPTY;
      }
      if (!ascending) {
        sortAndMerge();
      }
      SetData result = new SetData(elements.take());
      ascending = true;
      return result;
    }

    private void sortAndMerge() {
      elements.sort();
      int kept = 1;
      for (int i = 1; i < elements.size(); i++) {
        Data next = elements.get(i);
        if (!elements.get(kept - 1).equals(next)) {
          elements.set(kept++, next);
        }
      }
      elements.truncate(kept);
    }
  }
}
