package org.jbroker.runtime.forwarding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jbroker.runtime.forwarding.Net.LIMIT;
import static org.jbroker.runtime.forwarding.Net.takeText;

import java.time.Duration;
import org.jbroker.BrokerError;
import org.jbroker.DropReason;
import org.jbroker.Endpoint;
import org.jbroker.EndpointId;
import org.jbroker.ErrorCode;
import org.jbroker.StatusSubscriber;
import org.jbroker.Subscriber;
import org.jbroker.Topic;
import org.jbroker.testkit.Await;
import org.jbroker.testkit.Bytes;
import org.jbroker.testkit.junit.DumpOnFailure;
import org.jbroker.testkit.junit.NoLeaks;
import org.jbroker.testkit.wire.Frame;
import org.jbroker.testkit.wire.Frame.Envelope;
import org.jbroker.testkit.wire.FrameKind;
import org.jbroker.testkit.wire.ScriptedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A relay copies payloads and does not read them: what is no value at all comes out as it went in.
 */
@NoLeaks(ignoreThreads = Net.NETTYS_OWN_THREAD)
class RelayBytesTest {

  private static final Bytes ONE = Bytes.ofHex("00000000000040008000000000000001");
  private static final Bytes TWO = Bytes.ofHex("ffffffffffff4fffbffffffffffffff2");
  private static final Bytes TRUE = Bytes.ofHex("0101");

  /** Tag 250 does not exist. */
  private static final Bytes GARBAGE = Bytes.ofHex("faffee00c1ff0d0a00");

  @RegisterExtension final DumpOnFailure dump = new DumpOnFailure();
  private final Net net = new Net();

  @AfterEach
  void closeAll() {
    net.close();
  }

  private Endpoint relay() {
    Endpoint relay = net.open();
    relay.forward(Topic.of("/t"));
    return relay;
  }

  @Test
  void whatIsNoValueGoesFromVersion1To64AndBackByteForByte() {
    Endpoint relay = relay();
    try (ScriptedPeer v1 = net.v1(relay, ONE, "/t");
        ScriptedV64 v64 = net.v64(relay, EndpointId.random(), "/t")) {
      v1.send(Envelope.data(ONE, "/t", GARBAGE));
      ScriptedV64.Received came = v64.receive();
      v64.sendMessage(1, 7, "/t/back", came.payload(), 1);
      Envelope back = v1.awaitEnvelope(FrameKind.DATA, ONE);

      assertThat(came.payload()).isEqualTo(GARBAGE);
      assertThat(came.origin()).as("stamped by the first Java endpoint").isEqualTo(relay.id());
      assertThat(came.sequence()).isPositive();
      assertThat(back.payload()).isEqualTo(GARBAGE);
      assertThat(back.topic().utf8()).isEqualTo("/t/back");
      assertThat(back.sender()).as("the last hop").isEqualTo(Bytes.of(relay.id().toBytes()));
      assertThat(relay.metrics().dropped()).isEmpty();
      assertThat(relay.peers()).hasSize(2);
    }
  }

  @Test
  void payloadsOfEverySizeArriveUnchanged() {
    Endpoint relay = relay();
    var random = dump.random(20_251);
    try (ScriptedPeer v1 = net.v1(relay, ONE, "/t");
        ScriptedV64 v64 = net.v64(relay, EndpointId.random(), "/t")) {
      long sequence = 0;
      for (int size : new int[] {0, 1, 127, 128, 255, 256, 65_535, 65_536, 1 << 20}) {
        Bytes payload = Bytes.of(random.bytes(size));
        v1.send(Envelope.data(ONE, "/t", payload));
        assertThat(v64.receive().payload().equals(payload)).as("size %d to 64", size).isTrue();
        v64.sendMessage(1, 9, "/t", payload, ++sequence);
        assertThat(v1.awaitEnvelope(FrameKind.DATA, ONE).payload().equals(payload))
            .as("size %d to 1", size)
            .isTrue();
      }
    }
  }

  @Test
  void theStampOfVersion64IsKeptOnTheWay() {
    Endpoint first = relay();
    Endpoint second = relay();
    net.link(first, second);
    EndpointId author = EndpointId.random();
    try (ScriptedV64 from = net.v64(first, EndpointId.random(), "/none");
        ScriptedV64 to = net.v64(second, EndpointId.random(), "/t")) {
      Net.awaitFilters(first, "/t", "/none");
      from.sendMessage(1, 100, "/t/x", GARBAGE, author, 77, 5, EndpointId.NIL);

      assertThat(to.receive())
          .isEqualTo(
              new ScriptedV64.Received(1, 19, "/t/x", GARBAGE, author, 77, 5, EndpointId.NIL));
    }
  }

