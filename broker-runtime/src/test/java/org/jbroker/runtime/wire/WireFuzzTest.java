package org.jbroker.runtime.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jbroker.EndpointId;
import org.jbroker.Topic;
import org.jbroker.runtime.routing.Envelope;
import org.jbroker.runtime.routing.MessageKind;
import org.jbroker.runtime.routing.Payload;
import org.jbroker.runtime.topology.LinkState;
import org.jbroker.runtime.wire.v1.WireFormatV1;
import org.jbroker.runtime.wire.v64.WireFormatV64;
import org.jbroker.spi.DecodeLimits;
import org.jbroker.spi.InvalidDataException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds mutated frames to everything that decodes. Only a {@link WireException} may come out, or an
 * {@link InvalidDataException} where a payload is looked at; memory stays in proportion to the
 * input; and what was accepted can be sent on.
 *
 * <p>{@code -Djbroker.fuzz.seed=N} repeats a run; the seed stands in the log and in the failure.
 */
class WireFuzzTest {

  private static final Logger LOG = LoggerFactory.getLogger(WireFuzzTest.class);

  private static final EndpointId SELF = EndpointId.of("00000000-0000-4000-8000-000000000001");
  private static final EndpointId PEER = EndpointId.of("ffffffff-ffff-4fff-bfff-fffffffffff2");

  /** Most of it is the stack trace of the exception. */
  private static final long BYTES_PER_INPUT = 16 << 10;

  /** A topic of two bytes becomes two arrays, an object and the references to them. */
  private static final long BYTES_PER_BYTE = 128;

  /** A value of one byte becomes a node of a tree, perhaps in a set. */
  private static final long VALUE_BYTES_PER_BYTE = 1024;

  @Test
  void onlyWireExceptionsComeOutOfMutatedFrames() throws Exception {
    run(200_000);
  }

  @Test
  @Tag("long")
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void onlyWireExceptionsComeOutOfTenMillionMutatedFrames() throws Exception {
    run(10_000_000);
  }

  private static void run(long inputs) throws Exception {
    long seed = Long.getLong("jbroker.fuzz.seed", 64_001);
    LOG.info("fuzzing with seed {}", seed);
    // A thread of its own has a short stack, which makes each of the exceptions cheaper.
    FutureTask<String> task = new FutureTask<>(() -> new Run(seed, inputs).call());
    Thread thread = new Thread(task, "wire-fuzz");
    thread.start();
    try {
      LOG.info("{}", task.get());
    } finally {
      thread.join();
    }
  }

  /** One decoder, and what became of its inputs. */
  private static final class Target {
    private final String name;
    private final Decoder decoder;
    private long accepted;
    private long refused;

    Target(String name, Decoder decoder) {
      this.name = name;
      this.decoder = decoder;
    }
  }

  /** Decodes one frame. */
  private interface Decoder {
    void decode(ByteBuf in, int length) throws WireException;
  }

  private static final class Run {
    private static final FrameCutter.Phase[] PHASES = FrameCutter.Phase.values();

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false, true);
    private final ByteBuf in = allocator.heapBuffer(1 << 16);
    private final ProtocolLimits limits = ProtocolLimits.of(8 << 10, 1000);
    private final FrameCutter cutter = new FrameCutter(limits);
    private final Relay relay = new Relay(limits, allocator.heapBuffer(1 << 16));
    private final long seed;
    private final long inputs;
    private final Mutator mutator;
    private final List<Target> targets = new ArrayList<>();
    private FrameCutter.Phase phase;

    Run(long seed, long inputs) {
      this.seed = seed;
      this.inputs = inputs;
      mutator = new Mutator(seed, corpus());
      HandshakeCodec handshake = new HandshakeCodec(limits);
      WireFormat v1 = new WireFormatV1(SELF, PEER, limits);
      WireFormat v64 = new WireFormatV64(limits);
      targets.add(
          new Target(
              "handshake", (buf, length) -> relay.onHandshake(handshake.decode(buf, length))));
      targets.add(new Target("v1", (buf, length) -> v1.decode(buf, length, relay)));
      targets.add(new Target("v64", (buf, length) -> v64.decode(buf, length, relay)));
      targets.add(new Target("cutter", (buf, length) -> cut(buf)));
    }

