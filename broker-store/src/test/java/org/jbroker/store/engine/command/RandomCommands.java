package org.jbroker.store.engine.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import org.jbroker.EndpointId;
import org.jbroker.ErrorCode;
import org.jbroker.data.Address;
import org.jbroker.data.Data;
import org.jbroker.data.DataType;
import org.jbroker.data.EnumValue;
import org.jbroker.data.Port;
import org.jbroker.data.SetData;
import org.jbroker.data.Subnet;
import org.jbroker.data.Table;
import org.jbroker.data.Vector;
import org.jbroker.store.EntityId;
import org.jbroker.store.engine.channel.AckClone;
import org.jbroker.store.engine.channel.AttachWriter;
import org.jbroker.store.engine.channel.CumulativeAck;
import org.jbroker.store.engine.channel.Keepalive;
import org.jbroker.store.engine.channel.Nack;
import org.jbroker.store.engine.channel.RetransmitFailed;
import org.jbroker.store.engine.ops.Operation;

/** Random commands of every kind, the same for the same seed; extremes and nil are frequent. */
final class RandomCommands {

  private static final int MAX_DEPTH = 3;
  private static final CommandKind[] KINDS = CommandKind.values();
  private static final long[] LONGS = {0, 1, -1, 2, 127, 128, Long.MIN_VALUE, Long.MAX_VALUE};

  private final Random random;

  RandomCommands(Random random) {
    this.random = random;
  }

  StoreCommand next() {
    return next(KINDS[random.nextInt(KINDS.length)]);
  }

  StoreCommand next(CommandKind kind) {
    return new StoreCommand(number(), entity(), entity(), content(kind));
  }

  private StoreCommand.Content content(CommandKind kind) {
    return switch (kind) {
      case PUT -> new StoreCommand.Put(data(), data(), expiry(), entity());
      case PUT_UNIQUE ->
          new StoreCommand.PutUnique(data(), data(), expiry(), entity(), number(), entity());
      case PUT_UNIQUE_RESULT ->
          new StoreCommand.PutUniqueResult(random.nextBoolean(), entity(), number(), entity());
      case ERASE -> new StoreCommand.Erase(data(), entity());
      case EXPIRE -> new StoreCommand.Expire(data(), entity());
      case ADD -> new StoreCommand.Add(data(), data(), type(), expiry(), entity());
      case SUBTRACT -> new StoreCommand.Subtract(data(), data(), expiry(), entity());
      case CLEAR -> new StoreCommand.Clear(entity());
      case ATTACH_WRITER -> new StoreCommand.Control(new AttachWriter(number(), ticks()));
      case KEEPALIVE -> new StoreCommand.Control(new Keepalive(number()));
      case CUMULATIVE_ACK -> new StoreCommand.Control(new CumulativeAck(number()));
      case NACK -> new StoreCommand.Control(new Nack(numbers()));
      case ACK_CLONE -> new StoreCommand.Joined(new AckClone(number(), ticks()), snapshot());
      case RETRANSMIT_FAILED -> new StoreCommand.Control(new RetransmitFailed(number()));
      case PART ->
          new StoreCommand.Part(
              new AckClone(number(), ticks()),
              number(),
              random.nextBoolean(),
              number(),
              Entries.of(snapshot()));
      case PARTS_RECEIVED -> new StoreCommand.PartsReceived(number(), number());
      case UPDATE -> update();
      case REFUSALS -> new StoreCommand.Refusals(number(), refusals());
      case REFUSALS_RECEIVED -> new StoreCommand.RefusalsReceived(number());
      case LEAVE -> new StoreCommand.Leave();
    };
  }

  private StoreCommand.Update update() {
    Operation operation = Operation.ofTag(random.nextInt(Operation.count()));
    List<Data> operands = Stream.generate(this::data).limit(operation.operands()).toList();
    return new StoreCommand.Update(operation, data(), operands, expiry(), entity());
  }

