package org.jbroker.benchmarks.micro;

import java.io.IOException;
import java.util.Arrays;
import org.jbroker.benchmarks.codec.ConnRecord;
import org.jbroker.benchmarks.codec.HandwrittenCodec;
import org.jbroker.benchmarks.codec.MsgPackConnCodec;
import org.jbroker.data.Data;
import org.jbroker.spi.DataCodec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Encodes and decodes a record of 21 fields: from the object that a program holds to an array of
 * its own, and back. The library's object is a value, the others' is {@link ConnRecord}.
 */
@State(Scope.Thread)
public class CodecBenchmark {

  /** How many different records take turns; a power of two. */
  private static final int RECORDS = 64;

  /** Who encodes. */
  @Param({"ours", "handwritten", "msgpack"})
  public String contestant;

  private Codec codec;
  private final Object[] values = new Object[RECORDS];
  private final byte[][] encoded = new byte[RECORDS][];
  private int next;

  private interface Codec {
    Object value(ConnRecord record);

    byte[] encode(Object value) throws IOException;

    Object decode(byte[] bytes) throws IOException;
  }

  /** Makes the records and checks that they survive the codec. */
  @Setup(Level.Trial)
  public void prepare() throws IOException {
    codec =
        switch (contestant) {
          case "ours" -> ours();
          case "handwritten" -> handwritten();
          case "msgpack" -> msgpack();
          default -> throw new IllegalArgumentException(contestant);
        };
    for (int i = 0; i < RECORDS; i++) {
      values[i] = codec.value(ConnRecord.example(i));
      encoded[i] = codec.encode(values[i]);
      byte[] again = codec.encode(codec.decode(encoded[i]));
      if (!Arrays.equals(encoded[i], again)) {
        throw new IllegalStateException(contestant + " garbles a record");
      }
    }
  }

  /** An object to bytes. */
  @Benchmark
  public byte[] encode() throws IOException {
    return codec.encode(values[next++ & RECORDS - 1]);
  }

  /** Bytes to an object. */
  @Benchmark
  public Object decode() throws IOException {
    return codec.decode(encoded[next++ & RECORDS - 1]);
  }

  private static Codec ours() {
    return new Codec() {
      @Override
      public Object value(ConnRecord record) {
        return record.toData();
      }

      @Override
      public byte[] encode(Object value) {
        return DataCodec.encode((Data) value);
      }

      @Override
      public Object decode(byte[] bytes) {
        return DataCodec.decode(bytes);
      }
    };
  }

  private static Codec handwritten() {
    HandwrittenCodec codec = new HandwrittenCodec();
    return new Codec() {
      @Override
      public Object value(ConnRecord record) {
        return record;
      }

      @Override
      public byte[] encode(Object value) {
        return codec.encode((ConnRecord) value);
      }

      @Override
      public Object decode(byte[] bytes) {
        return codec.decode(bytes);
      }
    };
  }

  private static Codec msgpack() {
    MsgPackConnCodec codec = new MsgPackConnCodec();
    return new Codec() {
      @Override
      public Object value(ConnRecord record) {
        return record;
      }

      @Override
      public byte[] encode(Object value) throws IOException {
        return codec.encode((ConnRecord) value);
      }

      @Override
      public Object decode(byte[] bytes) throws IOException {
        return codec.decode(bytes);
      }
    };
  }
}
