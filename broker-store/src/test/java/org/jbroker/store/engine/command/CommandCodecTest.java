package org.jbroker.store.engine.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jbroker.data.Data;
import org.jbroker.spi.DecodeLimits;
import org.jbroker.spi.InvalidDataException;
import org.jbroker.store.EntityId;
import org.jbroker.store.engine.channel.AckClone;
import org.jbroker.store.engine.channel.Event;
import org.jbroker.testkit.Bytes;
import org.jbroker.testkit.SeededRandom;
import org.jbroker.testkit.wire.CapturedFrame;
import org.jbroker.testkit.wire.Frame;
import org.jbroker.testkit.wire.FrameKind;
import org.jbroker.testkit.wire.SessionReplay;
import org.junit.jupiter.api.Test;

/** The bytes of commands: against what the C++ Broker wrote, and what is refused and how. */
class CommandCodecTest {

  private static final int KIND_AT = 56;
  private static final int RANDOM_COMMANDS = 20_000;
  private static final CommandLimits LIMITS = CommandLimits.DEFAULT;

  private static StoreCommand decode(Bytes bytes) {
    return CommandCodec.decode(bytes.toArray(), LIMITS);
  }

  private static Bytes encode(StoreCommand command) {
    return Bytes.of(CommandCodec.encode(command));
  }

  /** The vector of this name, with some bytes replaced. */
  private static Bytes patched(String vector, int at, int... replacement) {
    byte[] bytes = CommandVectors.bytes().get(vector).toArray();
    for (int i = 0; i < replacement.length; i++) {
      bytes[at + i] = (byte) replacement[i];
    }
    return Bytes.of(bytes);
  }

  /** A command up to its kind, from the vector of this name, then other fields. */
  private static Bytes withFields(String vector, String hex) {
    return CommandVectors.bytes().get(vector).slice(0, KIND_AT + 1).concat(Bytes.ofHex(hex));
  }

  private static void assertRefused(Bytes bytes, CommandLimits limits, int at, String reason) {
    InvalidDataException e =
        catchThrowableOfType(
            InvalidDataException.class, () -> CommandCodec.decode(bytes.toArray(), limits));
    assertThat(e).as("refusal of %s", bytes).isNotNull();
    assertThat(e.reason()).isEqualTo(reason);
    assertThat(e.byteOffset()).isEqualTo(at);
  }

  private static void assertRefused(Bytes bytes, int at, String reason) {
    assertRefused(bytes, LIMITS, at, reason);
  }

  private static List<Bytes> capturedCommands() {
    return SessionReplay.load("store").frames().stream()
        .map(CapturedFrame::frame)
        .filter(frame -> frame.kind() == FrameKind.COMMAND)
        .map(frame -> ((Frame.Envelope) frame).payload())
        .toList();
  }

  private static CommandKind kindOf(Bytes command) {
    return CommandKind.ofTag(command.unsignedAt(KIND_AT));
  }

  @Test
  void encodesEveryCapturedCommandToExactlyItsBytes() {
    Set<CommandKind> seen = EnumSet.noneOf(CommandKind.class);
    for (Bytes captured : capturedCommands()) {
      assertThat(encode(decode(captured))).isEqualTo(captured);
      seen.add(kindOf(captured));
    }
    assertThat(seen).hasSizeGreaterThan(8);
  }

  @Test
  void keepsTheOrderOfACapturedSnapshot() {
    Bytes handshake =
        capturedCommands().stream()
            .filter(c -> kindOf(c) == CommandKind.ACK_CLONE)
            .findFirst()
            .orElseThrow();
    StoreCommand.Joined joined = (StoreCommand.Joined) decode(handshake).content();
    assertThat(joined.handshake()).isEqualTo(new AckClone(1, 5));
    assertThat(joined.snapshot().keySet())
        .containsExactly(Data.string("greeting"), Data.real(4.2), Data.string("bar"));
  }

  @Test
  void encodesEveryVectorToExactlyItsBytes() {
    Map<String, Bytes> bytes = CommandVectors.bytes();
    Map<String, StoreCommand> commands = CommandVectors.commands();
    assertThat(commands.keySet()).containsExactlyInAnyOrderElementsOf(bytes.keySet());
    commands.forEach(
        (name, command) -> assertThat(encode(command)).as(name).isEqualTo(bytes.get(name)));
  }