  private List<StoreCommand.Refusal> refusals() {
    List<StoreCommand.Refusal> refusals = new ArrayList<>();
    for (int n = random.nextInt(4); n > 0; n--) {
      ErrorCode code = ErrorCode.of(random.nextInt(ErrorCode.values().length));
      refusals.add(new StoreCommand.Refusal(number(), code, "no. " + n));
    }
    return refusals;
  }

  private long number() {
    return random.nextInt(3) == 0 ? random.nextLong() : LONGS[random.nextInt(LONGS.length)];
  }

  private int ticks() {
    return random.nextInt(0x10000);
  }

  private EntityId entity() {
    return random.nextInt(4) == 0
        ? EntityId.NIL
        : new EntityId(new EndpointId(random.nextLong(), random.nextLong()), number());
  }

  private OptionalLong expiry() {
    return random.nextBoolean() ? OptionalLong.of(number()) : OptionalLong.empty();
  }

  private DataType type() {
    return DataType.ofTag(random.nextInt(DataType.values().length));
  }

  private List<Long> numbers() {
    List<Long> numbers = new ArrayList<>();
    for (int n = random.nextInt(8) == 0 ? random.nextInt(300) : random.nextInt(4); n > 0; n--) {
      numbers.add(number());
    }
    return numbers;
  }

  private Map<Data, Data> snapshot() {
    Map<Data, Data> snapshot = new LinkedHashMap<>();
    for (int n = random.nextInt(8) == 0 ? random.nextInt(200) : random.nextInt(6); n > 0; n--) {
      snapshot.put(data(), data());
    }
    return snapshot;
  }

  private Data data() {
    return data(random.nextInt(MAX_DEPTH + 1));
  }

  private Data data(int depth) {
    DataType type = type();
    boolean container = type.tag() >= DataType.SET.tag();
    return container && depth == 0 ? Data.count(number()) : data(type, depth);
  }

  private Data data(DataType type, int depth) {
    return switch (type) {
      case NONE -> Data.none();
      case BOOL -> Data.bool(random.nextBoolean());
      case COUNT -> Data.count(number());
      case INT -> Data.integer(number());
      case REAL -> Data.real(Double.longBitsToDouble(number()));
      case STRING -> Data.string(bytes());
      case ADDRESS -> address();
      case SUBNET -> Subnet.ofPrefixBits(address(), random.nextInt(Address.BITS + 1));
      case PORT -> Port.of(random.nextInt(0x10000), Port.Protocol.ofNumber(random.nextInt(4)));
      case TIMESTAMP -> Data.timestamp(number());
      case TIMESPAN -> Data.timespan(number());
      case ENUM_VALUE -> EnumValue.of(bytes());
      case SET -> set(depth);
      case TABLE -> table(depth);
      case VECTOR -> vector(depth);
    };
  }

  private byte[] bytes() {
    byte[] bytes = new byte[random.nextInt(8) == 0 ? random.nextInt(300) : random.nextInt(5)];
    random.nextBytes(bytes);
    return bytes;
  }

  private Address address() {
    return random.nextBoolean()
        ? Address.ofV4Bits(random.nextInt())
        : Address.ofBits(random.nextLong(), random.nextLong());
  }

  private Data set(int depth) {
    SetData.Builder out = SetData.builder();
    for (int n = random.nextInt(4); n > 0; n--) {
      out.add(data(depth - 1));
    }
    return out.build();
  }

  private Data table(int depth) {
    Table.Builder out = Table.builder();
    for (int n = random.nextInt(4); n > 0; n--) {
      out.put(data(depth - 1), data(depth - 1));
    }
    return out.build();
  }

  private Data vector(int depth) {
    Vector.Builder out = Vector.builder();
    for (int n = random.nextInt(4); n > 0; n--) {
      out.add(data(depth - 1));
    }
    return out.build();
  }
}
