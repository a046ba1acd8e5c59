package org.jbroker.data;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;

/**
 * A map between values of any kinds, kept in the total order of its keys; a look-up is a binary
 * search. Tables order lexicographically, by key, then value, pair by pair.
 */
public final class Table extends Container implements Data {

  private static final Table EMPTY = new Table(new Data[0]);

  /** Key, value, key, value, ...; keys strictly ascending. One array, so one object fewer. */
  private final Data[] entries;

  private Table(Data[] entries) {
    super(entries);
    this.entries = entries;
  }

  /** The table of no entries. */
  public static Table empty() {
    return EMPTY;
  }

  /** A builder. */
  public static Builder builder() {
    return new Builder(0);
  }

  /** A builder with room for {@code expected} entries; exactly that many cost no copy. */
  public static Builder builder(int expected) {
    return new Builder(expected);
  }

  /** The number of entries. */
  public int size() {
    return entries.length / 2;
  }

  /** Whether there are no entries. */
  public boolean isEmpty() {
    return entries.length == 0;
  }

  /** The key at {@code index} in ascending order. */
  public Data keyAt(int index) {
    return entries[2 * index];
  }

  /** The value of the key at {@code index} in ascending order. */
  public Data valueAt(int index) {
    return entries[2 * index + 1];
  }

  /** The value of {@code key}, or empty if there is none. */
  public Optional<Data> get(Data key) {
    int index = indexOf(key);
    return index < 0 ? Optional.empty() : Optional.of(valueAt(index));
  }

  /** The value of what {@link Data#of} makes of {@code key}, or empty if there is none. */
  public Optional<Data> find(Object key) {
    return get(Data.of(key));
  }

  /** Whether {@code key} has a value. */
  public boolean containsKey(Data key) {
    return indexOf(key) >= 0;
  }

  private int indexOf(Data key) {
    Objects.requireNonNull(key);
    int low = 0;
    int high = size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int c = keyAt(middle).compareTo(key);
      if (c == 0) {
        return middle;
      }
      if (c < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1;
  }

  /** The keys. */
  public SetData keys() {
    SetData.Builder keys = SetData.builder(size());
    for (int i = 0; i < size(); i++) {
      keys.add(keyAt(i));
    }
    return keys.build();
  }

  /** Calls {@code action} for each entry, in ascending order of the keys. */
  public void forEach(BiConsumer<? super Data, ? super Data> action) {
    for (int i = 0; i < size(); i++) {
      action.accept(keyAt(i), valueAt(i));
    }
  }

  /** An unmodifiable view, in ascending order of the keys. */
  public Map<Data, Data> asMap() {
    return new View();
  }

  @Override
  public DataType type() {
    return DataType.TABLE;
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.visit(this);
  }

  @Override
  public int compareTo(Data other) {
    return other instanceof Table t ? compare(entries, t.entries) : type().compareTo(other.type());
  }

  @Override
  public boolean equals(Object o) {
    return this == o || o instanceof Table t && mayEqual(t) && equal(entries, t.entries);
  }

  @Override
  int computeHash() {
    return hash(entries, 13);
  }

  @Override
  void appendTo(StringBuilder out) {
    out.append('{');
    for (int i = 0; i < size(); i++) {
      if (i > 0) {
        out.append(", ");
      }
      append(out, keyAt(i));
      out.append(" -> ");
      append(out, valueAt(i));
    }
    out.append('}');
  }

  /** The entries as a map of Java. */
  private final class View extends AbstractMap<Data, Data> {

    @Override
    public Data get(Object key) {
      return key instanceof Data d ? Table.this.get(d).orElse(null) : null;
    }

    @Override
    public boolean containsKey(Object key) {
      return key instanceof Data d && Table.this.containsKey(d);
    }

    @Override
    public Set<Entry<Data, Data>> entrySet() {
      return new AbstractSet<>() {
        @Override
        public Iterator<Entry<Data, Data>> iterator() {
          return IntStream.range(0, Table.this.size())
              .mapToObj(i -> Map.entry(keyAt(i), valueAt(i)))
              .iterator();
        }

        @Override
        public int size() {
          return Table.this.size();
        }
      };
    }
  }

  /** Collects entries in any order. Not thread-safe; starts again empty after {@link #build}. */
  public static final class Builder {

    private final DataArray entries;
    private boolean ascending = true;

    private Builder(int expected) {
      entries = new DataArray(Math.multiplyExact(expected, 2));
    }

    /**
     * Sets the value of a key; of equal keys the last counts. Ascending order is cheapest: then
     * nothing is left to sort.
     */
    public Builder put(Data key, Data value) {
      Objects.requireNonNull(key);
      Objects.requireNonNull(value);
      int size = entries.size();
      if (ascending && size > 0) {
        int c = entries.get(size - 2).compareTo(key);
        if (c == 0) {
          entries.set(size - 1, value);
          return this;
        }
        ascending = c < 0;
      }
      entries.add(key);
      entries.add(value);
      return this;
    }

    /** Sets the value of a key, both converted by {@link Data#of}. */
    public Builder put(Object key, Object value) {
      return put(Data.of(key), Data.of(value));
    }

    /**
     * The table of what was put.
     *
     * @throws IllegalArgumentException if it would be nested deeper than {@link Data#MAX_DEPTH}
     */
    public Table build() {
      if (entries.size() == 0) {
        return EMPTY;
      }
      if (!ascending) {
        sortAndMerge();
      }
      Table result = new Table(entries.take());
      ascending = true;
      return result;
    }

    private void sortAndMerge() {
      Data[][] pairs = new Data[entries.size() / 2][];
      for (int i = 0; i < pairs.length; i++) {
        pairs[i] = new Data[] {entries.get(2 * i), entries.get(2 * i + 1)};
      }
      // Stable, so of equal keys the last one put stays last and overwrites the others.
      Arrays.sort(pairs, Comparator.comparing((Data[] pair) -> pair[0]));
      int kept = 0;
      for (Data[] pair : pairs) {
        if (kept > 0 && entries.get(kept - 2).equals(pair[0])) {
          entries.set(kept - 1, pair[1]);
        } else {
          entries.set(kept++, pair[0]);
          entries.set(kept++, pair[1]);
        }
      }
      entries.truncate(kept);
    }
  }
}
