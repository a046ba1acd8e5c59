package org.jbroker.runtime.peering;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jbroker.Endpoint;
import org.jbroker.EndpointId;
import org.jbroker.Message;
import org.jbroker.StatusCode;
import org.jbroker.Subscriber;
import org.jbroker.SubscriberOptions;
import org.jbroker.Topic;
import org.jbroker.data.Data;
import org.jbroker.spi.DataCodec;
import org.jbroker.testkit.Bytes;
import org.jbroker.testkit.junit.NoLeaks;
import org.jbroker.testkit.wire.Frame;
import org.jbroker.testkit.wire.FrameKind;
import org.jbroker.testkit.wire.ReplayReport;
import org.jbroker.testkit.wire.ScriptedListener;
import org.jbroker.testkit.wire.SessionReplay;
import org.jbroker.testkit.wire.Side;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Captured sessions of C++ endpoints and of Zeek, with ours in the place of either side. */
@NoLeaks(ignoreThreads = TestEndpoints.NETTY_SHARED)
class SessionConformanceTest {

  private final TestEndpoints endpoints = new TestEndpoints();

  @AfterEach
  void close() {
    endpoints.close();
  }

  static List<Arguments> sessions() {
    List<Arguments> all = new ArrayList<>();
    List<String> names = new ArrayList<>(SessionReplay.NAMES);
    names.remove("store"); // Replayed by the tests of the stores, which answer commands.
    for (String name : names) {
      for (int version : new int[] {64, 1}) {
        all.add(Arguments.of(name, version));
      }
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("sessions")
  void answersAsTheListeningSideDid(String name, int maxVersion) throws Exception {
    SessionReplay session = SessionReplay.load(name);
    Endpoint endpoint = open(session, Side.LISTENING, maxVersion);
    int port = endpoint.listen(TestEndpoints.HOST, 0);
    try (StatusLog statuses = new StatusLog(endpoint);
        Subscriber pings = subscribe(endpoint, session, Side.LISTENING)) {
      CompletableFuture<ReplayReport> replay =
          CompletableFuture.supplyAsync(() -> session.connectTo(TestEndpoints.HOST, port));
      for (Message pong : messages(session, Side.LISTENING)) {
        assertThat(pings.get(TestEndpoints.SOON)).isPresent();
        endpoint.publish(pong.topic(), pong.data());
      }
      requireMatch(replay);
      statuses.await(StatusCode.PEER_ADDED);
      assertThat(statuses.count(StatusCode.PEER_ADDED)).isOne();
    }
  }

  @ParameterizedTest
  @MethodSource("sessions")
  void asksAsTheConnectingSideDid(String name, int maxVersion) throws Exception {
    SessionReplay session = SessionReplay.load(name);
    Endpoint endpoint = open(session, Side.CONNECTING, maxVersion);
    try (ScriptedListener listener = ScriptedListener.open();
        StatusLog statuses = new StatusLog(endpoint);
        Subscriber pongs = subscribe(endpoint, session, Side.CONNECTING)) {
      CompletableFuture<ReplayReport> replay =
          CompletableFuture.supplyAsync(() -> session.acceptOn(listener));
      assertThat(endpoint.peer(listener.host(), listener.port(), Duration.ZERO)).isTrue();
      for (Message ping : messages(session, Side.CONNECTING)) {
        endpoint.publish(ping.topic(), ping.data());
        assertThat(pongs.get(TestEndpoints.SOON)).isPresent();
      }
      assertThat(endpoint.unpeer(listener.host(), listener.port())).isTrue();
      requireMatch(replay);
      assertThat(statuses.codes())
          .containsExactly(
              StatusCode.ENDPOINT_DISCOVERED,
              StatusCode.PEER_ADDED,
              StatusCode.PEER_REMOVED,
              StatusCode.ENDPOINT_UNREACHABLE);
    }
  }

  private static void requireMatch(CompletableFuture<ReplayReport> replay)
      throws InterruptedException, ExecutionException {
    replay.get().requireMatch();
  }

  private Endpoint open(SessionReplay session, Side side, int maxVersion) {
    EndpointId id = EndpointId.of(session.endpointId(side).toArray(), 0);
    return endpoints.open(options -> options.id(id).maxProtocolVersion(maxVersion));
  }

  private static Subscriber subscribe(Endpoint endpoint, SessionReplay session, Side side) {
    List<Topic> topics = session.topics(side).stream().map(t -> Topic.of(t.utf8())).toList();
    return endpoint.subscriber(SubscriberOptions.DEFAULT, topics);
  }

  /** What the application on one side published, in order. */
  private static List<Message> messages(SessionReplay session, Side side) {
    List<Message> messages = new ArrayList<>();
    for (Frame frame : session.frames(side)) {
      if (frame instanceof Frame.Envelope envelope && envelope.kind() == FrameKind.DATA) {
        messages.add(new Message(Topic.of(envelope.topic().utf8()), decode(envelope.payload())));
      }
    }
    assertThat(messages).isNotEmpty();
    return messages;
  }

  private static Data decode(Bytes payload) {
    return DataCodec.decode(payload.toArray());
  }
}
