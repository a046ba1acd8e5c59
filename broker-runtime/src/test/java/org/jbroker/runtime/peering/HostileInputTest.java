package org.jbroker.runtime.peering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jbroker.runtime.peering.TestEndpoints.HOST;
import static org.jbroker.runtime.peering.TestEndpoints.LARGE;
import static org.jbroker.runtime.peering.TestEndpoints.SMALL;
import static org.jbroker.runtime.peering.TestEndpoints.SOON;
import static org.jbroker.runtime.peering.TestEndpoints.bytes;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.util.internal.PlatformDependent;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jbroker.DropReason;
import org.jbroker.Endpoint;
import org.jbroker.EndpointMetrics;
import org.jbroker.ErrorCode;
import org.jbroker.PeerOverflow;
import org.jbroker.StatusCode;
import org.jbroker.Subscriber;
import org.jbroker.data.Data;
import org.jbroker.testkit.Await;
import org.jbroker.testkit.Bytes;
import org.jbroker.testkit.junit.NoLeaks;
import org.jbroker.testkit.wire.Frame;
import org.jbroker.testkit.wire.Frame.DropConn;
import org.jbroker.testkit.wire.Frame.Envelope;
import org.jbroker.testkit.wire.FrameKind;
import org.jbroker.testkit.wire.HandshakeScript;
import org.jbroker.testkit.wire.ScriptedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** What strangers send to a listening endpoint, while a good peer exchanges messages with it. */
@NoLeaks(ignoreThreads = TestEndpoints.NETTY_SHARED)
class HostileInputTest {

  private static final String ZEROES_32 =
      "0000000000000000000000000000000000000000000000000000000000000000";

  private static final Duration HANDSHAKE = Duration.ofMillis(500);

  /** A refused connection is over after this: the time-out, the last words, and a busy machine. */
  private static final Duration REFUSED = HANDSHAKE.plusSeconds(2);

  private final TestEndpoints endpoints = new TestEndpoints();
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger("org.jbroker.peering");
  private final Level levelBefore = logger.getLevel();
  private Endpoint endpoint;
  private int port;
  private Bystanders bystanders;

  @BeforeEach
  void openWithAGoodPeer() {
    logger.setLevel(Level.WARN);
    logger.setAdditive(false);
    logged.start();
    logger.addAppender(logged);
    open(PeerOverflow.DROP_OLDEST);
  }

  private void open(PeerOverflow overflow) {
    endpoint =
        endpoints.open(
            o ->
                o.id(SMALL)
                    .handshakeTimeout(HANDSHAKE)
                    .heartbeatInterval(Duration.ofSeconds(1))
                    .maxFrameBytes(1 << 20)
                    .maxElements(10_000)
                    .peerBufferSize(50)
                    .peerOverflow(overflow));
    port = endpoint.listen(HOST, 0);
    bystanders = new Bystanders(endpoint, endpoints.open(), port);
  }

  @AfterEach
  void close() {
    try {
      bystanders.close();
    } finally {
      logger.detachAppender(logged);
      logger.setAdditive(true);
      logger.setLevel(levelBefore);
      endpoints.close();
    }
  }

  private ScriptedPeer connect() {
    ScriptedPeer stranger = ScriptedPeer.connect(HOST, port).timeout(REFUSED);
    stranger.expect(Frame.Probe.class);
    return stranger;
  }

