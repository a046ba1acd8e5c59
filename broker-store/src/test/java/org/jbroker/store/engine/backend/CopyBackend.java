package org.jbroker.store.engine.backend;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import org.jbroker.ErrorCode;
import org.jbroker.data.Data;
import org.jbroker.data.SetData;
import org.jbroker.spi.BackendContext;
import org.jbroker.spi.BackendException;
import org.jbroker.spi.BackendProvider;
import org.jbroker.spi.EntryCursor;
import org.jbroker.spi.StoreBackend;
import org.jbroker.spi.StoredEntry;
import org.jbroker.store.Backend;

/**
 * A backend as somebody else might write it, on the SPI alone: a sorted map, copied at each write.
 */
public final class CopyBackend implements BackendProvider {

  /** Its settings: none. */
  public static final Backend SPEC = () -> "copy";

  /** For the service loader. */
  public CopyBackend() {}

  @Override
  public String name() {
    return "copy";
  }

  @Override
  public StoreBackend open(Backend backend, BackendContext context) {
    return new CopyTable();
  }

  /** The map. */
  private static final class CopyTable implements StoreBackend {

    private record State(TreeMap<Data, StoredEntry> entries, long sequence) {}

    private volatile State state = new State(new TreeMap<>(), 0);

    private State open() {
      State current = state;
      if (current == null) {
        throw new BackendException(ErrorCode.BACKEND_FAILURE, "closed");
      }
      return current;
    }

    private long write(Consumer<TreeMap<Data, StoredEntry>> change) {
      TreeMap<Data, StoredEntry> copy = new TreeMap<>(open().entries());
      change.accept(copy);
      state = new State(copy, state.sequence() + 1);
      return state.sequence();
    }

    @Override
    public Optional<StoredEntry> find(Data key) {
      return Optional.ofNullable(open().entries().get(key));
    }

    @Override
    public long size() {
      return open().entries().size();
    }

    @Override
    public SetData keys() {
      return SetData.of(open().entries().keySet().toArray(new Data[0]));
    }

    @Override
    public EntryCursor scan(View view) {
      State from = open();
      Iterator<Map.Entry<Data, StoredEntry>> rest = from.entries().entrySet().iterator();
      return new EntryCursor() {
        @Override
        public long sequence() {
          return from.sequence();
        }

        @Override
        public List<Item> next(int maxEntries, long maxBytes) {
          open();
          List<Item> part = new ArrayList<>();
          while (rest.hasNext() && part.size() < maxEntries) {
            Map.Entry<Data, StoredEntry> next = rest.next();
            part.add(new Item(next.getKey(), next.getValue()));
          }
          return part;
        }
      };
    }

    @Override
    public void expiries(ObjLongConsumer<Data> action) {
      open()
          .entries()
          .forEach(
              (key, entry) -> {
                if (entry.expires()) {
                  action.accept(key, entry.expiryNanos());
                }
              });
    }

    @Override
    public long put(Data key, Data value, long expiryNanos) {
      return write(entries -> entries.put(key, new StoredEntry(value, expiryNanos)));
    }

    @Override
    public long erase(Data key) {
      return write(entries -> entries.remove(key));
    }

    @Override
    public long clear() {
      return write(TreeMap::clear);
    }

    @Override
    public long writeSequence() {
      return open().sequence();
    }

    @Override
    public long durableSequence() {
      return open().sequence();
    }

    @Override
    public void rollback() {
      open();
    }

    @Override
    public void close() {
      state = null;
    }
  }
}
