package org.jbroker.runtime.local;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jbroker.data.Data;

/**
 * What waits in a {@link DemandPublisher}: the buffer, and behind it the messages of {@code
 * publishAsync} that found it full. Not thread-safe: the publisher's lock guards it.
 */
final class SendBuffer {

  private record Late(Data data, CompletableFuture<Void> taken) {}

  private final int capacity;
  private final ArrayDeque<Data> buffer = new ArrayDeque<>();
  private final ArrayDeque<Late> late = new ArrayDeque<>();

  SendBuffer(int capacity) {
    this.capacity = capacity;
  }

  int size() {
    return buffer.size();
  }

  int capacity() {
    return capacity;
  }

  boolean isEmpty() {
    return buffer.isEmpty() && late.isEmpty();
  }

  /** How many messages it takes now. None before those that came earlier and are late. */
  int free() {
    return late.isEmpty() ? capacity - buffer.size() : 0;
  }

  void add(Data data) {
    buffer.add(data);
  }

  CompletableFuture<Void> addLate(Data data) {
    Late entry = new Late(data, new CompletableFuture<>());
    late.add(entry);
    return entry.taken();
  }

  /** Copies the oldest messages, which stay until {@link #remove}; returns how many. */
  int peek(Data[] into) {
    int n = 0;
    for (Data data : buffer) {
      if (n == into.length) {
        break;
      }
      into[n++] = data;
    }
    return n;
  }

  /** Removes the {@code n} oldest and lets late ones in, whose futures it returns. */
  List<CompletableFuture<Void>> remove(int n) {
    for (int i = 0; i < n; i++) {
      buffer.remove();
    }
    if (late.isEmpty()) {
      return List.of();
    }
    List<CompletableFuture<Void>> taken = new ArrayList<>();
    while (!late.isEmpty() && buffer.size() < capacity) {
      Late entry = late.remove();
      buffer.add(entry.data());
      taken.add(entry.taken());
    }
    return taken;
  }

  /** Forgets those that are late; returns their futures. */
  List<CompletableFuture<Void>> removeLate() {
    List<CompletableFuture<Void>> refused = late.stream().map(Late::taken).toList();
    late.clear();
    return refused;
  }

  /** Forgets everything in the buffer; returns how much that was. */
  int clear() {
    int n = buffer.size();
    buffer.clear();
    return n;
  }
}