  @Test
  void decodesEveryVectorToItsCommand() {
    Map<String, StoreCommand> commands = CommandVectors.commands();
    CommandVectors.bytes()
        .forEach((name, b) -> assertThat(decode(b)).as(name).isEqualTo(commands.get(name)));
  }

  @Test
  void hasAVectorOfEveryKind() {
    Set<CommandKind> seen = EnumSet.noneOf(CommandKind.class);
    CommandVectors.bytes().values().forEach(b -> seen.add(kindOf(b)));
    assertThat(seen).containsExactly(CommandKind.values());
  }

  @Test
  void roundTripsRandomCommands() {
    SeededRandom random = SeededRandom.of(20261121);
    RandomCommands source = new RandomCommands(random);
    for (int i = 0; i < RANDOM_COMMANDS; i++) {
      StoreCommand command = source.next();
      Bytes bytes = encode(command);
      StoreCommand decoded = decode(bytes);
      assertThat(decoded).as("command %d of %s", i, random).isEqualTo(command);
      assertThat(encode(decoded)).as("command %d of %s", i, random).isEqualTo(bytes);
    }
  }

  @Test
  void refusesEveryVectorThatEndsTooEarly() {
    CommandVectors.bytes()
        .forEach(
            (name, bytes) -> {
              for (int n = 0; n < bytes.length(); n++) {
                byte[] cut = Arrays.copyOf(bytes.toArray(), n);
                assertThatExceptionOfType(InvalidDataException.class)
                    .as("%d bytes of %s", n, name)
                    .isThrownBy(() -> CommandCodec.decode(cut, LIMITS));
              }
            });
  }

  @Test
  void refusesEveryVectorWithAByteTooMany() {
    CommandVectors.bytes()
        .forEach(
            (name, bytes) ->
                assertRefused(
                    bytes.concat(Bytes.of((byte) 0)),
                    bytes.length(),
                    kindOf(bytes).wireName() + " end: 1 bytes too many"));
  }

  @Test
  void namesTheFieldThatIsCut() {
    Bytes put = CommandVectors.bytes().get("put-expiry");
    String needs8 = ": 8 bytes are needed, 0 are left";
    assertRefused(put.slice(0, 0), 0, "command sequence" + needs8);
    assertRefused(put.slice(0, 8), 8, "command sender" + needs8);
    assertRefused(put.slice(0, 32), 32, "command receiver" + needs8);
    assertRefused(put.slice(0, 56), 56, "command kind: 1 bytes are needed, 0 are left");
    assertRefused(put.slice(0, 57), 57, "put key: a value is missing");
    assertRefused(put.slice(0, 61), 61, "put value: a value is missing");
    assertRefused(put.slice(0, 66), 66, "put expiry" + needs8);
    assertRefused(put.slice(0, 74), 74, "put publisher" + needs8);
  }

  @Test
  void refusesAKindThatIsNone() {
    assertRefused(patched("clear", KIND_AT, 14), KIND_AT, "command kind: no command has number 14");
    assertRefused(
        patched("clear", KIND_AT, 255), KIND_AT, "command kind: no command has number 255");
  }

  @Test
  void refusesAnInitialTypeThatIsNone() {
    int at = KIND_AT + 1 + 3 + 9;
    assertThat(((StoreCommand.Add) decode(patched("add", at, 14)).content()).initialType().tag())
        .isEqualTo(14);
    assertRefused(patched("add", at, 15), at, "add initial type: no data type has tag 15");
  }

  @Test
  void readsEveryFlagButZeroAsTrue() {
    StoreCommand inserted = decode(patched("put_unique_result-refused", KIND_AT + 1, 0x80));
    assertThat(((StoreCommand.PutUniqueResult) inserted.content()).inserted()).isTrue();
    StoreCommand expiring = decode(patched("put-expiry", KIND_AT + 1 + 8, 0xFF));
    assertThat(expiring).isEqualTo(CommandVectors.commands().get("put-expiry"));
  }

  @Test
  void passesOnExpiriesOfZeroAndLess() {
    StoreCommand zero = decode(CommandVectors.bytes().get("put-expiry-zero"));
    StoreCommand negative = decode(CommandVectors.bytes().get("put-expiry-negative"));
    assertThat(((StoreCommand.Put) zero.content()).expiryNanos()).isEqualTo(OptionalLong.of(0));
    assertThat(((StoreCommand.Put) negative.content()).expiryNanos())
        .isEqualTo(OptionalLong.of(-1));
  }

