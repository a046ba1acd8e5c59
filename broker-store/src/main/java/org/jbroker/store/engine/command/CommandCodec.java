package org.jbroker.store.engine.command;

import java.util.Map;
import java.util.OptionalLong;
import org.jbroker.data.Data;
import org.jbroker.spi.ByteWriter;
import org.jbroker.spi.DataCodec;
import org.jbroker.spi.InvalidDataException;
import org.jbroker.store.EntityId;
import org.jbroker.store.engine.channel.AckClone;
import org.jbroker.store.engine.channel.AttachWriter;
import org.jbroker.store.engine.channel.ChannelMessage;
import org.jbroker.store.engine.channel.CumulativeAck;
import org.jbroker.store.engine.channel.Handshake;
import org.jbroker.store.engine.channel.Keepalive;
import org.jbroker.store.engine.channel.Nack;
import org.jbroker.store.engine.channel.RetransmitFailed;

/**
 * The bytes of a {@link StoreCommand}: the payload of a command message, the C++ Broker's, version
 * 1, and from 64 on commands of our own, which only Java masters and clones exchange. Integers are
 * big-endian; a varbyte and a value are as {@link DataCodec} has them.
 *
 * <pre>
 *   u64 sequence, entity sender, entity receiver, u8 kind, then:
 *
 *   kind                   fields
 *    0  put                value key, value value, expiry, entity publisher
 *    1  put_unique         value key, value value, expiry, entity who, u64 request id,
 *                          entity publisher
 *    2  put_unique_result  u8 inserted, entity who, u64 request id, entity publisher
 *    3  erase              value key, entity publisher
 *    4  expire             value key, entity publisher
 *    5  add                value key, value value, u8 initial type, expiry, entity publisher
 *    6  subtract           value key, value value, expiry, entity publisher
 *    7  clear              entity publisher
 *    8  attach_writer      u64 offset, u16 heartbeat interval in ticks
 *    9  keepalive          u64 sequence
 *   10  cumulative_ack     u64 sequence
 *   11  nack               varbyte n, n times u64 sequence
 *   12  ack_clone          u64 offset, u16 heartbeat interval in ticks,
 *                          varbyte n, n times value key, value value
 *   13  retransmit_failed  u64 sequence
 *
 *   64  part               u64 offset, u16 heartbeat interval in ticks, u64 number, u8 last,
 *                          u64 end, varbyte n, n times value key, value value
 *   65  parts_received     u64 number, u64 ahead
 *   66  update             u8 operation, value key, its operands, expiry, entity publisher
 *   67  refusals           u64 acknowledged,
 *                          varbyte n, n times u64 sequence, u8 error code, value message (string)
 *   68  refusals_received  u64 sequence
 *   69  leave
 *
 *   entity        16 bytes endpoint, u64 object
 *   expiry        u8 0, or u8 1 and u64 nanoseconds from now, two's complement
 *   initial type  the tag of a {@link org.jbroker.data.DataType}
 *   operation     the tag of an {@link org.jbroker.store.engine.ops.Operation}
 * </pre>
 *
 * <p>Where C++ leaves room, this reads as C++ does:
 *
 * <ul>
 *   <li>A flag (inserted, or whether there is an expiry) is true unless it is 0.
 *   <li>An expiry of zero or less is a valid expiry and passed on as it is: a C++ master takes it,
 *       and lets the entry expire at its next tick. Whoever applies it adds it to a time, and has
 *       to mind the overflow.
 *   <li>A key that comes twice in the snapshot of an ack_clone is an error. To C++ no NaN equals
 *       another, so a store there may hold several entries under keys with a NaN, and its snapshot
 *       is refused here.
 *   <li>A snapshot has no order. It is decoded to a map that keeps the order of the bytes, and
 *       encoded in the order of the map.
 * </ul>
 *
 * <p>It is stricter in one respect: C++ ignores bytes after the last field, here they are an error.
 *
 * <p>What reading allocates is bounded by the bytes at hand and by {@link CommandLimits}: a count
 * is believed only as far as the bytes behind it can hold so many. Stateless.
 */
