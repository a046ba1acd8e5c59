package org.jbroker.store.engine.command;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jbroker.EndpointId;
import org.jbroker.ErrorCode;
import org.jbroker.data.Data;
import org.jbroker.data.DataType;
import org.jbroker.data.SetData;
import org.jbroker.data.Str;
import org.jbroker.data.Table;
import org.jbroker.data.Vector;
import org.jbroker.spi.ByteReader;
import org.jbroker.spi.DataCodec;
import org.jbroker.spi.DecodeLimits;
import org.jbroker.spi.InvalidDataException;
import org.jbroker.store.EntityId;
import org.jbroker.store.engine.channel.AckClone;
import org.jbroker.store.engine.channel.AttachWriter;
import org.jbroker.store.engine.channel.CumulativeAck;
import org.jbroker.store.engine.channel.Keepalive;
import org.jbroker.store.engine.channel.Nack;
import org.jbroker.store.engine.channel.RetransmitFailed;
import org.jbroker.store.engine.ops.Operation;

/**
 * Reads one command; the layout stands at {@link CommandCodec}. Not thread-safe, used once.
 *
 * <p>Each step notes the field that it reads. What goes wrong below, where fields have no names, is
 * thrown again with the name.
 */
final class CommandDecoder {

  private static final int KEY_AND_VALUE_BYTES = 2;

  /** A number, a code, and the tag and length of a message. */
  private static final int REFUSAL_BYTES = Long.BYTES + 3;

  /**
   * For how many entries a snapshot's map has room at first. It grows with what was read, since an
   * announced entry can cost the sender as little as two bytes, and a place in the map takes more.
   */
  private static final int MAX_INITIAL_ENTRIES = 1 << 12;

  private final ByteReader in;
  private final CommandLimits limits;

  /** Null until it is known. */
  private EntityId sender;

  /** Elements that the values to come may have. */
  private int elementsLeft;

  /** The kind, once it is known, or what comes before it. */
  private String part = "command";

  /** The field that is being read. */
  private String field = "";

  /** Which element of that field, or negative if it has none. */
  private int index = -1;

  CommandDecoder(byte[] bytes, CommandLimits limits) {
    this.in = new ByteReader(bytes);
    this.limits = limits;
    this.elementsLeft = limits.maxElements();
  }

  /** Reads the command, which must end where the bytes end. */
  StoreCommand decode() {
    try {
      long sequence = u64("sequence");
      sender = entity("sender");
      EntityId receiver = entity("receiver");
      StoreCommand.Content content = content();
      field("end");
      in.expectEnd();
      return new StoreCommand(sequence, sender, receiver, content);
    } catch (InvalidDataException e) {
      String place = index < 0 ? part + " " + field : part + " " + field + " " + index;
      InvalidDataException named =
          new InvalidDataException(e.byteOffset(), place + ": " + e.reason());
      named.initCause(e);
      throw named;
    }
  }

  private StoreCommand.Content content() {
    field("kind");
    int from = in.position();
    int tag = in.u8();
    CommandKind kind = CommandKind.ofTag(tag);
    if (kind == null) {
      throw new InvalidDataException(from, "no command has number " + tag);
    }
    part = kind.wireName();
    return switch (kind) {
      case PUT -> new StoreCommand.Put(key(), value(), expiry(), publisher());
      case PUT_UNIQUE ->
          new StoreCommand.PutUnique(
              key(), value(), expiry(), who(), u64("request id"), publisher());
      case PUT_UNIQUE_RESULT ->
          new StoreCommand.PutUniqueResult(flag("inserted"), who(), u64("request id"), publisher());
      case ERASE -> new StoreCommand.Erase(key(), publisher());
      case EXPIRE -> new StoreCommand.Expire(key(), publisher());
      case ADD -> new StoreCommand.Add(key(), value(), initialType(), expiry(), publisher());
      case SUBTRACT -> new StoreCommand.Subtract(key(), value(), expiry(), publisher());
      case CLEAR -> new StoreCommand.Clear(publisher());
      case ATTACH_WRITER ->
          new StoreCommand.Control(new AttachWriter(u64("offset"), heartbeatTicks()));
      case KEEPALIVE -> new StoreCommand.Control(new Keepalive(u64("sequence")));
      case CUMULATIVE_ACK -> new StoreCommand.Control(new CumulativeAck(u64("sequence")));
      case NACK -> new StoreCommand.Control(new Nack(sequences()));
      case ACK_CLONE ->
          new StoreCommand.Joined(new AckClone(u64("offset"), heartbeatTicks()), snapshot());
      case RETRANSMIT_FAILED -> new StoreCommand.Control(new RetransmitFailed(u64("sequence")));
      case PART ->
          new StoreCommand.Part(
              new AckClone(u64("offset"), heartbeatTicks()),
              u64("number"),
              flag("last"),
              u64("end"),
              entries());
      case PARTS_RECEIVED -> new StoreCommand.PartsReceived(u64("number"), u64("ahead"));
      case UPDATE -> update();
      case REFUSALS -> new StoreCommand.Refusals(u64("acknowledged"), refusals());
      case REFUSALS_RECEIVED -> new StoreCommand.RefusalsReceived(u64("sequence"));
      case LEAVE -> new StoreCommand.Leave();
    };
  }

  private void field(String name) {
    field = name;
    index = -1;
  }

  private long u64(String name) {
    field(name);
    return in.u64();
  }

