package org.jbroker.runtime.forwarding;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import org.jbroker.EndpointId;
import org.jbroker.testkit.Bytes;
import org.jbroker.testkit.wire.HandshakeScript;
import org.jbroker.testkit.wire.ScriptedPeer;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.ImmutableValue;
import org.msgpack.value.Value;

/** A scripted peer of version 64, whose frames are written and read by msgpack-core. */
final class ScriptedV64 implements AutoCloseable {

  private static final int PING = 4;
  private static final int ROUTES = 6;

  /** A data message or command, as the wire has it. */
  record Received(
      int type,
      int ttl,
      String topic,
      Bytes payload,
      EndpointId origin,
      long incarnation,
      long sequence,
      EndpointId receiver) {}

  private final ScriptedPeer peer;
  final EndpointId id;

  private ScriptedV64(ScriptedPeer peer, EndpointId id) {
    this.peer = peer;
    this.id = id;
  }

  static ScriptedV64 connect(int port, EndpointId id, String... topics) {
    ScriptedPeer peer = ScriptedPeer.connect("127.0.0.1", port);
    int version =
        peer.handshake(HandshakeScript.as(Bytes.of(id.toBytes())).versions(1, 64).topics(topics))
            .version();
    if (version != 64) {
      throw new AssertionError("version " + version);
    }
    return new ScriptedV64(peer, id);
  }

  void sendMessage(int type, int ttl, String topic, Bytes payload, long sequence) {
    sendMessage(type, ttl, topic, payload, id, 1, sequence, EndpointId.NIL);
  }

  void sendMessage(
      int type,
      int ttl,
      String topic,
      Bytes payload,
      EndpointId origin,
      long incarnation,
      long sequence,
      EndpointId receiver) {
    try (MessageBufferPacker out = MessagePack.newDefaultBufferPacker()) {
      out.packArrayHeader(8).packInt(type).packInt(ttl);
      binary(out, Bytes.ofUtf8(topic).toArray());
      binary(out, payload.toArray());
      binary(out, origin.toBytes());
      out.packLong(incarnation).packLong(sequence);
      if (receiver.isNil()) {
        out.packNil();
      } else {
        binary(out, receiver.toBytes());
      }
      peer.sendRawFrame(Bytes.of(out.toByteArray()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Announces an endpoint without links and filter, with sequence 1 of a life. */
  void announce(EndpointId origin, long incarnation) {
    try (MessageBufferPacker out = MessagePack.newDefaultBufferPacker()) {
      out.packArrayHeader(2).packInt(ROUTES).packArrayHeader(1).packArrayHeader(6);
      binary(out, origin.toBytes());
      out.packLong(incarnation).packLong(1).packBoolean(true).packNil().packArrayHeader(0);
      peer.sendRawFrame(Bytes.of(out.toByteArray()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The life in the next announcement of an endpoint. */
  long awaitAnnouncement(EndpointId origin) {
    Bytes id = Bytes.of(origin.toBytes());
    while (true) {
      List<Value> values = next(peer.receiveRaw());
      if (values.get(0).asIntegerValue().asInt() == ROUTES) {
        for (Value announcement : values.get(1).asArrayValue()) {
          List<Value> fields = announcement.asArrayValue().list();
          if (Bytes.of(fields.get(0).asBinaryValue().asByteArray()).equals(id)) {
            return fields.get(1).asIntegerValue().asLong();
          }
        }
      }
    }
  }

  private static void binary(MessageBufferPacker out, byte[] bytes) throws IOException {
    out.packBinaryHeader(bytes.length).writePayload(bytes);
  }

  /** The next message or command; what comes before it is answered or passed over. */
  Received receive() {
    while (true) {
      List<Value> values = next(peer.receiveRaw());
      int type = values.get(0).asIntegerValue().asInt();
      if (type <= 2) {
        return received(type, values);
      }
      if (type == PING) {
        pong(values.get(1).asBinaryValue().asByteArray());
      }
    }
  }

  /** Whether no message comes within a time. */
  boolean isSilent(Duration time) {
    long start = System.nanoTime();
    while (true) {
      long left = time.toNanos() - (System.nanoTime() - start);
      if (left <= 0) {
        return true;
      }
      if (peer.pollRaw(Duration.ofNanos(left))
          .filter(frame -> next(frame).get(0).asIntegerValue().asInt() <= 2)
          .isPresent()) {
        return false;
      }
    }
  }

  private void pong(byte[] token) {
    try (MessageBufferPacker out = MessagePack.newDefaultBufferPacker()) {
      out.packArrayHeader(2).packInt(5);
      binary(out, token);
      peer.sendRawFrame(Bytes.of(out.toByteArray()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Value> next(Bytes frame) {
    try (MessageUnpacker in = MessagePack.newDefaultUnpacker(frame.toArray())) {
      ImmutableValue value = in.unpackValue();
      return value.asArrayValue().list();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Received received(int type, List<Value> v) {
    return new Received(
        type,
        v.get(1).asIntegerValue().asInt(),
        Bytes.of(v.get(2).asBinaryValue().asByteArray()).utf8(),
        Bytes.of(v.get(3).asBinaryValue().asByteArray()),
        EndpointId.of(v.get(4).asBinaryValue().asByteArray(), 0),
        v.get(5).asIntegerValue().asLong(),
        v.get(6).asIntegerValue().asLong(),
        v.get(7).isNilValue()
            ? EndpointId.NIL
            : EndpointId.of(v.get(7).asBinaryValue().asByteArray(), 0));
  }

  @Override
  public void close() {
    peer.close();
  }
}
