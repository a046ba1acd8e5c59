package org.jbroker.testkit.wire;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.jbroker.testkit.Bytes;

/**
 * A socket with frames: a length of 4 bytes, then that many bytes. Reading keeps what has arrived
 * of a frame when the time is over. One thread reads; sends are serialised by {@code sendLock}.
 */
final class FrameSocket implements AutoCloseable {

  private static final int PREFIX_BYTES = 4;

  private final Socket socket;
  private final Object sendLock = new Object();
  private byte[] buffer = new byte[4096];
  private int have;
  private ConnectionEnd ended;

  FrameSocket(Socket socket) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
  }

  void send(Bytes bytes) {
    synchronized (sendLock) {
      try {
        OutputStream out = socket.getOutputStream();
        out.write(bytes.toArray());
        out.flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  void sendFrame(Bytes payload) {
    int n = payload.length();
    send(
        Bytes.of((byte) (n >>> 24), (byte) (n >>> 16), (byte) (n >>> 8), (byte) n).concat(payload));
  }

  /** The next frame; empty if it is not complete in time. */
  Optional<Bytes> receive(Duration timeout, int maxFrameBytes) {
    long deadlineNanos = System.nanoTime() + timeout.toNanos();
    if (!fill(PREFIX_BYTES, deadlineNanos)) {
      return Optional.empty();
    }
    long length =
        (buffer[0] & 0xFFL) << 24
            | (buffer[1] & 0xFFL) << 16
            | (buffer[2] & 0xFFL) << 8
            | (buffer[3] & 0xFFL);
    if (length > maxFrameBytes) {
      throw new AssertionError("a frame of " + length + " bytes; the limit is " + maxFrameBytes);
    }
    int total = PREFIX_BYTES + (int) length;
    if (!fill(total, deadlineNanos)) {
      return Optional.empty();
    }
    Bytes payload = Bytes.of(buffer, PREFIX_BYTES, (int) length);
    System.arraycopy(buffer, total, buffer, 0, have - total);
    have -= total;
    return Optional.of(payload);
  }

  /** Reads and discards to the end of the connection; empty if that does not come in time. */
  Optional<ConnectionEnd> discardToEnd(Duration timeout) {
    long deadlineNanos = System.nanoTime() + timeout.toNanos();
    while (ended == null) {
      have = 0;
      if (!readSome(deadlineNanos) && ended == null) {
        return Optional.empty();
      }
    }
    return Optional.of(ended);
  }

  /** How many bytes have come that are not part of a frame yet handed out. */
  int bufferedBytes() {
    return have;
  }

  private boolean fill(int wanted, long deadlineNanos) {
    while (have < wanted) {
      if (!readSome(deadlineNanos)) {
        if (ended != null) {
          throw new ConnectionEndedError(
              ended,
              "the connection was "
                  + (ended == ConnectionEnd.RESET ? "reset" : "closed")
                  + (have == 0 ? "" : " within a frame: " + Bytes.of(buffer, 0, have)));
        }
        return false;
      }
    }
    return true;
  }

  /** Reads at least one byte; false at the end ({@code ended} is set then) or when late. */
  private boolean readSome(long deadlineNanos) {
    if (ended != null) {
      return false;
    }
    if (have == buffer.length) {
      buffer = Arrays.copyOf(buffer, have * 2);
    }
    // At least one millisecond, as zero means for ever: so bytes that wait are read when it is
    // late.
    long leftMillis = Math.max(1, (deadlineNanos - System.nanoTime()) / 1_000_000);
    try {
      socket.setSoTimeout((int) Math.min(leftMillis, Integer.MAX_VALUE));
      int n = socket.getInputStream().read(buffer, have, buffer.length - have);
      if (n < 0) {
        ended = ConnectionEnd.CLOSED;
        return false;
      }
      have += n;
      return true;
    } catch (SocketTimeoutException late) {
      return false;
    } catch (IOException reset) {
      if (socket.isClosed()) {
        throw new UncheckedIOException(reset);
      }
      ended = ConnectionEnd.RESET;
      return false;
    }
  }

  void shutdownOutput() {
    try {
      socket.shutdownOutput();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void reset() {
    try {
      // A linger time of zero turns the close into a reset.
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int localPort() {
    return socket.getLocalPort();
  }
}