  private boolean flag(String name) {
    field(name);
    return in.u8() != 0;
  }

  /** Most often nobody, or the sender again: then without a new object. */
  private EntityId entity(String name) {
    field(name);
    long high = in.u64();
    long low = in.u64();
    long object = in.u64();
    if ((high | low | object) == 0) {
      return EntityId.NIL;
    }
    boolean again =
        sender != null
            && sender.object() == object
            && sender.endpoint().low() == low
            && sender.endpoint().high() == high;
    return again ? sender : new EntityId(new EndpointId(high, low), object);
  }

  private EntityId publisher() {
    return entity("publisher");
  }

  private EntityId who() {
    return entity("who");
  }

  private int heartbeatTicks() {
    field("heartbeat interval");
    return in.u16();
  }

  private OptionalLong expiry() {
    return flag("expiry") ? OptionalLong.of(in.u64()) : OptionalLong.empty();
  }

  private DataType initialType() {
    field("initial type");
    int from = in.position();
    int tag = in.u8();
    if (tag > DataType.VECTOR.tag()) {
      throw new InvalidDataException(from, "no data type has tag " + tag);
    }
    return DataType.ofTag(tag);
  }

  private Data key() {
    field("key");
    return data();
  }

  private Data value() {
    field("value");
    return data();
  }

  /** Reads a value, and takes its elements from what the command may have. */
  private Data data() {
    Data result = DataCodec.decode(in, valueLimits());
    elementsLeft -= elements(result);
    return result;
  }

  private DecodeLimits valueLimits() {
    DecodeLimits each = limits.value();
    return elementsLeft < each.maxElements()
        ? new DecodeLimits(each.maxDepth(), elementsLeft)
        : each;
  }

  /** The elements of all containers in a value, which is no deeper than the limit. */
  private static int elements(Data value) {
    int count = 0;
    if (value instanceof Vector v) {
      count = v.size();
      for (int i = 0; i < v.size(); i++) {
        count += elements(v.get(i));
      }
    } else if (value instanceof SetData s) {
      count = s.size();
      for (int i = 0; i < s.size(); i++) {
        count += elements(s.get(i));
      }
    } else if (value instanceof Table t) {
      count = 2 * t.size();
      for (int i = 0; i < t.size(); i++) {
        count += elements(t.keyAt(i)) + elements(t.valueAt(i));
      }
    }
    return count;
  }

  private StoreCommand.Update update() {
    field("operation");
    int from = in.position();
    int tag = in.u8();
    if (tag >= Operation.count()) {
      throw new InvalidDataException(from, "no operation has number " + tag);
    }
    Operation operation = Operation.ofTag(tag);
    Data key = key();
    List<Data> operands = new ArrayList<>(operation.operands());
    field("operand");
    for (index = 0; index < operation.operands(); index++) {
      operands.add(data());
    }
    return new StoreCommand.Update(operation, key, operands, expiry(), publisher());
  }

  private List<StoreCommand.Refusal> refusals() {
    field("refusals");
    int count = count(REFUSAL_BYTES, limits.maxNackEntries());
    List<StoreCommand.Refusal> result = new ArrayList<>();
    for (index = 0; index < count; index++) {
      result.add(new StoreCommand.Refusal(in.u64(), ErrorCode.of(in.u8()), message()));
    }
    return result;
  }

  private String message() {
    int from = in.position();
    if (data() instanceof Str text) {
      return text.toString();
    }
    throw new InvalidDataException(from, "a message that is no string");
  }

  private List<Long> sequences() {
    field("sequences");
    int count = count(Long.BYTES, limits.maxNackEntries());
    List<Long> result = new ArrayList<>(count);
    for (index = 0; index < count; index++) {
      result.add(in.u64());
    }
    return result;
  }

  private Map<Data, Data> snapshot() {
    field("snapshot");
    int count = count(KEY_AND_VALUE_BYTES, limits.maxSnapshotEntries());
    Map<Data, Data> result = new LinkedHashMap<>(2 * Math.min(count, MAX_INITIAL_ENTRIES));
    field = "snapshot entry";
    for (index = 0; index < count; index++) {
      int from = in.position();
      Data key = data();
      if (result.put(key, data()) != null) {
        throw new InvalidDataException(from, "a key that came before");
      }
    }
    return Collections.unmodifiableMap(result);
  }

  private Entries entries() {
    field("entries");
    int count = count(KEY_AND_VALUE_BYTES, limits.maxSnapshotEntries());
    Data[] keysAndValues = new Data[2 * Math.min(count, MAX_INITIAL_ENTRIES)];
    field = "entry";
    int length = 0;
    for (index = 0; index < count; index++) {
      if (length == keysAndValues.length) {
        keysAndValues = Arrays.copyOf(keysAndValues, 2 * Math.min(count, length));
      }
      keysAndValues[length++] = data();
      keysAndValues[length++] = data();
    }
    return Entries.ofArray(keysAndValues);
  }

  /** Reads a number of items, and believes it only if the bytes left can hold so many. */
  private int count(int minItemBytes, int max) {
    int from = in.position();
    int count = in.varbyte();
    if (count > in.remaining() / minItemBytes) {
      throw new InvalidDataException(
          from, count + " items cannot fit the " + in.remaining() + " bytes left");
    }
    if (count > max) {
      throw new InvalidDataException(from, count + " items are more than " + max);
    }
    return count;
  }
}
