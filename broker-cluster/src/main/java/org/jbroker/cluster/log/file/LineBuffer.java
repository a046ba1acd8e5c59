package org.jbroker.cluster.log.file;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Bytes of lines under construction. Not for use by several threads. */
final class LineBuffer {

  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private byte[] bytes = new byte[512];
  private int length;

  /** Appends one byte, the lower eight bits. */
  LineBuffer put(int b) {
    room(1);
    bytes[length++] = (byte) b;
    return this;
  }

  /** Appends text that is ASCII. */
  LineBuffer ascii(String text) {
    room(text.length());
    for (int i = 0; i < text.length(); i++) {
      bytes[length++] = (byte) text.charAt(i);
    }
    return this;
  }

  /** Appends a part of an array. */
  LineBuffer put(byte[] source, int from, int count) {
    room(count);
    System.arraycopy(source, from, bytes, length, count);
    length += count;
    return this;
  }

  /** Appends two hexadecimal digits. */
  LineBuffer hex(int b) {
    return put(HEX[b >> 4 & 0xf]).put(HEX[b & 0xf]);
  }

  private void room(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(length, more)));
    }
  }

  int length() {
    return length;
  }

  byte byteAt(int index) {
    return bytes[index];
  }

  /** Cuts off what is behind, and returns it. */
  byte[] cut(int newLength) {
    byte[] rest = Arrays.copyOfRange(bytes, newLength, length);
    length = newLength;
    return rest;
  }

  /** A view of the bytes, valid until the next change. */
  ByteBuffer view() {
    return ByteBuffer.wrap(bytes, 0, length);
  }
}