  private void assertRefused(ScriptedPeer stranger, ErrorCode code) {
    DropConn drop = stranger.expect(DropConn.class);
    assertThat(ErrorCode.of(drop.code())).isEqualTo(code);
    assertThat(drop.sender()).isEqualTo(bytes(SMALL));
    stranger.awaitEnd();
    assertThat(endpoint.metrics().connectionsRefused()).isOne();
    assertThat(logged.list).hasSize(1);
    assertThat(logged.list.get(0).getFormattedMessage()).contains(code.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP,            474554202f20485454502f312e310d0a486f73743a20780d0a0d0a, WRONG_MAGIC_NUMBER",
    "TLS hello,       16030100c8010000c403035f, WRONG_MAGIC_NUMBER",
    "SSH,             5353482d322e302d4f70656e5353485f392e320d0a, WRONG_MAGIC_NUMBER",
    "4 GiB,           ffffffff00, WRONG_MAGIC_NUMBER",
    "2 GiB,           7fffffff06, WRONG_MAGIC_NUMBER",
    "too long,        0001000106, WRONG_MAGIC_NUMBER",
    "zero length,     00000000, DESERIALIZATION_FAILED",
    "no magic,        000000050700000000, WRONG_MAGIC_NUMBER",
    "wrong tag,       0000000163, UNEXPECTED_HANDSHAKE_MESSAGE",
    "an envelope tag, 0000000101, UNEXPECTED_HANDSHAKE_MESSAGE",
    "short hello,     00000006065a45454b00, DESERIALIZATION_FAILED",
    "long probe,      00000006075a45454b00, DESERIALIZATION_FAILED",
    "varbyte bomb,    0000001c095a45454b0000000000000000000000000000000905ffffffffff7f,"
        + " DESERIALIZATION_FAILED",
    "filter bomb,     000000060affffffff0f, DESERIALIZATION_FAILED",
    "half a frame,    00000017065a45454b, PEER_TIMEOUT",
    "half a length,   0000, PEER_TIMEOUT",
    "silence,         '', PEER_TIMEOUT"
  })
  void whatIsNoHandshakeIsAnsweredClosedCountedAndLoggedOnce(
      String what, String hex, ErrorCode code) {
    try (ScriptedPeer stranger = connect()) {
      if (!hex.isEmpty()) {
        stranger.sendRaw(Bytes.ofHex(hex));
      }
      assertRefused(stranger, code);
    }
  }

  @Test
  void garbageWithoutEndIsClosedAndItsAnswerArrives() {
    byte[] garbage = new byte[256 << 10];
    new Random(1).nextBytes(garbage);
    garbage[0] = (byte) 0xEE;
    try (ScriptedPeer stranger = connect()) {
      stranger.sendRaw(Bytes.of(garbage));
      assertRefused(stranger, ErrorCode.WRONG_MAGIC_NUMBER);
    }
  }