public final class CommandCodec {

  private CommandCodec() {}

  /**
   * The bytes of a command. How many a frame may have is for the caller to check: a snapshot is in
   * one piece.
   *
   * @throws IllegalArgumentException if a {@link StoreCommand.Control} carries what is no control
   *     message: an ack_clone, which takes a snapshot and so is a {@link StoreCommand.Joined}, or
   *     an event, which is its {@link StoreCommand.Action}
   * @throws IllegalStateException if they are more than an array holds
   */
  public static byte[] encode(StoreCommand command) {
    ByteWriter out = new ByteWriter();
    encode(command, out);
    return out.toBytes();
  }

  /** Writes the bytes that {@link #encode(StoreCommand)} returns. */
  public static void encode(StoreCommand command, ByteWriter out) {
    out.u64(command.sequence());
    entity(command.sender(), out);
    entity(command.receiver(), out);
    StoreCommand.Content content = command.content();
    if (content instanceof StoreCommand.Action action) {
      action(action, out);
    } else if (content instanceof StoreCommand.Control control) {
      control(control.message(), out);
    } else if (content instanceof StoreCommand.Joined joined) {
      joined(joined, out);
    } else {
      extension(content, out);
    }
  }

  /**
   * Reads a command that must take up all of {@code bytes}.
   *
   * @throws InvalidDataException if the bytes are anything else or exceed a limit; it names the
   *     byte and the field
   */
  public static StoreCommand decode(byte[] bytes, CommandLimits limits) {
    return new CommandDecoder(bytes, limits).decode();
  }

  private static void action(StoreCommand.Action action, ByteWriter out) {
    if (action instanceof StoreCommand.Put c) {
      kind(CommandKind.PUT, out);
      DataCodec.encode(c.key(), out);
      DataCodec.encode(c.value(), out);
      expiry(c.expiryNanos(), out);
      entity(c.publisher(), out);
    } else if (action instanceof StoreCommand.PutUnique c) {
      kind(CommandKind.PUT_UNIQUE, out);
      DataCodec.encode(c.key(), out);
      DataCodec.encode(c.value(), out);
      expiry(c.expiryNanos(), out);
      entity(c.who(), out);
      out.u64(c.requestId());
      entity(c.publisher(), out);
    } else if (action instanceof StoreCommand.PutUniqueResult c) {
      kind(CommandKind.PUT_UNIQUE_RESULT, out);
      out.u8(c.inserted() ? 1 : 0);
      entity(c.who(), out);
      out.u64(c.requestId());
      entity(c.publisher(), out);
    } else if (action instanceof StoreCommand.Add c) {
      kind(CommandKind.ADD, out);
      DataCodec.encode(c.key(), out);
      DataCodec.encode(c.value(), out);
      out.u8(c.initialType().tag());
      expiry(c.expiryNanos(), out);
      entity(c.publisher(), out);
    } else if (action instanceof StoreCommand.Subtract c) {
      kind(CommandKind.SUBTRACT, out);
      DataCodec.encode(c.key(), out);
      DataCodec.encode(c.value(), out);
      expiry(c.expiryNanos(), out);
      entity(c.publisher(), out);
    } else if (action instanceof StoreCommand.Erase c) {
      keyOnly(CommandKind.ERASE, c.key(), c.publisher(), out);
    } else if (action instanceof StoreCommand.Expire c) {
      keyOnly(CommandKind.EXPIRE, c.key(), c.publisher(), out);
    } else if (action instanceof StoreCommand.Update c) {
      kind(CommandKind.UPDATE, out);
      out.u8(c.operation().tag());
      DataCodec.encode(c.key(), out);
      c.operands().forEach(operand -> DataCodec.encode(operand, out));
      expiry(c.expiryNanos(), out);
      entity(c.publisher(), out);
    } else {
      kind(CommandKind.CLEAR, out);
      entity(((StoreCommand.Clear) action).publisher(), out);
    }
  }

