package org.jbroker.store.engine.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jbroker.EndpointId;
import org.jbroker.ErrorCode;
import org.jbroker.data.Data;
import org.jbroker.data.DataType;
import org.jbroker.data.SetData;
import org.jbroker.data.Vector;
import org.jbroker.store.EntityId;
import org.jbroker.store.engine.channel.AckClone;
import org.jbroker.store.engine.channel.AttachWriter;
import org.jbroker.store.engine.channel.ChannelMessage;
import org.jbroker.store.engine.channel.CumulativeAck;
import org.jbroker.store.engine.channel.Keepalive;
import org.jbroker.store.engine.channel.Nack;
import org.jbroker.store.engine.channel.RetransmitFailed;
import org.jbroker.store.engine.ops.Operation;
import org.jbroker.testkit.Bytes;

/** The commands of {@code commands.txt}, as bytes and as what they mean. */
final class CommandVectors {

  private static final EndpointId ONES =
      new EndpointId(0x1111_1111_1111_1111L, 0x1111_1111_1111_1111L);
  private static final EntityId WRITER = new EntityId(ONES, 6);
  private static final EntityId PROXY = new EntityId(ONES, 9);
  private static final EntityId OTHER =
      new EntityId(new EndpointId(0x2222_2222_2222_2222L, 0x2222_2222_2222_2222L), 7);
  private static final OptionalLong NEVER = OptionalLong.empty();

  private CommandVectors() {}

  /** The bytes by name, in the order of the file. */
  static Map<String, Bytes> bytes() {
    Map<String, Bytes> result = new LinkedHashMap<>();
    for (String line : lines()) {
      if (!line.startsWith("#")) {
        String[] columns = line.split(" ");
        result.put(columns[0], Bytes.ofHex(columns[1]));
      }
    }
    return result;
  }

