package org.jbroker.store.engine.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jbroker.store.engine.service.StoreNet.HOST;
import static org.jbroker.store.engine.service.StoreNet.SOON;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jbroker.Endpoint;
import org.jbroker.EndpointId;
import org.jbroker.data.Data;
import org.jbroker.data.DataType;
import org.jbroker.data.Str;
import org.jbroker.data.Vector;
import org.jbroker.store.EntityId;
import org.jbroker.store.Store;
import org.jbroker.store.StoreEvent;
import org.jbroker.store.engine.channel.AttachWriter;
import org.jbroker.store.engine.channel.CumulativeAck;
import org.jbroker.store.engine.channel.Keepalive;
import org.jbroker.store.engine.channel.Nack;
import org.jbroker.store.engine.command.CommandCodec;
import org.jbroker.store.engine.command.CommandLimits;
import org.jbroker.store.engine.command.StoreCommand;
import org.jbroker.store.engine.command.StoreCommand.Action;
import org.jbroker.store.engine.command.StoreCommand.Add;
import org.jbroker.store.engine.command.StoreCommand.Content;
import org.jbroker.store.engine.command.StoreCommand.Control;
import org.jbroker.store.engine.command.StoreCommand.Erase;
import org.jbroker.store.engine.command.StoreCommand.Joined;
import org.jbroker.store.engine.command.StoreCommand.Put;
import org.jbroker.store.engine.command.StoreCommand.PutUnique;
import org.jbroker.store.engine.command.StoreCommand.PutUniqueResult;
import org.jbroker.store.engine.command.StoreCommand.Subtract;
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
 * The master of a captured session of the C++ Broker against our clone, over a socket, as {@link
 * CapturedCloneTest} from the other side: our user calls what the captured one did, and what leaves
 * has to be what left there.
 *
 * <p>What the comparison overlooks: keepalives and acknowledgements, whose number depends on the
 * time that passes; the object numbers of the clone, of which ours has two, one to read with and
 * one to write with; its numbers of requests; the sequence number of a request to join, at which
 * the C++ Broker does not look; the number after which its stream of writes begins, which it names
 * itself; and that our frames for a master name its endpoint, where the C++ Broker's name nobody.
 */
@NoLeaks(ignoreThreads = StoreNet.NETTY_SHARED)
class CapturedMasterTest {

  private final StoreNet net = new StoreNet();
  private final SessionReplay session = SessionReplay.load("store");
  private final Bytes masterId = session.endpointId(Side.LISTENING);
  private final EndpointId cloneEndpoint = id(session.endpointId(Side.CONNECTING));
  private final Endpoint here = net.open(o -> o.id(cloneEndpoint).useRealTime(false));
  private final Store store = here.attachClone("yoda");
  private final List<CompletableFuture<Boolean>> answers = new ArrayList<>();
  private final Map<Long, Long> requestIds = new HashMap<>();
  private final Map<Data, DataType> containers = new HashMap<>();
  private EntityId reader;
  private long beginsLater;

  private static EndpointId id(Bytes bytes) {
    return EndpointId.of(bytes.toArray(), 0);
  }

  @AfterEach
  void close() {
    net.close();
  }

  @Test
  void ourCloneTellsTheCapturedMasterWhatTheCapturedCloneDid() throws Exception {
    List<StoreCommand> played = new ArrayList<>();
    try (EventRecord events = new EventRecord(store);
        ScriptedPeer master = ScriptedPeer.connect(HOST, net.port(here)).timeout(SOON)) {
      String[] topics =
          session.topics(Side.LISTENING).stream().map(Bytes::utf8).toArray(String[]::new);
      master.handshake(HandshakeScript.as(masterId).topics(topics));
      assertThat(here.awaitPeer(id(masterId), SOON)).isTrue();
      // It asked when it was attached, and nobody heard it; now it asks again.
      here.advanceTime(here.now().plus(Duration.ofSeconds(1)));
      for (CapturedFrame captured : session.frames()) {
        if (captured.frame().kind() == FrameKind.COMMAND) {
          Frame.Envelope envelope = (Frame.Envelope) captured.frame();
          StoreCommand command = decode(envelope);
          if (captured.from() == Side.LISTENING) {
            Bytes payload = Bytes.of(CommandCodec.encode(ofMaster(command)));
            master.send(envelope.withPayload(payload));
          } else if (!isPeriodic(command)) {
            if (command.content() instanceof Action action) {
              perform(action);
            }
            played.add(expect(master, envelope, command));
          }
        }
      }
      events.await(StoreEvent.Expired.class, "k2");
    }
    assertThat(played).hasSize(20);
    assertThat(answers.get(0).get(10, TimeUnit.SECONDS)).isTrue();
    assertThat(answers.get(1).get(10, TimeUnit.SECONDS)).isFalse();
    assertThat(store.get("n")).contains(Data.count(3));
    assertThat(store.get("vec")).contains(Data.vector(1));
    assertThat(store.size()).isEqualTo(9);
  }

