package org.jbroker.runtime.peering;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Somebody between two endpoints, for one connection: reads along, and changes what comes from the
 * listening side if told so. Two threads, which end with the connection or with {@link #close}.
 */
final class TamperingProxy implements AutoCloseable {

  private final ServerSocket listener;
  private final Socket target;
  private final ByteArrayOutputStream seen = new ByteArrayOutputStream();
  private final AtomicBoolean change = new AtomicBoolean();
  private volatile Socket source;

  /** In front of an endpoint that listens on this port. */
  TamperingProxy(int targetPort) {
    try {
      listener = new ServerSocket(0, 1, InetAddress.getByName(TestEndpoints.HOST));
      target = new Socket(TestEndpoints.HOST, targetPort);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start("tamper-accept", this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** All that came from the listening side, byte for char. */
  String seen() {
    synchronized (seen) {
      return seen.toString(StandardCharsets.ISO_8859_1);
    }
  }

  /** Changes a bit in what comes next from the listening side. */
  void changeNext() {
    change.set(true);
  }

  private void accept() {
    try {
      source = listener.accept();
      start("tamper-up", () -> pump(source, target, false));
      pump(target, source, true);
    } catch (IOException closed) {
      close();
    }
  }

  private void pump(Socket from, Socket to, boolean tamper) {
    byte[] buffer = new byte[64 << 10];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (tamper) {
          synchronized (seen) {
            seen.write(buffer, 0, n);
          }
          if (n > 0 && change.getAndSet(false)) {
            buffer[n - 1] ^= 1;
          }
        }
        out.write(buffer, 0, n);
      }
    } catch (IOException gone) {
      close(); // One of the sides ended it with a reset; the other one is closed already.
    }
  }

  private static void start(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    try {
      listener.close();
      target.close();
      if (source != null) {
        source.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