  private static List<String> lines() {
    try (InputStream in = CommandVectors.class.getResourceAsStream("commands.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The commands by name, in the same order. */
  static Map<String, StoreCommand> commands() {
    Map<String, StoreCommand> all = new LinkedHashMap<>();
    puts(all);
    answersAndRemovals(all);
    arithmetic(all);
    controls(all);
    handshakes(all);
    extensions(all);
    return all;
  }

  private static void puts(Map<String, StoreCommand> all) {
    all.put("put", toOther(2, put("k1", Data.count(1), NEVER)));
    all.put("put-expiry", toOther(3, put("k2", Data.string("v2"), in(2_000_000_000))));
    all.put("put-expiry-zero", toOther(4, put("k", Data.none(), in(0))));
    all.put("put-expiry-negative", toOther(5, put("k", Data.bool(true), in(-1))));
    all.put("put_unique", toOther(6, putUnique(NEVER, 1)));
    all.put("put_unique-expiry", toOther(7, putUnique(in(5_000_000_000L), -2)));
  }

  private static void answersAndRemovals(Map<String, StoreCommand> all) {
    all.put(
        "put_unique_result-inserted",
        toAll(8, new StoreCommand.PutUniqueResult(true, PROXY, 1, OTHER)));
    all.put(
        "put_unique_result-refused",
        toAll(9, new StoreCommand.PutUniqueResult(false, PROXY, 2, OTHER)));
    all.put("erase", toOther(10, new StoreCommand.Erase(Data.string("bar"), WRITER)));
    all.put("expire", toAll(11, new StoreCommand.Expire(Data.string("k2"), OTHER)));
    all.put("clear", toOther(16, new StoreCommand.Clear(WRITER)));
  }

  private static void arithmetic(Map<String, StoreCommand> all) {
    Data n = Data.string("n");
    all.put(
        "add", toOther(12, new StoreCommand.Add(n, Data.count(5), DataType.COUNT, NEVER, WRITER)));
    all.put(
        "add-expiry",
        toOther(
            13,
            new StoreCommand.Add(
                Data.string("v"), Data.string("x"), DataType.VECTOR, in(1), WRITER)));
    all.put("subtract", toOther(14, new StoreCommand.Subtract(n, Data.count(2), NEVER, WRITER)));
    all.put(
        "subtract-expiry",
        toOther(15, new StoreCommand.Subtract(n, Data.count(2), in(Long.MAX_VALUE), WRITER)));
  }

  private static void controls(Map<String, StoreCommand> all) {
    all.put("attach_writer", toOther(0, control(new AttachWriter(1, 5))));
    all.put("attach_writer-extremes", toOther(0, control(new AttachWriter(-1, 0xFFFF))));
    all.put("keepalive", toAll(0, control(new Keepalive(19))));
    all.put("cumulative_ack", toOther(0, control(new CumulativeAck(1))));
    all.put("nack-join", toAll(0, control(Nack.JOIN)));
    all.put("nack", toOther(0, control(new Nack(List.of(3L, 5L, Long.MIN_VALUE)))));
    all.put("nack-empty", toOther(0, control(new Nack(List.of()))));
    all.put("retransmit_failed", toOther(0, control(new RetransmitFailed(17))));
  }

  private static void handshakes(Map<String, StoreCommand> all) {
    all.put("ack_clone-empty", toOther(1, new StoreCommand.Joined(new AckClone(1, 5), Map.of())));
    Map<Data, Data> snapshot = new LinkedHashMap<>();
    snapshot.put(
        Vector.of(Data.count(1), Data.none()), SetData.of(Data.string("a"), Data.string("b")));
    snapshot.put(Data.string("k1"), Data.count(1));
    all.put("ack_clone", toOther(20, new StoreCommand.Joined(new AckClone(20, 5), snapshot)));
  }

  /** What only Java masters and clones say. */
  private static void extensions(Map<String, StoreCommand> all) {
    all.put("nack-join-takes-parts", toAll(StoreCommand.TAKES_PARTS, control(Nack.JOIN)));
    all.put(
        "part",
        toOther(
            0,
            new StoreCommand.Part(
                new AckClone(20, 5),
                1,
                false,
                0,
                Entries.of(Map.of(Data.string("k1"), Data.count(1))))));
    all.put(
        "part-last",
        toOther(0, new StoreCommand.Part(new AckClone(20, 5), 2, true, 23, Entries.NONE)));
    all.put("parts_received", toOther(0, new StoreCommand.PartsReceived(2, 5)));
    all.put(
        "update",
        toOther(
            17,
            new StoreCommand.Update(
                Operation.INSERT_VALUE,
                Data.string("v"),
                List.of(Data.count(0), Data.string("x")),
                in(1),
                WRITER)));
    all.put(
        "update-pop",
        toOther(
            18,
            new StoreCommand.Update(Operation.POP, Data.string("v"), List.of(), NEVER, WRITER)));
    all.put(
        "refusals",
        toOther(
            0,
            new StoreCommand.Refusals(
                19, List.of(new StoreCommand.Refusal(17, ErrorCode.TYPE_CLASH, "no")))));
    all.put("refusals_received", toOther(0, new StoreCommand.RefusalsReceived(17)));
    all.put("leave", toOther(0, new StoreCommand.Leave()));
  }

  private static StoreCommand toOther(long sequence, StoreCommand.Content content) {
    return new StoreCommand(sequence, WRITER, OTHER, content);
  }

  private static StoreCommand toAll(long sequence, StoreCommand.Content content) {
    return new StoreCommand(sequence, WRITER, EntityId.NIL, content);
  }

  private static OptionalLong in(long nanos) {
    return OptionalLong.of(nanos);
  }

  private static StoreCommand.Control control(ChannelMessage message) {
    return new StoreCommand.Control(message);
  }

  private static StoreCommand.Put put(String key, Data value, OptionalLong expiry) {
    return new StoreCommand.Put(Data.string(key), value, expiry, WRITER);
  }

  private static StoreCommand.PutUnique putUnique(OptionalLong expiry, long requestId) {
    return new StoreCommand.PutUnique(
        Data.string("k3"), Data.integer(-3), expiry, PROXY, requestId, WRITER);
  }
}