  private static void keyOnly(CommandKind kind, Data key, EntityId publisher, ByteWriter out) {
    kind(kind, out);
    DataCodec.encode(key, out);
    entity(publisher, out);
  }

  private static void control(ChannelMessage message, ByteWriter out) {
    if (message instanceof Keepalive m) {
      sequence(CommandKind.KEEPALIVE, m.sequence(), out);
    } else if (message instanceof CumulativeAck m) {
      sequence(CommandKind.CUMULATIVE_ACK, m.sequence(), out);
    } else if (message instanceof RetransmitFailed m) {
      sequence(CommandKind.RETRANSMIT_FAILED, m.sequence(), out);
    } else if (message instanceof Nack m) {
      kind(CommandKind.NACK, out);
      out.varbyte(m.sequences().size());
      for (long sequence : m.sequences()) {
        out.u64(sequence);
      }
    } else if (message instanceof AttachWriter m) {
      handshake(CommandKind.ATTACH_WRITER, m, out);
    } else {
      String what = message instanceof AckClone ? "an ack_clone without a snapshot" : "an event";
      throw new IllegalArgumentException(what + " is no control message: " + message);
    }
  }

  private static void joined(StoreCommand.Joined joined, ByteWriter out) {
    handshake(CommandKind.ACK_CLONE, joined.handshake(), out);
    entries(joined.snapshot(), out);
  }

  private static void entries(Map<Data, Data> entries, ByteWriter out) {
    out.varbyte(entries.size());
    for (Map.Entry<Data, Data> entry : entries.entrySet()) {
      DataCodec.encode(entry.getKey(), out);
      DataCodec.encode(entry.getValue(), out);
    }
  }

  /** What the C++ Broker does not have. */
  private static void extension(StoreCommand.Content content, ByteWriter out) {
    if (content instanceof StoreCommand.Part part) {
      handshake(CommandKind.PART, part.handshake(), out);
      out.u64(part.number());
      out.u8(part.last() ? 1 : 0);
      out.u64(part.end());
      part.entries().encode(out);
    } else if (content instanceof StoreCommand.PartsReceived received) {
      sequence(CommandKind.PARTS_RECEIVED, received.number(), out);
      out.u64(received.ahead());
    } else if (content instanceof StoreCommand.Refusals refusals) {
      sequence(CommandKind.REFUSALS, refusals.acknowledged(), out);
      out.varbyte(refusals.refusals().size());
      for (StoreCommand.Refusal refusal : refusals.refusals()) {
        out.u64(refusal.sequence());
        out.u8(refusal.code().number());
        DataCodec.encode(Data.string(refusal.message()), out);
      }
    } else if (content instanceof StoreCommand.RefusalsReceived received) {
      sequence(CommandKind.REFUSALS_RECEIVED, received.sequence(), out);
    } else {
      kind(CommandKind.LEAVE, out);
    }
  }

  private static void handshake(CommandKind kind, Handshake handshake, ByteWriter out) {
    kind(kind, out);
    out.u64(handshake.offset());
    out.u16(handshake.heartbeatTicks());
  }

  private static void sequence(CommandKind kind, long sequence, ByteWriter out) {
    kind(kind, out);
    out.u64(sequence);
  }

  private static void kind(CommandKind kind, ByteWriter out) {
    out.u8(kind.tag());
  }

  private static void entity(EntityId entity, ByteWriter out) {
    out.u64(entity.endpoint().high());
    out.u64(entity.endpoint().low());
    out.u64(entity.object());
  }

  private static void expiry(OptionalLong nanos, ByteWriter out) {
    out.u8(nanos.isPresent() ? 1 : 0);
    if (nanos.isPresent()) {
      out.u64(nanos.getAsLong());
    }
  }
}
