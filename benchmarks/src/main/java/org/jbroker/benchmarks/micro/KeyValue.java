package org.jbroker.benchmarks.micro;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.jbroker.Endpoint;
import org.jbroker.EndpointOptions;
import org.jbroker.benchmarks.harness.BenchmarkException;
import org.jbroker.data.Count;
import org.jbroker.data.Data;
import org.jbroker.store.Backend;
import org.jbroker.store.Store;

/** Something that holds entries in memory. Thread-safe. */
public interface KeyValue extends AutoCloseable {

  /** The value of a key, or null. */
  Data get(Data key);

  /** Stores a value. */
  void put(Data key, Data value);

  /** How many entries there are. */
  long size();

  /** Waits until nothing is under way. */
  default void awaitIdle() throws InterruptedException {}

  /** Gives everything back. */
  @Override
  void close();

  /** The contestant of that name. */
  static KeyValue named(String name) {
    return switch (name) {
      case "ours" -> new Ours();
      case "concurrent-hash-map" -> new HashMap();
      case "caffeine" -> new CaffeineCache();
      case "mvstore" -> new Mv();
      default -> throw new IllegalArgumentException(name);
    };
  }

  /** A memory master of this library. */
  final class Ours implements KeyValue {

    private final Endpoint endpoint =
        Endpoint.open(EndpointOptions.builder().ignoreBrokerConf(true).build());
    private final Store store = endpoint.attachMaster("bench", Backend.memory());

    @Override
    public Data get(Data key) {
      return store.get(key).orElse(null);
    }

    @Override
    public void put(Data key, Data value) {
      store.put(key, value);
    }

    @Override
    public long size() {
      return store.size();
    }

    @Override
    public void awaitIdle() throws InterruptedException {
      if (!store.awaitIdle(Duration.ofMinutes(1))) {
        throw new BenchmarkException("the store does not become idle");
      }
    }

    @Override
    public void close() {
      endpoint.close();
    }
  }

  /** The JDK's map, with the same keys and values. */
  final class HashMap implements KeyValue {

    private final ConcurrentHashMap<Data, Data> map = new ConcurrentHashMap<>();

    @Override
    public Data get(Data key) {
      return map.get(key);
    }

    @Override
    public void put(Data key, Data value) {
      map.put(key, value);
    }

    @Override
    public long size() {
      return map.size();
    }

    @Override
    public void close() {
      map.clear();
    }
  }

  /** Caffeine with an expiry of each entry's own, as a store has. */
  final class CaffeineCache implements KeyValue {

    private final Cache<Data, Data> cache =
        Caffeine.newBuilder()
            .expireAfter(Expiry.<Data, Data>writing((key, value) -> Duration.ofHours(1)))
            .build();

    @Override
    public Data get(Data key) {
      return cache.getIfPresent(key);
    }

    @Override
    public void put(Data key, Data value) {
      cache.put(key, value);
    }

    @Override
    public long size() {
      return cache.estimatedSize();
    }

    @Override
    public void awaitIdle() {
      cache.cleanUp();
    }

    @Override
    public void close() {
      cache.invalidateAll();
    }
  }

  /** H2's MVStore in memory, with the numbers themselves: it does not know our values. */
  final class Mv implements KeyValue {

    private final MVStore store = MVStore.open(null);
    private final MVMap<Long, Long> map = store.openMap("bench");

    @Override
    public Data get(Data key) {
      Long value = map.get(((Count) key).bits());
      return value == null ? null : Count.of(value);
    }

    @Override
    public void put(Data key, Data value) {
      map.put(((Count) key).bits(), ((Count) value).bits());
    }

    @Override
    public long size() {
      return map.sizeAsLong();
    }

    @Override
    public void close() {
      store.close();
    }
  }
}
