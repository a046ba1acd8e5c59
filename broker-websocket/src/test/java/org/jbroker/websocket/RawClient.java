package org.jbroker.websocket;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A WebSocket client that does what a test says, byte by byte, and nothing by itself: it answers no
 * ping. Not thread-safe; reads fail after {@value #TIMEOUT_MILLIS} ms.
 */
public final class RawClient implements AutoCloseable {

  /** Operation codes of RFC 6455. */
  public static final int CONTINUATION = 0;

  /** Text. */
  public static final int TEXT = 1;

  /** Binary. */
  public static final int BINARY = 2;

  /** Close. */
  public static final int CLOSE = 8;

  /** Ping. */
  public static final int PING = 9;

  /** Pong. */
  public static final int PONG = 10;

  static final int TIMEOUT_MILLIS = 10_000;
  private static final byte[] MASK = {1, 2, 3, 4};

  private final Socket socket = new Socket();
  private final DataInputStream in;
  private final OutputStream out;

  /** A frame of the server. */
  public record Frame(boolean isFinal, int opcode, byte[] payload) {

    /** The payload as text; of a close frame, its code and reason. */
    public String text() {
      if (opcode == CLOSE && payload.length >= 2) {
        return (ByteBuffer.wrap(payload).getShort() & 0xFFFF)
            + " "
            + new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
      }
      return new String(payload, StandardCharsets.UTF_8);
    }
  }

  /** Connects and says nothing. */
  public RawClient(int port) throws IOException {
    this(port, 0);
  }

  /** Connects with a small receive buffer, for tests that do not read. */
  public RawClient(int port, int receiveBufferBytes) throws IOException {
    if (receiveBufferBytes > 0) {
      socket.setReceiveBufferSize(receiveBufferBytes);
    }
    socket.connect(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true);
    in = new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream()));
    out = socket.getOutputStream();
  }

  /** Connected, upgraded on the JSON path, subscribed, and acknowledged. */
  public static RawClient subscribed(int port, String filter) throws IOException {
    RawClient client = new RawClient(port);
    client.upgrade("/v1/messages/json");
    client.text(filter);
    String ack = client.read().text();
    if (!ack.startsWith("{\"type\":\"ack\"")) {
      throw new IOException("no ack: " + ack);
    }
    return client;
  }

  /** What an upgrade looks like. */
  public static String request(String path, String... headers) {
    return "GET "
        + path
        + " HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        + String.join("", java.util.Arrays.stream(headers).map(h -> h + "\r\n").toList())
        + "\r\n";
  }

  /** Upgrades, which must succeed. */
  public RawClient upgrade(String path, String... headers) throws IOException {
    bytes(request(path, headers).getBytes(StandardCharsets.ISO_8859_1));
    String answer = readHead();
    if (!answer.startsWith("HTTP/1.1 101")) {
      throw new IOException(answer);
    }
    return this;
  }

  /** Sends raw bytes. */
  public void bytes(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  /** Sends a text message. */
  public void text(String text) throws IOException {
    frame(true, TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Sends a frame. */
  public void frame(boolean isFinal, int opcode, byte[] payload) throws IOException {
    bytes(masked(isFinal, opcode, payload));
  }

  /** The bytes of a client's frame. */
  public static byte[] masked(boolean isFinal, int opcode, byte[] payload) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write((isFinal ? 0x80 : 0) | opcode);
    if (payload.length < 126) {
      frame.write(0x80 | payload.length);
    } else if (payload.length < 1 << 16) {
      frame.write(0x80 | 126);
      frame.writeBytes(ByteBuffer.allocate(2).putShort((short) payload.length).array());
    } else {
      frame.write(0x80 | 127);
      frame.writeBytes(ByteBuffer.allocate(8).putLong(payload.length).array());
    }
    frame.writeBytes(MASK);
    for (int i = 0; i < payload.length; i++) {
      frame.write(payload[i] ^ MASK[i & 3]);
    }
    return frame.toByteArray();
  }

  /** Reads the head of an HTTP answer. */
  public String readHead() throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.readUnsignedByte());
    }
    return head.toString();
  }

  /** Reads all that comes until the server closes. */
  public String readAll() throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
  }

  /** Reads a frame. */
  public Frame readFrame() throws IOException {
    int first = in.readUnsignedByte();
    long length = in.readUnsignedByte();
    if (length == 126) {
      length = in.readUnsignedShort();
    } else if (length == 127) {
      length = in.readLong();
    }
    byte[] payload = new byte[(int) length];
    in.readFully(payload);
    return new Frame((first & 0x80) != 0, first & 0xF, payload);
  }

  /** Reads the next frame that is no ping or pong. */
  public Frame read() throws IOException {
    Frame frame = readFrame();
    while (frame.opcode() == PING || frame.opcode() == PONG) {
      frame = readFrame();
    }
    return frame;
  }

  /** Reads up to the close frame and past the end; returns its code and reason. */
  public String readToEnd() throws IOException {
    Frame frame = read();
    while (frame.opcode() != CLOSE) {
      frame = read();
    }
    String reason = frame.text();
    frame(true, CLOSE, frame.payload());
    if (in.read() >= 0) {
      throw new IOException("something came behind the close frame");
    }
    return reason;
  }

  /** Whether the server closed the socket, without another frame. */
  public boolean isAtEnd() throws IOException {
    try {
      return in.read() < 0;
    } catch (EOFException e) {
      return true;
    }
  }

  /** How long reads wait. */
  public void timeout(Duration timeout) throws IOException {
    socket.setSoTimeout((int) timeout.toMillis());
  }

  /** Closes the socket without a word, before the test is over. */
  public void hangUp() throws IOException {
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