  /** The next command that does not come by the clock has to be this one. */
  private StoreCommand expect(ScriptedPeer master, Frame.Envelope envelope, StoreCommand command) {
    Frame.Envelope frame;
    StoreCommand got;
    do {
      frame = master.awaitEnvelope(FrameKind.COMMAND, masterId);
      got = decode(frame);
    } while (isPeriodic(got));
    assertThat(frame.topic()).isEqualTo(envelope.topic());
    assertThat(frame.sender()).isEqualTo(envelope.sender());
    if (got.content() instanceof Control control && control.message() instanceof Nack) {
      reader = got.sender();
    }
    if (got.content() instanceof PutUnique ours && command.content() instanceof PutUnique theirs) {
      requestIds.put(theirs.requestId(), ours.requestId());
    }
    if (attaching(got).isPresent() && attaching(command).isPresent()) {
      beginsLater = attaching(got).get().offset() - attaching(command).get().offset();
    }
    assertThat(got).isEqualTo(ofOurClone(command, got.sequence()));
    return got;
  }

  private static Optional<AttachWriter> attaching(StoreCommand command) {
    return command.content() instanceof Control control
            && control.message() instanceof AttachWriter attach
        ? Optional.of(attach)
        : Optional.empty();
  }

  private static StoreCommand decode(Frame.Envelope envelope) {
    return CommandCodec.decode(envelope.payload().toArray(), CommandLimits.DEFAULT);
  }

  private static boolean isPeriodic(StoreCommand command) {
    return command.content() instanceof Control control
        && (control.message() instanceof Keepalive || control.message() instanceof CumulativeAck);
  }

  /** What the captured master says, to our clone. */
  private StoreCommand ofMaster(StoreCommand command) {
    EntityId receiver = command.receiver();
    if (command.content() instanceof Joined) {
      receiver = reader;
    } else if (!receiver.isNil()) {
      receiver = store.id();
    }
    Content content = command.content();
    if (content instanceof PutUniqueResult r) {
      long requestId = requestIds.get(r.requestId());
      content = new PutUniqueResult(r.inserted(), store.id(), requestId, r.publisher());
    } else if (content instanceof Control control
        && control.message() instanceof CumulativeAck ack) {
      content = new Control(new CumulativeAck(ack.sequence() + beginsLater));
    }
    return new StoreCommand(command.sequence(), command.sender(), receiver, content);
  }

  /** What our clone is to say where the captured one said this. */
  private StoreCommand ofOurClone(StoreCommand command, long joinSequence) {
    EntityId us = store.id();
    Content content = command.content();
    if (content instanceof Put op) {
      content = new Put(op.key(), op.value(), op.expiryNanos(), us);
    } else if (content instanceof PutUnique op) {
      long requestId = requestIds.get(op.requestId());
      content = new PutUnique(op.key(), op.value(), op.expiryNanos(), us, requestId, us);
    } else if (content instanceof Erase op) {
      content = new Erase(op.key(), us);
    } else if (content instanceof Add op) {
      content = new Add(op.key(), op.value(), op.initialType(), op.expiryNanos(), us);
    } else if (content instanceof Subtract op) {
      content = new Subtract(op.key(), op.value(), op.expiryNanos(), us);
    }
    boolean joins = content instanceof Control control && control.message() instanceof Nack;
    if (joins) {
      return new StoreCommand(joinSequence, reader, command.receiver(), content);
    }
    if (attaching(command).isPresent()) {
      AttachWriter attach = attaching(command).get();
      content =
          new Control(new AttachWriter(attach.offset() + beginsLater, attach.heartbeatTicks()));
    }
    long later = content instanceof Action ? beginsLater : 0;
    return new StoreCommand(command.sequence() + later, us, command.receiver(), content);
  }

  /** Calls what makes such a command. */
  private void perform(Action action) {
    if (action instanceof Put op) {
      put(op.key(), op.value(), op.expiryNanos());
    } else if (action instanceof PutUnique op) {
      answers.add(store.putUniqueAsync(op.key(), op.value()));
    } else if (action instanceof Erase op) {
      store.erase(op.key());
    } else if (action instanceof Add op) {
      add(op);
    } else if (action instanceof Subtract op) {
      subtract(op);
    } else {
      throw new AssertionError("not in this session: " + action);
    }
  }

  private void put(Data key, Data value, OptionalLong expiryNanos) {
    if (expiryNanos.isPresent()) {
      store.put(key, value, Duration.ofNanos(expiryNanos.getAsLong()));
    } else {
      store.put(key, value);
    }
  }

  private void add(Add op) {
    containers.put(op.key(), op.initialType());
    switch (op.initialType()) {
      case STRING -> store.append(op.key(), op.value().get(Str.class).toString());
      case SET -> store.insertInto(op.key(), op.value());
      case TABLE -> {
        Vector pair = op.value().get(Vector.class);
        store.insertInto(op.key(), pair.get(0), pair.get(1));
      }
      case VECTOR -> store.push(op.key(), op.value());
      default -> store.increment(op.key(), op.value());
    }
  }

  private void subtract(Subtract op) {
    switch (containers.getOrDefault(op.key(), DataType.NONE)) {
      case SET, TABLE -> store.removeFrom(op.key(), op.value());
      case VECTOR -> store.pop(op.key());
      default -> store.decrement(op.key(), op.value());
    }
  }
}
