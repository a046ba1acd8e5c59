package org.jbroker.benchmarks.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * {@link ConnRecord} in the bytes that the library makes of it ({@code DataCodec} says what they
 * are), by code that knows the record and nothing else: the practical limit. It writes into a
 * buffer of its own and trusts what it reads as far as Java does. Not thread-safe.
 */
public final class HandwrittenCodec {

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final int BUFFER_BYTES = 1024;

  private static final byte BOOL = 1;
  private static final byte COUNT = 2;
  private static final byte STRING = 5;
  private static final byte ADDRESS = 6;
  private static final byte PORT = 8;
  private static final byte TIMESTAMP = 9;
  private static final byte TIMESPAN = 10;
  private static final byte ENUM_VALUE = 11;
  private static final byte SET = 12;
  private static final byte VECTOR = 14;

  private final byte[] out = new byte[BUFFER_BYTES];
  private int at;
  private byte[] in;

  /** The bytes of a record whose strings are shorter than 128 bytes. */
  public byte[] encode(ConnRecord r) {
    at = 0;
    out[at++] = VECTOR;
    out[at++] = ConnRecord.FIELDS;
    putLong(TIMESTAMP, r.ts());
    putBytes(STRING, r.uid());
    putAddress(r.origHigh(), r.origLow());
    putPort(r.origPort());
    putAddress(r.respHigh(), r.respLow());
    putPort(r.respPort());
    putBytes(ENUM_VALUE, r.proto());
    putBytes(STRING, r.service());
    putLong(TIMESPAN, r.duration());
    putLong(COUNT, r.origBytes());
    putLong(COUNT, r.respBytes());
    putBytes(STRING, r.connState());
    putBool(r.localOrig());
    putBool(r.localResp());
    putLong(COUNT, r.missedBytes());
    putBytes(STRING, r.history());
    putLong(COUNT, r.origPkts());
    putLong(COUNT, r.origIpBytes());
    putLong(COUNT, r.respPkts());
    putLong(COUNT, r.respIpBytes());
    out[at++] = SET;
    out[at++] = (byte) r.tunnelParents().length;
    for (byte[] parent : r.tunnelParents()) {
      putBytes(STRING, parent);
    }
    return Arrays.copyOf(out, at);
  }

  private void putLong(byte tag, long value) {
    out[at] = tag;
    LONG.set(out, at + 1, value);
    at += 1 + Long.BYTES;
  }

  private void putBytes(byte tag, byte[] bytes) {
    out[at] = tag;
    out[at + 1] = (byte) bytes.length;
    System.arraycopy(bytes, 0, out, at + 2, bytes.length);
    at += 2 + bytes.length;
  }

  private void putAddress(long high, long low) {
    out[at] = ADDRESS;
    LONG.set(out, at + 1, high);
    LONG.set(out, at + 1 + Long.BYTES, low);
    at += 1 + 2 * Long.BYTES;
  }

  private void putPort(int port) {
    out[at] = PORT;
    out[at + 1] = (byte) (port >>> 8);
    out[at + 2] = (byte) port;
    out[at + 3] = ConnRecord.TCP;
    at += 4;
  }

  private void putBool(boolean value) {
    out[at] = BOOL;
    out[at + 1] = (byte) (value ? 1 : 0);
    at += 2;
  }

  /**
   * Reads a record.
   *
   * @throws IllegalArgumentException if a field is not of the kind that stands there
   */
  public ConnRecord decode(byte[] bytes) {
    in = bytes;
    at = 0;
    expect(VECTOR);
    expect((byte) ConnRecord.FIELDS);
    return new ConnRecord(
        takeLong(TIMESTAMP),
        takeBytes(STRING),
        takeHigh(),
        takeLow(),
        takePort(),
        takeHigh(),
        takeLow(),
        takePort(),
        takeBytes(ENUM_VALUE),
        takeBytes(STRING),
        takeLong(TIMESPAN),
        takeLong(COUNT),
        takeLong(COUNT),
        takeBytes(STRING),
        takeBool(),
        takeBool(),
        takeLong(COUNT),
        takeBytes(STRING),
        takeLong(COUNT),
        takeLong(COUNT),
        takeLong(COUNT),
        takeLong(COUNT),
        takeSet());
  }

  private void expect(byte tag) {
    if (in[at++] != tag) {
      throw new IllegalArgumentException("no " + tag + " at " + (at - 1));
    }
  }

  private long takeLong(byte tag) {
    expect(tag);
    return takeLow();
  }

  private long takeHigh() {
    expect(ADDRESS);
    return takeLow();
  }

  private long takeLow() {
    long value = (long) LONG.get(in, at);
    at += Long.BYTES;
    return value;
  }

  private int takePort() {
    expect(PORT);
    int port = (in[at] & 0xFF) << 8 | in[at + 1] & 0xFF;
    at += 3;
    return port;
  }

  private boolean takeBool() {
    expect(BOOL);
    return in[at++] != 0;
  }

  private byte[] takeBytes(byte tag) {
    expect(tag);
    int length = in[at++];
    byte[] bytes = Arrays.copyOfRange(in, at, at + length);
    at += length;
    return bytes;
  }

  private byte[][] takeSet() {
    expect(SET);
    byte[][] elements = new byte[in[at++]][];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = takeBytes(STRING);
    }
    return elements;
  }
}
