package org.jbroker.runtime.forwarding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jbroker.runtime.forwarding.Net.LIMIT;
import static org.jbroker.runtime.forwarding.Net.awaitFilters;
import static org.jbroker.runtime.forwarding.Net.takeText;
import static org.jbroker.runtime.forwarding.Net.warmUp;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jbroker.Endpoint;
import org.jbroker.Publisher;
import org.jbroker.Subscriber;
import org.jbroker.Topic;
import org.jbroker.runtime.forwarding.Net.Via;
import org.jbroker.testkit.Await;
import org.jbroker.testkit.Bytes;
import org.jbroker.testkit.junit.NoLeaks;
import org.jbroker.testkit.wire.FrameKind;
import org.jbroker.testkit.wire.ScriptedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** propagateSubscriptions(true): every subscriber with a path is reached. */
@NoLeaks(ignoreThreads = Net.NETTYS_OWN_THREAD)
class PropagationTest {

  private final Net net = new Net();

  @AfterEach
  void closeAll() {
    net.close();
  }

  private Endpoint propagating() {
    return net.open(o -> o.propagateSubscriptions(true));
  }

  private Endpoint propagatingV1() {
    return net.open(o -> o.propagateSubscriptions(true).maxProtocolVersion(1));
  }

  /** Nothing goes out for a topic any more. */
  private static void awaitNoTaker(Endpoint publisher, String topic) {
    Await.until(
        LIMIT, "nobody takes it", () -> publisher.publish(topic, "anybody?").accepted() == 0);
  }

  private static void awaitTaker(Endpoint publisher, String topic) {
    Await.until(LIMIT, "a taker", () -> publisher.publish(topic, "anybody?").accepted() == 1);
  }

  @ParameterizedTest
  @CsvSource({"TCP", "LOCAL"})
  void aSubscriberFourLinksAwayIsReachedAndLeavesNoTrace(Via via) throws Exception {
    List<Endpoint> nodes = net.open(5, o -> o.propagateSubscriptions(true));
    net.chain(via, nodes.toArray(Endpoint[]::new));
    Subscriber far = nodes.get(4).subscriber("/t");

    warmUp(nodes.get(0), far, "/t");
    nodes.get(0).publish("/t/x", "over four links");
    nodes.get(0).publish("/other", "to nobody");
    assertThat(takeText(far, 1)).containsExactly("over four links");

    far.removeTopic(Topic.of("/t"));
    for (Endpoint node : nodes.subList(0, 4)) {
      awaitNoTaker(node, "/t/x");
    }
    far.addTopic(Topic.of("/u"));
    far.poll();
    warmUp(nodes.get(0), far, "/u");
  }

  @Test
  void aChainOfVersion1AnnouncesFiltersOfFilters() throws Exception {
    Endpoint a = net.openV1();
    // Declared a tree, or what was learned from one version-1 peer is not told to another.
    Endpoint b =
        net.open(o -> o.propagateSubscriptions(true).maxProtocolVersion(1).treeTopology(true));
    Endpoint c = net.openV1();
    Subscriber atC = c.subscriber("/t");
    net.chain(Via.TCP, a, b, c);
    awaitFilters(a, "/t");

    a.publish("/t", "through b, which is not subscribed");

    assertThat(takeText(atC, 1)).containsExactly("through b, which is not subscribed");
    atC.close();
    awaitFilters(a);
  }

  @Test
  void withoutTreeTopologyVersion1PeersAreNotToldOfEachOther() {
    Endpoint a = net.openV1();
    Endpoint b = propagatingV1();
    Endpoint c = net.openV1();
    Subscriber atB = b.subscriber("/b");
    Subscriber atC = c.subscriber("/t");
    net.chain(Via.TCP, a, b, c);

    awaitFilters(b, "/t");
    awaitFilters(a, "/b");
    assertThat(List.of(atB.topics(), atC.topics())).hasSize(2);
  }

  @Test
  void version1NodesAtBothEndsOfAVersion64ChainReachEachOther() throws Exception {
    Endpoint left = net.openV1();
    Endpoint a = propagating();
    Endpoint b = propagating();
    Endpoint c = propagating();
    Endpoint right = net.openV1();
    Subscriber atLeft = left.subscriber("/left");
    Subscriber atRight = right.subscriber("/right");
    net.chain(Via.TCP, a, b, c);
    net.link(left, a);
    net.link(right, c);

    warmUp(b, atLeft, "/left");
    warmUp(b, atRight, "/right");
    warmUp(c, atLeft, "/left");
    warmUp(a, atRight, "/right");
    // A filter learned from a version-1 peer is not told to another: only trees may.
    awaitFilters(left);
    awaitFilters(right);
  }

  @Test
  void inATreeVersion1NodesAreToldEachOthersFilters() throws Exception {
    Endpoint left = net.openV1();
    List<Endpoint> middle = net.open(3, o -> o.propagateSubscriptions(true).treeTopology(true));
    Endpoint right = net.openV1();
    Subscriber atRight = right.subscriber("/right");
    net.chain(Via.TCP, middle.toArray(Endpoint[]::new));
    net.link(left, middle.get(0));
    net.link(right, middle.get(2));

    awaitFilters(left, "/right");
    left.publish("/right", "across");

    assertThat(takeText(atRight, 1)).containsExactly("across");
    net.cut(right, middle.get(2), Via.TCP);
    awaitFilters(left);
  }