  @Test
  void whoeverSubscribesIsToldThatItIsNoValueAndThePeersStay() throws Exception {
    Endpoint relay = relay();
    Subscriber here = relay.subscriber("/t");
    StatusSubscriber errors = relay.statusSubscriber(false);
    try (ScriptedPeer v1 = net.v1(relay, ONE);
        ScriptedV64 v64 = net.v64(relay, EndpointId.random(), "/t")) {
      v1.send(Envelope.data(ONE, "/t", GARBAGE));
      v1.send(Envelope.data(ONE, "/t", TRUE));

      assertThat(v64.receive().payload()).isEqualTo(GARBAGE);
      assertThat(v64.receive().payload()).isEqualTo(TRUE);
      assertThat(takeText(here, 1)).containsExactly("T");
      assertThat(relay.metrics().dropped(DropReason.INVALID_DATA)).isEqualTo(1);
      BrokerError error = (BrokerError) errors.get(LIMIT).orElseThrow();
      assertThat(error.code()).isEqualTo(ErrorCode.DESERIALIZATION_FAILED);
      assertThat(relay.peers()).hasSize(2);
    }
  }

  @Test
  void commandsPassBetweenVersion1PeersUntouched() throws Exception {
    Endpoint relay = relay();
    Subscriber here = relay.subscriber("/t");
    Bytes command = Bytes.ofHex("0123456789abcdef00ff");
    String topic = "/t/<$>/data/master";
    try (ScriptedPeer one = net.v1(relay, ONE, "/t");
        ScriptedPeer two = net.v1(relay, TWO, "/t")) {
      one.send(Envelope.command(ONE, Frame.EVERYBODY, topic, command));
      Envelope seen = two.awaitEnvelope(FrameKind.COMMAND, TWO);
      one.send(Envelope.command(ONE, TWO, topic, command));
      Envelope addressed = two.awaitEnvelope(FrameKind.COMMAND, TWO);
      one.send(Envelope.data(ONE, "/t", TRUE));

      assertThat(seen.payload()).isEqualTo(command);
      assertThat(seen.topic().utf8()).isEqualTo(topic);
      assertThat(seen.receiver()).isEqualTo(Frame.EVERYBODY);
      assertThat(addressed.payload()).isEqualTo(command);
      assertThat(addressed.receiver()).isEqualTo(TWO);
      // A subscriber sees values only.
      assertThat(takeText(here, 1)).containsExactly("T");
    }
  }

  @Test
  void commandsPassToVersion64AsCommands() {
    Endpoint relay = relay();
    Bytes command = Bytes.ofHex("0123456789abcdef00ff");
    try (ScriptedPeer v1 = net.v1(relay, ONE, "/t");
        ScriptedV64 v64 = net.v64(relay, EndpointId.random(), "/t")) {
      v1.send(Envelope.command(ONE, Frame.EVERYBODY, "/t/s", command));
      assertThat(v64.receive().type()).isEqualTo(2);
      v64.sendMessage(2, 5, "/t/s", command, 1);
      assertThat(v1.awaitEnvelope(FrameKind.COMMAND, ONE).payload()).isEqualTo(command);
    }
  }

  @Test
  void aVersion1PeerReachesAnEndpointBehindTheRelayAndIsReachedFromThere() {
    Endpoint relay = relay();
    EndpointId id = EndpointId.random();
    EndpointId one = EndpointId.of(ONE.toArray(), 0);
    try (ScriptedPeer v1 = net.v1(relay, ONE);
        ScriptedV64 v64 = net.v64(relay, id)) {
      v1.send(
          new Envelope(
              FrameKind.DATA, ONE, Bytes.of(id.toBytes()), 16, Bytes.ofUtf8("/x"), GARBAGE));
      ScriptedV64.Received came = v64.receive();
      v64.sendMessage(1, 9, "/x", GARBAGE, id, 1, 1, one);
      Envelope back = v1.awaitEnvelope(FrameKind.DATA, ONE);

      assertThat(came.receiver()).isEqualTo(id);
      assertThat(came.payload()).isEqualTo(GARBAGE);
      assertThat(back.receiver()).isEqualTo(ONE);
      assertThat(back.payload()).isEqualTo(GARBAGE);
    }
  }

  @Test
  void aRelayWithForwardFalseCountsWhatItWouldNotCarryToItsAddressee() {
    Endpoint leaf = net.open(o -> o.forward(false));
    EndpointId id = EndpointId.random();
    try (ScriptedPeer v1 = net.v1(leaf, ONE);
        ScriptedV64 v64 = net.v64(leaf, id)) {
      v1.send(
          new Envelope(
              FrameKind.DATA, ONE, Bytes.of(id.toBytes()), 16, Bytes.ofUtf8("/x"), GARBAGE));

      Await.until(LIMIT, () -> leaf.metrics().dropped(DropReason.NO_PATH) == 1);
      assertThat(v64.isSilent(Duration.ofMillis(50))).isTrue();
    }
  }
}
