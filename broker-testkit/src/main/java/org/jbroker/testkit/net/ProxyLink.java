package org.jbroker.testkit.net;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * One connection through a {@link FaultProxy}: two sockets and, for each direction, a pump with its
 * own daemon thread.
 *
 * <p>Thread-safe. {@code lock} guards {@code closing} and {@code ended}; sockets are closed outside
 * of it.
 */
public final class ProxyLink {

  private final int number;
  private final Socket client;
  private final Socket target;
  private final Map<Direction, Pump> pumps = new EnumMap<>(Direction.class);
  private final Consumer<ProxyLink> onEnd;
  private final Object lock = new Object();
  private boolean closing;
  private int ended;

  ProxyLink(
      String name,
      int number,
      Socket client,
      Socket target,
      Map<Direction, Fault> faults,
      Consumer<ProxyLink> onEnd) {
    this.number = number;
    this.client = client;
    this.target = target;
    this.onEnd = onEnd;
    pumps.put(
        Direction.UPSTREAM,
        new Pump(
            this,
            name + "-link-" + number + "-up",
            client,
            target,
            faults.get(Direction.UPSTREAM)));
    pumps.put(
        Direction.DOWNSTREAM,
        new Pump(
            this,
            name + "-link-" + number + "-down",
            target,
            client,
            faults.get(Direction.DOWNSTREAM)));
  }

  void start() {
    pumps.values().forEach(Pump::start);
  }

  /** Counted from 0, in the order in which the proxy accepted. */
  public int number() {
    return number;
  }

  /** Changes what happens to the bytes of one direction, at once. */
  public void set(Direction direction, Fault fault) {
    Objects.requireNonNull(fault, "fault");
    pumps.get(Objects.requireNonNull(direction, "direction")).fault(fault);
  }

  /** Changes what happens to the bytes of both directions, at once. */
  public void set(Fault fault) {
    set(Direction.UPSTREAM, fault);
    set(Direction.DOWNSTREAM, fault);
  }

  /** Resets both sides now: {@link Fault#cut()}. */
  public void cut() {
    // A linger time of zero turns the close into a reset.
    reset(client);
    reset(target);
    pumps.values().forEach(Pump::stop);
  }

  /** Ends both directions now: {@link Fault#close()}. */
  public void close() {
    synchronized (lock) {
      if (closing) {
        return;
      }
      closing = true;
    }
    pumps.values().forEach(Pump::endStream);
  }

  /** How many bytes of this direction were handed on. */
  public long bytes(Direction direction) {
    return pumps.get(direction).deliveredBytes();
  }

  /** How many bytes of this direction vanished in a black hole or after a close. */
  public long discardedBytes(Direction direction) {
    return pumps.get(direction).discardedBytes();
  }

  /** Whether both directions have not ended yet. */
  public boolean isOpen() {
    synchronized (lock) {
      return ended < pumps.size();
    }
  }

  /** Called by a pump as the last thing it does. */
  void pumpEnded() {
    boolean last;
    synchronized (lock) {
      ended++;
      last = ended == pumps.size();
    }
    if (last) {
      quietClose(client);
      quietClose(target);
      onEnd.accept(this);
    }
  }

  boolean hasNoThreads() {
    return pumps.values().stream().noneMatch(Pump::isAlive);
  }

  /** Waits until both pumps' threads are gone; false if they are not in time. */
  boolean join(Duration timeout) throws InterruptedException {
    boolean gone = true;
    for (Pump pump : pumps.values()) {
      gone &= pump.join(timeout);
    }
    return gone;
  }

  /** Closes a socket with a reset. */
  static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException alreadyClosed) {
      // Then there is nothing to reset; closing it again does no harm.
    }
    quietClose(socket);
  }

  /** Closes a socket whose state no longer matters. */
  static void quietClose(Socket socket) {
    try {
      socket.close();
    } catch (IOException unimportant) {
      // The descriptor is released even then, and nobody waits for these bytes.
    }
  }

  @Override
  public String toString() {
    return "ProxyLink["
        + number
        + (isOpen() ? " open" : " ended")
        + ", up="
        + pumps.get(Direction.UPSTREAM)
        + ", down="
        + pumps.get(Direction.DOWNSTREAM)
        + "]";
  }
}
