package org.jbroker.testkit.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * A TCP port of 127.0.0.1 that is free, and stays so for whoever is told its number: for processes
 * that have to know each other's ports before they run, and that come back on the same one.
 *
 * <p>A socket is bound to it that neither listens nor connects. On Linux others may then listen
 * there that set {@code SO_REUSEADDR}, as servers in Java do unless told otherwise, but the system
 * gives the port to nobody who asks for any. Thread-safe.
 */
public final class HeldPort implements AutoCloseable {

  private final Socket holder = new Socket();
  private final int number;

  /**
   * Takes a port.
   *
   * @throws UncheckedIOException if there is none
   */
  public HeldPort() {
    try {
      holder.setReuseAddress(true);
      holder.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    number = holder.getLocalPort();
  }

  /** Its number. */
  public int number() {
    return number;
  }

  /** Gives it back. */
  @Override
  public void close() {
    try {
      holder.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return "127.0.0.1:" + number;
  }
}
