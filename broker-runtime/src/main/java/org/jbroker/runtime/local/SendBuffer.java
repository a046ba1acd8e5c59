package org.jbroker.runtime.local;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jbroker.data.Data;
import org.jbroker.runtime.routing.Sink;

/**
 * What waits in a {@link SendLine}, and whether somebody sends it: the buffer, and behind it the
 * messages of {@code publishAsync} that found it full.
 *
 * <pre>
 *            put                   a sink is full
 *   IDLE ------------> SENDING -------------------> STALLED
 *     ^                |  ^  |                         |
 *     +-- empty -------+  |  +-- budget used up --+    | whenRoom
 *                         |                       v    v
 *                         +---- claimed by ------ READY
 *             the executor, a blocked publisher, or the one who closes
 * </pre>
 *
 * <p>Not thread-safe: the line's lock guards it.
 */
final class SendBuffer {

  /** Who sends. */
  enum State {
    /** Nobody: nothing waits. */
    IDLE,
    /** The thread that made it so. */
    SENDING,
    /** Nobody: a sink is full. */
    STALLED,
    /** The next thread that claims it. */
    READY
  }

  private record Late(Data data, CompletableFuture<Void> taken) {}

  private final int capacity;
  private final ArrayDeque<Data> buffer = new ArrayDeque<>();
  private final ArrayDeque<Late> late = new ArrayDeque<>();

  /** In front of the buffer: what the sender brought itself and tries to send. */
  private Data brought;

  private State state = State.IDLE;
  private Thread sender;
  private boolean discarding;
  private int discarded;

  SendBuffer(int capacity) {
    this.capacity = capacity;
  }

  int size() {
    return buffer.size() + (brought == null ? 0 : 1);
  }

  int capacity() {
    return capacity;
  }

  /** How many messages it takes now. None before those that came earlier and are late. */
  int free() {
    return late.isEmpty() ? capacity - size() : 0;
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
    int sent = n;
    if (brought != null) {
      if (sent == 0) {
        buffer.addFirst(brought);
      } else {
        sent--;
      }
      brought = null;
    }
    for (int i = 0; i < sent; i++) {
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

  State state() {
    return state;
  }

  /** Makes the calling thread the sender if the state is as given. */
  boolean claim(State from) {
    if (state != from) {
      return false;
    }
    state = State.SENDING;
    sender = Thread.currentThread();
    return true;
  }

  /**
   * Makes the calling thread the sender of a message that it brings, past the buffer, if nothing
   * waits and nobody sends. The message has its place here until {@link #remove}.
   */
  boolean claimWith(Data data) {
    if (!claim(State.IDLE)) {
      return false;
    }
    brought = data;
    return true;
  }

  /** Whether the calling thread is in the middle of sending: a sink called back. */
  boolean isSender() {
    return state == State.SENDING && sender == Thread.currentThread();
  }

  /**
   * What the sender does after its chunk.
   *
   * @param full the sink that had no room, or null
   * @param mayGoOn whether it may send another chunk
   */
  State next(Sink full, boolean mayGoOn) {
    if (discarding) {
      clear();
    }
    if (buffer.isEmpty()) {
      state = State.IDLE;
    } else if (full != null) {
      state = State.STALLED;
    } else {
      state = mayGoOn ? State.SENDING : State.READY;
    }
    if (state != State.SENDING) {
      sender = null;
    }
    return state;
  }

  /** The full sink has room; returns whether anything waits for that. */
  boolean resume() {
    if (state != State.STALLED) {
      return false;
    }
    state = State.READY;
    return true;
  }

  /** Forgets the buffer; a sender at work does it when its chunk is sent. */
  void discard() {
    discarding = true;
    if (state != State.SENDING) {
      clear();
      state = State.IDLE;
    }
  }

  /** How many messages were forgotten since this was asked last. */
  int takeDiscarded() {
    int n = discarded;
    discarded = 0;
    return n;
  }

  private void clear() {
    discarded += buffer.size();
    buffer.clear();
  }
}