  @Test
  void refusesAKeyThatComesTwiceInASnapshot() {
    assertRefused(
        withFields("ack_clone", "0000000000000001 0005 03 050161 00 050162 00 050161 0101"),
        KIND_AT + 1 + 11 + 8,
        "ack_clone snapshot entry 2: a key that came before");
  }

  @Test
  void refusesASnapshotThatCannotFitItsBytes() {
    assertRefused(
        withFields("ack_clone", "0000000000000001 0005 02 000000"),
        KIND_AT + 1 + 10,
        "ack_clone snapshot: 2 items cannot fit the 3 bytes left");
    assertRefused(
        withFields("ack_clone", "0000000000000001 0005 ffffffff07 000000"),
        KIND_AT + 1 + 10,
        "ack_clone snapshot: 2147483647 items cannot fit the 3 bytes left");
  }

  @Test
  void refusesANackThatCannotFitItsBytes() {
    assertRefused(
        withFields("nack", "02 0000000000000001 00000000000000"),
        KIND_AT + 1,
        "nack sequences: 2 items cannot fit the 15 bytes left");
  }

  @Test
  void refusesWhatExceedsALimit() {
    Bytes nack = CommandVectors.bytes().get("nack");
    Bytes handshake = CommandVectors.bytes().get("ack_clone");
    CommandLimits exact = new CommandLimits(new DecodeLimits(1, 2), 4, 2, 3);
    CommandCodec.decode(nack.toArray(), exact);
    CommandCodec.decode(handshake.toArray(), exact);
    assertRefused(
        nack,
        new CommandLimits(new DecodeLimits(1, 2), 4, 2, 2),
        KIND_AT + 1,
        "nack sequences: 3 items are more than 2");
    assertRefused(
        handshake,
        new CommandLimits(new DecodeLimits(1, 2), 4, 1, 3),
        KIND_AT + 1 + 10,
        "ack_clone snapshot: 2 items are more than 1");
    assertRefused(
        handshake,
        new CommandLimits(new DecodeLimits(1, 2), 3, 2, 3),
        KIND_AT + 1 + 11 + 13,
        "ack_clone snapshot entry 0: more than 1 elements");
    assertRefused(
        handshake,
        exact.withValue(new DecodeLimits(0, 2)),
        KIND_AT + 1 + 11 + 1,
        "ack_clone snapshot entry 0: nested deeper than 0");
  }

  @Test
  void countsTheElementsOfAllContainersTogether() {
    // A table of a vector of one and a set of two, and the key another vector of one: seven.
    Bytes put = withFields("put", "0e0100 0d01 0e0100 0c02 0100 0101 00").concat(entity());
    CommandCodec.decode(put.toArray(), elements(6));
    assertRefused(put, elements(5), KIND_AT + 1 + 9, "put value: more than 4 elements");
    Bytes keys = withFields("put", "0e0100 0e0100 00").concat(entity());
    CommandCodec.decode(keys.toArray(), elements(2));
    assertRefused(keys, elements(1), KIND_AT + 1 + 4, "put value: more than 0 elements");
  }

  private static CommandLimits elements(int max) {
    return new CommandLimits(DecodeLimits.DEFAULT, max, 0, 0);
  }

  private static Bytes entity() {
    return Bytes.of(new byte[24]);
  }

  @Test
  void refusesToEncodeAHandshakeWithoutItsSnapshotAndAnEvent() {
    for (StoreCommand.Control none :
        List.of(
            new StoreCommand.Control(new AckClone(1, 5)),
            new StoreCommand.Control(new Event<>(1, "payload")))) {
      StoreCommand command = new StoreCommand(0, EntityId.NIL, EntityId.NIL, none);
      assertThatIllegalArgumentException().isThrownBy(() -> CommandCodec.encode(command));
    }
  }

  @Test
  void handsOutSnapshotsThatCannotChange() {
    StoreCommand command = decode(CommandVectors.bytes().get("ack_clone"));
    Map<Data, Data> snapshot = ((StoreCommand.Joined) command.content()).snapshot();
    assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(snapshot::clear);
  }

  @Test
  void refusesNegativeLimits() {
    DecodeLimits value = DecodeLimits.DEFAULT;
    assertThatIllegalArgumentException().isThrownBy(() -> new CommandLimits(value, -1, 0, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new CommandLimits(value, 0, -1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new CommandLimits(value, 0, 0, -1));
  }
}
