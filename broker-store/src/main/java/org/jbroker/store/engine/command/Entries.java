package org.jbroker.store.engine.command;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jbroker.data.Data;
import org.jbroker.spi.ByteWriter;
import org.jbroker.spi.DataCodec;

/**
 * Some entries of a store in an order, as a {@link StoreCommand.Part} carries them: a list rather
 * than a map, since whoever takes them looks none up. Immutable.
 *
 * <p>Those that a {@link Builder} made have their bytes already. So a master encodes what it hands
 * over where it reads it, and not where commands are sent, which may be on a writer's thread.
 */
public final class Entries {

  /** No entry. */
  public static final Entries NONE = new Entries(new Data[0], null);

  private final Data[] keysAndValues;
  // Without their number; null if nobody has encoded them.
  private final byte[] encoded;

  private Entries(Data[] keysAndValues, byte[] encoded) {
    this.keysAndValues = keysAndValues;
    this.encoded = encoded;
  }

  /** The entries of a map, in its order. */
  public static Entries of(Map<Data, Data> map) {
    Data[] keysAndValues = new Data[2 * map.size()];
    int at = 0;
    for (Map.Entry<Data, Data> entry : map.entrySet()) {
      keysAndValues[at++] = entry.getKey();
      keysAndValues[at++] = entry.getValue();
    }
    return new Entries(keysAndValues, null);
  }

  /** Takes the array over: a key, its value, the next key. */
  static Entries ofArray(Data[] keysAndValues) {
    return new Entries(keysAndValues, null);
  }

  /** How many there are. */
  public int size() {
    return keysAndValues.length / 2;
  }

  /** Calls {@code action} with each key and its value. */
  public void forEach(BiConsumer<? super Data, ? super Data> action) {
    for (int i = 0; i < keysAndValues.length; i += 2) {
      action.accept(keysAndValues[i], keysAndValues[i + 1]);
    }
  }

  void encode(ByteWriter out) {
    out.varbyte(size());
    if (encoded != null) {
      out.bytes(encoded);
    } else {
      for (Data each : keysAndValues) {
        DataCodec.encode(each, out);
      }
    }
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Entries other && Arrays.equals(keysAndValues, other.keysAndValues);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(keysAndValues);
  }

  @Override
  public String toString() {
    return Arrays.toString(keysAndValues);
  }

  /** Collects entries, and encodes each as it comes. Not thread-safe; can be used again. */
  public static final class Builder {

    private static final int INITIAL_ENTRIES = 64;

    /** Larger ones are encoded when they are sent, so that many of them do not fill the memory. */
    private static final int KEPT_BYTES = 1 << 20;

    private ByteWriter out = new ByteWriter();
    private Data[] keysAndValues = new Data[2 * INITIAL_ENTRIES];
    private int length;

    /** Appends an entry. */
    public void add(Data key, Data value) {
      if (length == keysAndValues.length) {
        keysAndValues = Arrays.copyOf(keysAndValues, 2 * length);
      }
      keysAndValues[length++] = Objects.requireNonNull(key, "key");
      keysAndValues[length++] = Objects.requireNonNull(value, "value");
      DataCodec.encode(key, out);
      DataCodec.encode(value, out);
    }

    /** Whether nothing was added since the last {@link #build}. */
    public boolean isEmpty() {
      return length == 0;
    }

    /** What was added since the last call. */
    public Entries build() {
      boolean small = out.size() <= KEPT_BYTES;
      Entries built =
          new Entries(Arrays.copyOf(keysAndValues, length), small ? out.toBytes() : null);
      length = 0;
      if (small) {
        out.reset();
      } else {
        out = new ByteWriter();
      }
      return built;
    }
  }
}
