package org.jbroker.store.engine.clone;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jbroker.EndpointId;
import org.jbroker.data.Data;
import org.jbroker.data.DataType;
import org.jbroker.spi.ByteReader;
import org.jbroker.spi.DataCodec;
import org.jbroker.spi.DecodeLimits;
import org.jbroker.store.EntityId;
import org.jbroker.store.engine.channel.AckClone;
import org.jbroker.store.engine.channel.AttachWriter;
import org.jbroker.store.engine.channel.CumulativeAck;
import org.jbroker.store.engine.channel.Keepalive;
import org.jbroker.store.engine.channel.Nack;
import org.jbroker.store.engine.command.StoreCommand;
import org.jbroker.store.engine.command.StoreCommand.Add;
import org.jbroker.store.engine.command.StoreCommand.Clear;
import org.jbroker.store.engine.command.StoreCommand.Content;
import org.jbroker.store.engine.command.StoreCommand.Control;
import org.jbroker.store.engine.command.StoreCommand.Erase;
import org.jbroker.store.engine.command.StoreCommand.Expire;
import org.jbroker.store.engine.command.StoreCommand.Joined;
import org.jbroker.store.engine.command.StoreCommand.Put;
import org.jbroker.store.engine.command.StoreCommand.PutUnique;
import org.jbroker.store.engine.command.StoreCommand.PutUniqueResult;
import org.jbroker.store.engine.command.StoreCommand.Subtract;
import org.jbroker.testkit.wire.CapturedFrame;
import org.jbroker.testkit.wire.Frame;
import org.jbroker.testkit.wire.FrameKind;
import org.jbroker.testkit.wire.SessionReplay;
import org.jbroker.testkit.wire.Side;

/** The commands of the captured store session, read by hand: a second opinion on the codec. */
final class CapturedCommands {

  /** A command and who sent it: the clone is the connecting side. */
  record Captured(boolean fromClone, StoreCommand command) {}

  private CapturedCommands() {}

  static List<Captured> load() {
    List<Captured> commands = new ArrayList<>();
    for (CapturedFrame captured : SessionReplay.load("store").frames()) {
      if (captured.frame().kind() == FrameKind.COMMAND) {
        Frame.Envelope envelope = (Frame.Envelope) captured.frame();
        ByteReader in = new ByteReader(envelope.payload().toArray());
        commands.add(new Captured(captured.from() == Side.CONNECTING, command(in)));
        in.expectEnd();
      }
    }
    return commands;
  }

  private static StoreCommand command(ByteReader in) {
    long sequence = in.u64();
    EntityId sender = entity(in);
    EntityId receiver = entity(in);
    return new StoreCommand(sequence, sender, receiver, content(in));
  }

  private static Content content(ByteReader in) {
    int kind = in.u8();
    return switch (kind) {
      case 0 -> new Put(data(in), data(in), expiry(in), entity(in));
      case 1 -> new PutUnique(data(in), data(in), expiry(in), entity(in), in.u64(), entity(in));
      case 2 -> new PutUniqueResult(in.u8() != 0, entity(in), in.u64(), entity(in));
      case 3 -> new Erase(data(in), entity(in));
      case 4 -> new Expire(data(in), entity(in));
      case 5 -> new Add(data(in), data(in), DataType.ofTag(in.u8()), expiry(in), entity(in));
      case 6 -> new Subtract(data(in), data(in), expiry(in), entity(in));
      case 7 -> new Clear(entity(in));
      case 8 -> new Control(new AttachWriter(in.u64(), in.u16()));
      case 9 -> new Control(new Keepalive(in.u64()));
      case 10 -> new Control(new CumulativeAck(in.u64()));
      case 11 -> new Control(new Nack(numbers(in)));
      case 12 -> new Joined(new AckClone(in.u64(), in.u16()), snapshot(in));
      default -> throw new AssertionError("no such kind in the session: " + kind);
    };
  }

  private static EntityId entity(ByteReader in) {
    return new EntityId(new EndpointId(in.u64(), in.u64()), in.u64());
  }

  private static Data data(ByteReader in) {
    return DataCodec.decode(in, DecodeLimits.DEFAULT);
  }

  private static OptionalLong expiry(ByteReader in) {
    return in.u8() == 0 ? OptionalLong.empty() : OptionalLong.of(in.u64());
  }

  private static List<Long> numbers(ByteReader in) {
    List<Long> numbers = new ArrayList<>();
    for (int count = in.varbyte(); count > 0; count--) {
      numbers.add(in.u64());
    }
    return numbers;
  }

  private static Map<Data, Data> snapshot(ByteReader in) {
    Map<Data, Data> snapshot = new HashMap<>();
    for (int count = in.varbyte(); count > 0; count--) {
      snapshot.put(data(in), data(in));
    }
    return snapshot;
  }
}