  @Test
  void aTrickleThatWouldTakeForEverIsTimedOut() {
    byte[] hello = new Frame.Hello(bytes(LARGE), 1, 1).encode().toArray();
    try (ScriptedPeer stranger = connect()) {
      long end = System.nanoTime() + HANDSHAKE.toNanos() - TimeUnit.MILLISECONDS.toNanos(100);
      stranger.sendRaw(Bytes.of(new byte[] {0, 0, 0, (byte) hello.length}));
      for (int i = 0; System.nanoTime() - end < 0; i++) {
        stranger.sendRaw(Bytes.of(hello, i, 1));
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(60));
      }
      assertRefused(stranger, ErrorCode.PEER_TIMEOUT);
    }
  }

  @Test
  void aFilterBombInTheHandshakeIsRefused() {
    try (ScriptedPeer stranger = connect()) {
      stranger.send(new Frame.Hello(bytes(LARGE), 1, 1));
      stranger.expect(Frame.VersionSelect.class);
      stranger.expect(Frame.OriginatorSyn.class);
      stranger.sendRawFrame(Bytes.ofHex("0bffffffff0f"));
      assertRefused(stranger, ErrorCode.DESERIALIZATION_FAILED);
    }
  }

  @Test
  void theSameStrangerAgainAndAgainIsLoggedOnceAndCountedEachTime() {
    for (int i = 0; i < 20; i++) {
      try (ScriptedPeer stranger = connect()) {
        stranger.sendRaw(Bytes.ofUtf8("GET / HTTP/1.1\r\n\r\n"));
        stranger.expect(DropConn.class);
        stranger.awaitEnd();
      }
    }
    assertThat(endpoint.metrics().connectionsRefused()).isEqualTo(20);
    assertThat(logged.list).hasSize(1);
  }

  @Test
  void threeHundredSilentConnectionsCostNeitherMemoryNorThreads() {
    int before = ManagementFactory.getThreadMXBean().getThreadCount();
    long heapBefore = usedHeapBytes();
    long directBefore = PlatformDependent.usedDirectMemory();
    List<ScriptedPeer> strangers = new ArrayList<>();
    try {
      for (int i = 0; i < 300; i++) {
        strangers.add(ScriptedPeer.connect(HOST, port).timeout(REFUSED));
      }
      int tooMany = 0;
      for (ScriptedPeer stranger : strangers) {
        stranger.expect(Frame.Probe.class);
        int code = stranger.expect(DropConn.class).code();
        tooMany += code == ErrorCode.NO_CONNECTOR_AVAILABLE.number() ? 1 : 0;
        assertThat(ErrorCode.of(code))
            .isIn(ErrorCode.NO_CONNECTOR_AVAILABLE, ErrorCode.PEER_TIMEOUT);
        stranger.awaitEnd();
      }
      assertThat(tooMany).isLessThanOrEqualTo(44);
      assertThat(endpoint.metrics().connectionsRefused()).isEqualTo(300);
      assertThat(endpoint.metrics().connectionsAccepted()).isEqualTo(301);
      assertThat(logged.list).hasSizeBetween(1, 2);
      assertThat(ManagementFactory.getThreadMXBean().getThreadCount() - before).isLessThan(10);
      assertThat(usedHeapBytes() - heapBefore).isLessThan(32L << 20);
      assertThat(PlatformDependent.usedDirectMemory() - directBefore).isLessThan(32L << 20);
    } finally {
      strangers.forEach(ScriptedPeer::close);
    }
  }

  @Test
  void moreHandshakesThanAllowedAreRefusedAtOnceAndThereIsRoomAgainLater() {
    Endpoint few =
        endpoints.open(o -> o.maxPendingHandshakes(2).handshakeTimeout(Duration.ofSeconds(5)));
    int fewPort = few.listen(HOST, 0);
    try (ScriptedPeer one = ScriptedPeer.connect(HOST, fewPort);
        ScriptedPeer two = ScriptedPeer.connect(HOST, fewPort);
        ScriptedPeer three = ScriptedPeer.connect(HOST, fewPort)) {
      one.expect(Frame.Probe.class);
      two.expect(Frame.Probe.class);
      three.expect(Frame.Probe.class);
      assertThat(three.expect(DropConn.class).code())
          .isEqualTo(ErrorCode.NO_CONNECTOR_AVAILABLE.number());
      one.reset();
      Await.until(SOON, () -> few.metrics().connectionsRefused() == 2);
      assertThat(endpoints.open().peer(HOST, fewPort, Duration.ZERO)).isTrue();
      two.reset();
    }
  }

  // --- after a handshake

  private ScriptedPeer peer(String... topics) {
    ScriptedPeer peer = ScriptedPeer.connect(HOST, port);
    peer.handshake(HandshakeScript.as(bytes(LARGE)).topics(topics));
    return peer;
  }

  @ParameterizedTest
  @CsvSource({
    "4 GiB, ffffffff",
    "beyond maxFrameBytes, 00100001",
    "a wrong type, 00000025" + ZEROES_32 + "090000" + "0000",
    "a topic beyond the frame, 00000025" + ZEROES_32 + "010000" + "ffff",
    "too short, 0000000101",
    "a filter bomb, 0000002d" + ZEROES_32 + "03ffff0003" + "3c243e" + "ffffffff0f"
  })
  void aPeerThatBreaksTheProtocolIsLostAndNobodyElse(String what, String hex) {
    try (StatusLog log = new StatusLog(endpoint);
        ScriptedPeer peer = peer()) {
      log.await(StatusCode.PEER_ADDED);
      peer.sendRaw(Bytes.ofHex(hex));
      peer.awaitEnd();
      log.await(StatusCode.ENDPOINT_UNREACHABLE);
      assertThat(log.codes())
          .containsExactly(
              StatusCode.ENDPOINT_DISCOVERED,
              StatusCode.PEER_ADDED,
              StatusCode.PEER_LOST,
              StatusCode.ENDPOINT_UNREACHABLE);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "a depth bomb, 0e01, 200, ''",
    "an element bomb, '', 0, 0effffffff0f",
    "more elements than there are bytes, '', 0, 0ea08d06",
    "no tag, '', 0, ff",
    "nothing, '', 0, ''",
    "half a value, '', 0, 0200"
  })
  void aMessageThatIsNoDataIsSkippedCountedAndReported(
      String what, String repeated, int times, String end) throws Exception {
    try (StatusLog log = new StatusLog(endpoint);
        Subscriber subscriber = endpoint.subscriber("/t");
        ScriptedPeer peer = peer()) {
      Bytes bomb = Bytes.ofHex(repeated.repeat(times) + end);
      peer.send(Envelope.data(bytes(LARGE), "/t", bomb));
      peer.send(Envelope.data(bytes(LARGE), "/t", Bytes.ofHex("0101")));
      assertThat(subscriber.get(SOON).orElseThrow().data()).isEqualTo(Data.of(true));
      assertThat(endpoint.metrics().dropped(DropReason.INVALID_DATA)).isOne();
      log.await(ErrorCode.DESERIALIZATION_FAILED);
      assertThat(log.count(StatusCode.PEER_LOST)).isZero();
      peer.reset();
    }
  }

  @Test
  void aPeerThatFloodsPingsAndReadsNoPongIsLostAndCostsLittle() {
    long directBefore = PlatformDependent.usedDirectMemory();
    try (StatusLog log = new StatusLog(endpoint);
        ScriptedPeer peer = peer()) {
      log.await(StatusCode.PEER_ADDED);
      Frame ping = Envelope.ping(bytes(LARGE), bytes(SMALL), Bytes.of(new byte[60 << 10]));
      try {
        for (int i = 0; i < 2000 && log.count(StatusCode.PEER_LOST) == 0; i++) {
          peer.send(ping);
        }
      } catch (java.io.UncheckedIOException closed) {
        // That is what the test waits for.
      }
      log.await(StatusCode.PEER_LOST);
      assertThat(PlatformDependent.usedDirectMemory() - directBefore).isLessThan(32L << 20);
    }
  }

  @ParameterizedTest
  @EnumSource(PeerOverflow.class)
  void aPeerThatStopsReadingOverflowsItsOwnBufferAsThePolicySays(PeerOverflow policy) {
    bystanders.close();
    endpoint.close();
    open(policy);
    Data data = Data.string(new byte[64 << 10]);
    try (StatusLog log = new StatusLog(endpoint);
        ScriptedPeer peer = peer("/big")) {
      log.await(StatusCode.PEER_ADDED);
      int published = publishUntilTheSocketTakesNoMore(data);
      long dropped = 0;
      for (int i = 0; i < 120; i++) {
        dropped += endpoint.publish("/big/" + published++, data).dropped();
      }
      DropReason reason =
          switch (policy) {
            case DISCONNECT -> DropReason.PEER_BUFFER_DISCONNECT;
            case DROP_NEWEST -> DropReason.PEER_BUFFER_NEWEST;
            case DROP_OLDEST -> DropReason.PEER_BUFFER_OLDEST;
          };
      // One waits already, and there is room for 49 more.
      assertThat(dropped).isEqualTo(policy == PeerOverflow.DISCONNECT ? 1 : 120 - 49);
      assertThat(endpoint.metrics().dropped(reason)).isEqualTo(dropped);
      log.await(ErrorCode.UNSPECIFIED);
      if (policy == PeerOverflow.DISCONNECT) {
        log.await(StatusCode.PEER_LOST);
        return;
      }
      List<Integer> received = receive(peer, published - (int) dropped);
      assertThat(received).isSorted().doesNotHaveDuplicates().endsWith(published - 1);
      int gapAt = firstGap(received);
      // Either the buffer's old half went and its new half came, or only its last place changed.
      assertThat(received.size() - gapAt).isEqualTo(policy == PeerOverflow.DROP_NEWEST ? 1 : 50);
      assertThat(log.count(StatusCode.PEER_LOST)).isZero();
      peer.reset();
    }
  }

  /** Publishes one by one and leaves the last in the send buffer; returns how many it were. */
  private int publishUntilTheSocketTakesNoMore(Data data) {
    int published = 0;
    while (true) {
      endpoint.publish("/big/" + published++, data);
      try {
        Await.until(Duration.ofMillis(300), () -> queued() == 0);
      } catch (AssertionError stuck) {
        return published;
      }
    }
  }

  private int queued() {
    return endpoint.metrics().peers().stream()
        .filter(peer -> peer.peer().node().equals(LARGE))
        .mapToInt(EndpointMetrics.PeerMetrics::queued)
        .sum();
  }

  private static List<Integer> receive(ScriptedPeer peer, int count) {
    List<Integer> numbers = new ArrayList<>();
    while (numbers.size() < count) {
      Envelope envelope = peer.expect(Envelope.class);
      if (envelope.kind() == FrameKind.PING) {
        peer.send(Envelope.pong(bytes(LARGE), envelope.sender(), envelope.payload()));
      } else {
        numbers.add(Integer.parseInt(envelope.topic().utf8().substring("/big/".length())));
      }
    }
    return numbers;
  }

  private static int firstGap(List<Integer> numbers) {
    int i = 0;
    while (i < numbers.size() && numbers.get(i) == i) {
      i++;
    }
    return i;
  }

  private static long usedHeapBytes() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