  @Test
  void aCppNeighbourIsToldTheFiltersBehindUsAndHowTheyChange() throws Exception {
    Endpoint a = propagating();
    Endpoint b = propagating();
    net.link(a, b);
    Bytes id = Bytes.ofHex("00000000000040008000000000000001");
    try (ScriptedPeer cpp = net.v1(a, id, "/cpp")) {
      Subscriber atB = b.subscriber("/b", "/b/longer");
      assertThat(cpp.awaitEnvelope(FrameKind.ROUTING_UPDATE, id).filter())
          .containsExactly(Bytes.ofUtf8("/b"));
      awaitTaker(b, "/cpp");
      assertThat(cpp.awaitEnvelope(FrameKind.DATA, id).topic().utf8()).isEqualTo("/cpp");
      atB.close();
      assertThat(cpp.awaitEnvelope(FrameKind.ROUTING_UPDATE, id).filter()).isEmpty();
    }
    awaitNoTaker(b, "/cpp");
  }

  @Test
  void aNodeThatDoesNotPropagateIsSpokenForByItsNeighbour() throws Exception {
    Endpoint a = propagating();
    Endpoint b = propagating();
    Endpoint plain = net.open();
    Subscriber atPlain = plain.subscriber("/plain");
    net.chain(Via.TCP, a, b, plain);

    warmUp(a, atPlain, "/plain");
    Subscriber atA = a.subscriber("/a");
    warmUp(plain, atA, "/a");
    atPlain.close();
    awaitNoTaker(a, "/plain");
    assertThat(plain.isClosed()).isFalse();
  }

  @Test
  void aNodeThatDoesNotPropagateEndsThePropagation() {
    Endpoint a = propagating();
    Endpoint plain = net.open();
    Endpoint c = propagating();
    Subscriber atC = c.subscriber("/c");
    net.chain(Via.TCP, a, plain, c);
    awaitFilters(plain, "/c");
    awaitFilters(c);

    assertThat(plain.publish("/c", 1).accepted()).isEqualTo(1);
    awaitFilters(a);
    assertThat(atC.topics()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"TCP", "LOCAL"})
  void inARingWhoseLinksComeAndGoNoFilterOutlivesItsSubscriber(Via via) throws Exception {
    List<Endpoint> nodes = net.open(5, o -> o.propagateSubscriptions(true));
    net.ring(via, nodes.toArray(Endpoint[]::new));
    for (int round = 0; round < 3; round++) {
      Endpoint home = nodes.get(round);
      Subscriber subscriber = home.subscriber("/t");
      Endpoint across = nodes.get((round + 2) % 5);
      warmUp(across, subscriber, "/t");
      // The ring is cut on the one side, so the way is the other one, and back.
      net.cut(nodes.get(round), nodes.get(round + 1), via);
      warmUp(across, subscriber, "/t");
      subscriber.close();
      for (Endpoint node : nodes) {
        awaitNoTaker(node, "/t");
      }
      net.link(nodes.get(round), nodes.get(round + 1), via);
      for (Endpoint node : nodes) {
        awaitNoTaker(node, "/t");
      }
    }
  }

  @Test
  void aSubscriberThatDiesTakesItsFilterWithIt() throws Exception {
    List<Endpoint> nodes = net.open(4, o -> o.propagateSubscriptions(true));
    net.ring(Via.TCP, nodes.toArray(Endpoint[]::new));
    warmUp(nodes.get(0), nodes.get(2).subscriber("/t"), "/t");

    nodes.get(2).close();

    for (int i : new int[] {0, 1, 3}) {
      awaitNoTaker(nodes.get(i), "/t");
    }
  }

  @ParameterizedTest
  @CsvSource({"TCP", "LOCAL"})
  void inAMeshItArrivesOnceAndInOrder(Via via) throws Exception {
    List<Endpoint> nodes = net.open(6, o -> o.propagateSubscriptions(true));
    net.ring(via, nodes.toArray(Endpoint[]::new));
    net.link(nodes.get(0), nodes.get(3), via);
    net.link(nodes.get(1), nodes.get(4), via);
    List<Subscriber> subscribers = new ArrayList<>();
    for (int i : new int[] {2, 3, 4, 5}) {
      subscribers.add(nodes.get(i).subscriber("/t"));
    }
    for (Subscriber subscriber : subscribers) {
      warmUp(nodes.get(0), subscriber, "/t");
    }
    for (Subscriber subscriber : subscribers) {
      // What the warm-up of the others left here comes before this.
      nodes.get(0).publish("/t", "begin");
    }
    for (Subscriber subscriber : subscribers) {
      Await.until(LIMIT, "begin", () -> subscriber.available() > 0);
    }
    int count = 300;
    try (Publisher publisher = nodes.get(0).publisher("/t/n")) {
      publisher.publishAll(IntStream.range(0, count).boxed().toList());
    }
    nodes.get(0).publish("/t", "end");

    List<String> expected = IntStream.range(0, count).mapToObj(String::valueOf).toList();
    for (Subscriber subscriber : subscribers) {
      List<String> numbers = new ArrayList<>();
      for (String text = takeText(subscriber, 1).get(0);
          !text.equals("end");
          text = takeText(subscriber, 1).get(0)) {
        if (Character.isDigit(text.charAt(0))) {
          numbers.add(text);
        }
      }
      assertThat(numbers).isEqualTo(expected);
      assertThat(subscriber.poll()).isEmpty();
    }
  }
}
