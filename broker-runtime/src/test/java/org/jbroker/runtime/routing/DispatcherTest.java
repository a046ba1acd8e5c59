package org.jbroker.runtime.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jbroker.DropReason;
import org.jbroker.EndpointId;
import org.jbroker.EndpointOptions;
import org.jbroker.Topic;
import org.jbroker.data.Data;
import org.jbroker.runtime.telemetry.Counters;
import org.jbroker.runtime.telemetry.EventLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What links bring: in batches it has to come to the same as one by one. */
class DispatcherTest {

  private static final EndpointId SELF = new EndpointId(1, 1);
  private static final EndpointId FAR = new EndpointId(1, 2);
  private static final int TTL = 5;

  private final EventLog log =
      new EventLog(EndpointOptions.builder().ignoreBrokerConf(true).build());
  private final World world = new World();

  /** Writes down what it is offered. */
  private static class Recorder implements OpenSink {
    final List<String> got = new ArrayList<>();
    private final boolean local;
    private final MessageKind kind;
    private final EndpointId peer;

    Recorder(boolean local, MessageKind kind, EndpointId peer) {
      this.local = local;
      this.kind = kind;
      this.peer = peer;
    }

    @Override
    public Offer offer(Envelope e) {
      // Local sinks do not look at the hops that are left.
      String hops = local ? "" : " ttl " + e.ttl();
      got.add(e.kind() + " " + e.topic() + " " + e.origin() + "#" + e.sequence() + hops);
      return Offer.ACCEPTED;
    }

    @Override
    public boolean isLocal() {
      return local;
    }

    @Override
    public boolean takes(MessageKind offered) {
      return kind == offered;
    }

    @Override
    public boolean leadsTo(EndpointId endpoint) {
      return endpoint.equals(peer);
    }
  }

  /** A dispatcher between two links, with two subscribers and a store. */
  private final class World {
    final Counters counters = new Counters();
    final Recorder all = new Recorder(true, MessageKind.DATA, EndpointId.NIL);
    final Recorder some = new Recorder(true, MessageKind.DATA, EndpointId.NIL);
    final Recorder store = new Recorder(true, MessageKind.COMMAND, EndpointId.NIL);
    final Recorder from = new Recorder(false, MessageKind.DATA, new EndpointId(2, 1));
    final Recorder onwards = new Recorder(false, MessageKind.DATA, new EndpointId(2, 2));
    final Dispatcher dispatcher;

    World() {
      Router router = new Router();
      router.subscribe(List.of(Topic.of("/")), all);
      router.subscribe(List.of(Topic.of("/a")), some);
      router.subscribe(List.of(Topic.of("/")), store);
      router.setPeer(from, List.of(Topic.of("/")));
      router.setPeer(onwards, List.of(Topic.of("/a"), Topic.of("/b")));
      dispatcher =
          new Dispatcher(
              SELF,
              7,
              TTL,
              true,
              true,
              router,
              id -> id.equals(FAR) ? onwards : null,
              counters,
              new MessageLog(log));
    }

    List<Object> outcome() {
      return List.of(
          all.got,
          some.got,
          store.got,
          from.got,
          onwards.got,
          counters.dropped(),
          counters.received.sum(),
          counters.forwarded.sum());
    }
  }

  @AfterEach
  void closeLog() {
    log.close();
  }

  private static Envelope message(Random random) {
    MessageKind kind = random.nextInt(8) == 0 ? MessageKind.COMMAND : MessageKind.DATA;
    Topic topic = Topic.of(List.of("/a/1", "/a/2", "/b", "/c").get(random.nextInt(4)));
    EndpointId receiver =
        switch (random.nextInt(20)) {
          case 0 -> SELF;
          case 1 -> FAR;
          case 2 -> new EndpointId(9, 9);
          default -> EndpointId.NIL;
        };
    Envelope bare =
        Envelope.unstamped(kind, topic, Payload.of(Data.integer(1)), random.nextInt(4), receiver);
    if (random.nextInt(10) == 0) {
      return bare;
    }
    EndpointId origin = random.nextInt(30) == 0 ? SELF : new EndpointId(2, random.nextInt(3));
    return bare.stamped(origin, random.nextInt(2), 1 + random.nextInt(200));
  }

  @Test
  void batchesComeToTheSameAsOneByOne() {
    long seed = 20_261_120;
    Random random = new Random(seed);
    World oneByOne = new World();
    for (int round = 0; round < 200; round++) {
      Envelope[] batch = new Envelope[1 + random.nextInt(12)];
      // Runs of messages that resemble each other, as links bring them.
      for (int i = 0; i < batch.length; i++) {
        batch[i] = message(i > 0 && random.nextBoolean() ? new Random(round) : random);
        oneByOne.dispatcher.receive(batch[i], oneByOne.from);
      }
      world.dispatcher.receive(batch, batch.length, world.from);
      assertThat(world.outcome())
          .as("seed %d, round %d", seed, round)
          .isEqualTo(oneByOne.outcome());
    }
    assertThat(world.counters.dropped())
        .containsKeys(DropReason.REPEATED, DropReason.TTL_EXPIRED, DropReason.NO_PATH);
    assertThat(world.from.got).as("back where it came from").isEmpty();
  }

  /** Each of a hundred sinks asks for the bytes, as links do; all get the array of the first. */
  @Test
  void isEncodedOnceHoweverManyPeersThereAre() {
    Router router = new Router();
    Set<Object> encodings = Collections.newSetFromMap(new IdentityHashMap<>());
    AtomicInteger offers = new AtomicInteger();
    for (int i = 0; i < 100; i++) {
      Sink peer =
          new Recorder(false, MessageKind.DATA, new EndpointId(3, i)) {
            @Override
            public Offer offer(Envelope envelope) {
              offers.incrementAndGet();
              encodings.add(envelope.payload().bytes());
              return Offer.ACCEPTED;
            }
          };
      router.setPeer(peer, List.of(Topic.of("/")));
    }
    Dispatcher dispatcher =
        new Dispatcher(
            SELF, 7, TTL, true, false, router, id -> null, world.counters, new MessageLog(log));
    Envelope own = dispatcher.envelope(Topic.of("/a"), Data.string("one"), EndpointId.NIL);

    assertThat(dispatcher.publish(own).accepted()).isEqualTo(100);
    assertThat(offers).hasValue(100);
    assertThat(encodings).hasSize(1);

    // And what is passed on is not encoded at all, it keeps the bytes that came.
    byte[] bytes = {1, 2, 3};
    Envelope foreign =
        Envelope.unstamped(
                MessageKind.DATA, Topic.of("/a"), Payload.ofBytes(bytes), 9, EndpointId.NIL)
            .stamped(FAR, 1, 1);
    encodings.clear();
    dispatcher.receive(foreign, world.from);
    assertThat(offers).hasValue(200);
    assertThat(encodings).hasSize(1).allMatch(encoding -> encoding == bytes);
  }

  @Test
  void leavesWhatIsBehindTheCountAlone() {
    Envelope[] batch = {message(new Random(1)), null};
    world.dispatcher.receive(batch, 1, world.from);
    assertThat(world.counters.received.sum()).isEqualTo(1);
  }
}
