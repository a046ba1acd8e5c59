package org.jbroker.store.engine.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jbroker.store.engine.service.StoreNet.HOST;
import static org.jbroker.store.engine.service.StoreNet.SOON;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jbroker.Endpoint;
import org.jbroker.EndpointId;
import org.jbroker.data.Data;
import org.jbroker.spi.InvalidDataException;
import org.jbroker.store.Backend;
import org.jbroker.store.EntityId;
import org.jbroker.store.Store;
import org.jbroker.store.engine.channel.CumulativeAck;
import org.jbroker.store.engine.channel.Keepalive;
import org.jbroker.store.engine.command.CommandCodec;
import org.jbroker.store.engine.command.CommandLimits;
import org.jbroker.store.engine.command.StoreCommand;
import org.jbroker.store.engine.command.StoreCommand.Content;
import org.jbroker.store.engine.command.StoreCommand.Control;
import org.jbroker.store.engine.command.StoreCommand.Expire;
import org.jbroker.store.engine.command.StoreCommand.Joined;
import org.jbroker.store.engine.command.StoreCommand.PutUniqueResult;
import org.jbroker.testkit.Bytes;
import org.jbroker.testkit.junit.NoLeaks;
import org.jbroker.testkit.wire.CapturedFrame;
import org.jbroker.testkit.wire.Frame;
import org.jbroker.testkit.wire.FrameKind;
import org.jbroker.testkit.wire.HandshakeScript;
import org.jbroker.testkit.wire.ScriptedPeer;
import org.jbroker.testkit.wire.SessionReplay;
import org.jbroker.testkit.wire.Side;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The clone of a captured session of the C++ Broker against our master, over a socket. What the
 * comparison overlooks: the object number of the master, which each Broker chooses as it likes, and
 * keepalives and acknowledgements, whose number depends on the time that passes. {@link
 * SessionReplay#connectTo} compares frame by frame and so can overlook neither.
 */
@NoLeaks(ignoreThreads = StoreNet.NETTY_SHARED)
class CapturedCloneTest {

  private final StoreNet net = new StoreNet();
  private final SessionReplay session = SessionReplay.load("store");
  private final Bytes cloneId = session.endpointId(Side.CONNECTING);
  private final EndpointId masterEndpoint =
      EndpointId.of(session.endpointId(Side.LISTENING).toArray(), 0);
  private EntityId master;

  @AfterEach
  void close() {
    net.close();
  }

  @Test
  void ourMasterTellsTheCapturedCloneWhatTheCapturedMasterDid() {
    Endpoint here = net.open(o -> o.id(masterEndpoint).useRealTime(false));
    Store store = here.attachMaster("yoda", Backend.memory());
    session.frames(Side.LISTENING).stream()
        .filter(frame -> frame.kind() == FrameKind.COMMAND)
        .map(frame -> decode((Frame.Envelope) frame).content())
        .filter(Joined.class::isInstance)
        .forEach(joined -> ((Joined) joined).snapshot().forEach(store::put));
    master = store.id();
    try (ScriptedPeer clone = ScriptedPeer.connect(HOST, net.port(here)).timeout(SOON)) {
      String[] topics =
          session.topics(Side.CONNECTING).stream().map(Bytes::utf8).toArray(String[]::new);
      clone.handshake(HandshakeScript.as(cloneId).topics(topics));
      List<StoreCommand> played = new ArrayList<>();
      for (CapturedFrame captured : session.frames()) {
        if (captured.frame().kind() == FrameKind.COMMAND) {
          Frame.Envelope envelope = (Frame.Envelope) captured.frame();
          StoreCommand command = decode(envelope);
          if (captured.from() == Side.CONNECTING) {
            clone.send(envelope.withPayload(Bytes.of(CommandCodec.encode(toMaster(command)))));
          } else if (!isPeriodic(command)) {
            if (command.content() instanceof Expire) {
              here.advanceTime(here.now().plus(Duration.ofSeconds(2)));
            }
            StoreCommand got = next(clone);
            assertThat(got).isEqualTo(ofOurMaster(command));
            played.add(got);
          }
        }
      }
      assertThat(played).hasSize(21);
    }
    assertThat(store.get("n")).isEqualTo(Optional.of(Data.count(3)));
    assertThat(store.exists("k2")).isFalse();
    assertThat(store.size()).isEqualTo(9);
  }

  /** The next command that does not come by the clock. */
  private StoreCommand next(ScriptedPeer clone) {
    StoreCommand command;
    do {
      command = decode(clone.awaitEnvelope(FrameKind.COMMAND, cloneId));
    } while (isPeriodic(command));
    return command;
  }

  private static StoreCommand decode(Frame.Envelope envelope) {
    try {
      return CommandCodec.decode(envelope.payload().toArray(), CommandLimits.DEFAULT);
    } catch (InvalidDataException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean isPeriodic(StoreCommand command) {
    return command.content() instanceof Control control
        && (control.message() instanceof Keepalive || control.message() instanceof CumulativeAck);
  }

  private StoreCommand toMaster(StoreCommand command) {
    return command.receiver().isNil()
        ? command
        : new StoreCommand(command.sequence(), command.sender(), master, command.content());
  }

  private StoreCommand ofOurMaster(StoreCommand command) {
    Content content = command.content();
    if (content instanceof Expire expire) {
      content = new Expire(expire.key(), master);
    } else if (content instanceof PutUniqueResult r) {
      content = new PutUniqueResult(r.inserted(), r.who(), r.requestId(), master);
    }
    return new StoreCommand(command.sequence(), master, command.receiver(), content);
  }
}