    String call() {
      long started = System.nanoTime();
      long most = 0;
      for (long i = 0; i < inputs; i++) {
        byte[] input = mutator.next();
        phase = PHASES[(int) (i % PHASES.length)];
        for (Target target : targets) {
          long bound = BYTES_PER_INPUT + BYTES_PER_BYTE * input.length;
          long allocated = feed(target, input, i);
          if (allocated > bound) {
            // The first time that code runs, it is linked, which takes memory of its own.
            allocated = feed(target, input, i);
          }
          if (allocated > bound) {
            throw failure(target, input, i, "allocates " + allocated + " bytes", null);
          }
          most = Math.max(most, allocated);
        }
      }
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);
      StringBuilder report = new StringBuilder();
      report.append(inputs + " inputs, seed " + seed + ", " + millis + " ms");
      report.append(", at most " + most + " bytes for one, " + relay.values + " values, ");
      report.append(relay.notValues + " payloads that are none");
      for (Target target : targets) {
        assertThat(target.accepted).as(target.name).isPositive();
        assertThat(target.refused).as(target.name).isPositive();
        report.append("; " + target.name + " accepted " + target.accepted);
        report.append(" refused " + target.refused);
      }
      in.release();
      relay.out.release();
      return report.toString();
    }

    /** Decodes, and says how much memory that took. */
    private long feed(Target target, byte[] input, long number) {
      in.clear().writeBytes(input);
      relay.messages.clear();
      long before = threads.getCurrentThreadAllocatedBytes();
      try {
        target.decoder.decode(in, input.length);
        target.accepted++;
      } catch (WireException e) {
        target.refused++;
      } catch (RuntimeException | Error e) {
        throw failure(target, input, number, "throws " + e, e);
      }
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      try {
        relay.lookAtPayloads(threads);
      } catch (RuntimeException | Error e) {
        throw failure(target, input, number, "has a payload that throws " + e, e);
      }
      return allocated;
    }

    /** Cuts a stream to its end. The length prefix is what the mutation made of the first bytes. */
    private void cut(ByteBuf stream) throws WireException {
      int length = cutter.next(stream, phase);
      while (length != FrameCutter.NEED_MORE) {
        if (length < 1 || length > stream.readableBytes()) {
          throw new AssertionError("a frame of " + length + " bytes");
        }
        stream.skipBytes(length);
        length = cutter.next(stream, phase);
      }
    }

    private AssertionError failure(
        Target target, byte[] input, long number, String what, Throwable cause) {
      return new AssertionError(
          "seed "
              + seed
              + ", input "
              + number
              + ", "
              + target.name
              + " "
              + what
              + ": "
              + Hex.of(input),
          cause);
    }

    private static List<byte[]> corpus() {
      List<byte[]> corpus = new ArrayList<>();
      for (Vectors.Captured captured : Vectors.captured()) {
        // The commands are many and alike.
        if (!captured.kind().equals("command") || corpus.size() % 7 != 0) {
          corpus.add(captured.bytes());
        }
        if (captured.isHandshake()) {
          corpus.add(captured.bytes());
          corpus.add(Hex.parse(captured.frame()));
        }
      }
      for (Vectors.Own own : Vectors.v64()) {
        byte[] frame = Hex.parse(own.hex());
        corpus.add(frame);
        for (int i = 0; i < 6; i++) {
          corpus.add(Hex.parse(own.hex().substring(8)));
        }
      }
      corpus.add(Hex.parse("095a45454b0000000000004000800000000000000127" + "046f6f7073"));
      corpus.add(Hex.parse("00".repeat(32) + "03" + "0010" + "0003" + "3c243e" + "02022f61022f62"));
      corpus.add("GET / HTTP/1.1\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      corpus.add(Hex.parse("16030102000100"));
      corpus.add(new byte[0]);
      return corpus;
    }
  }

  /** Sends on whatever was accepted, and keeps the messages. */
  private static final class Relay implements FrameHandler {
    private static final DecodeLimits DATA_LIMITS = new DecodeLimits(128, 1000);

    private final HandshakeCodec handshake;
    private final WireFormat v1;
    private final WireFormat v64;
    private final ByteBuf out;
    private final List<Envelope> messages = new ArrayList<>();
    private long values;
    private long notValues;

    Relay(ProtocolLimits limits, ByteBuf out) {
      this.out = out;
      handshake = new HandshakeCodec(limits);
      v1 = new WireFormatV1(PEER, SELF, limits);
      v64 = new WireFormatV64(limits);
    }

    void onHandshake(HandshakeFrame frame) {
      handshake.encode(frame, out.clear());
    }

    void lookAtPayloads(ThreadMXBean threads) {
      for (Envelope message : messages) {
        if (message.kind() == MessageKind.DATA) {
          byte[] bytes = message.payload().bytes();
          long bound = BYTES_PER_INPUT + VALUE_BYTES_PER_BYTE * bytes.length;
          long allocated = look(bytes, threads);
          if (allocated > bound) {
            allocated = look(bytes, threads);
          }
          if (allocated > bound) {
            throw new AssertionError(allocated + " bytes for a payload of " + bytes.length);
          }
        }
      }
    }

    /** Looks at a payload as a subscriber does, and says how much memory that took. */
    private long look(byte[] bytes, ThreadMXBean threads) {
      long before = threads.getCurrentThreadAllocatedBytes();
      try {
        Payload.ofBytes(bytes).data(DATA_LIMITS);
        values++;
      } catch (InvalidDataException e) {
        notValues++;
      }
      return threads.getCurrentThreadAllocatedBytes() - before;
    }

    @Override
    public void onMessage(Envelope envelope) {
      messages.add(envelope);
      v1.encodeMessage(envelope, out.clear());
      Envelope stamped = envelope.isStamped() ? envelope : envelope.stamped(PEER, 1, 1);
      v64.encodeMessage(stamped, out.clear());
    }

    @Override
    public void onFilter(List<Topic> filter) {
      v1.encodeFilter(filter, out.clear());
      v64.encodeFilter(filter, out.clear());
    }

    @Override
    public void onPing(byte[] token) {
      v1.encodePong(token, out.clear());
      v64.encodePong(token, out.clear());
    }

    @Override
    public void onPong(byte[] token) {
      onPing(token);
    }

    @Override
    public void onRoutes(List<LinkState> announcements) {
      v64.encodeRoutes(announcements, out.clear());
    }

    @Override
    public void onHeartbeat() {
      v64.encodeHeartbeat(out.clear());
    }
  }
}
