package org.jbroker.runtime.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jbroker.runtime.forwarding.Net.LIMIT;
import static org.jbroker.runtime.forwarding.Net.awaitFilters;
import static org.jbroker.runtime.forwarding.Net.takeText;

import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jbroker.BrokerException;
import org.jbroker.Endpoint;
import org.jbroker.ErrorCode;
import org.jbroker.Message;
import org.jbroker.Subscriber;
import org.jbroker.Subscription;
import org.jbroker.Topic;
import org.jbroker.runtime.forwarding.Net;
import org.jbroker.runtime.forwarding.Net.Via;
import org.jbroker.testkit.Await;
import org.jbroker.testkit.junit.NoLeaks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The synchronous way to receive, over TCP. */
@NoLeaks(ignoreThreads = Net.NETTYS_OWN_THREAD)
class SubscribingTest {

  private final Net net = new Net();
  private Endpoint here;
  private Endpoint there;

  @BeforeEach
  void link() {
    here = net.open();
    there = net.open();
    net.link(there, here);
  }

  @AfterEach
  void closeAll() {
    net.close();
  }

  private Subscriber subscribed(String topic) {
    Subscriber subscriber = here.subscriber(topic);
    awaitFilters(there, topic);
    return subscriber;
  }

  @Test
  void aBlockedThreadGetsTheNextMessage() throws Exception {
    Subscriber subscriber = subscribed("/t");
    CompletableFuture<Message> blocked =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return subscriber.get();
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            });

    there.publish("/t/x", "hello");

    Message message = blocked.get(10, TimeUnit.SECONDS);
    assertThat(message.topic()).isEqualTo(Topic.of("/t/x"));
    assertThat(message.data().toString()).isEqualTo("hello");
  }

  @Test
  void waitingEndsWithItsTimeOut() throws Exception {
    Subscriber subscriber = subscribed("/t");
    there.publish("/t", 1);
    there.publish("/t", 2);

    assertThat(subscriber.get(5, Duration.ofMillis(300))).hasSize(2);
    assertThat(subscriber.get(Duration.ofMillis(10))).isEmpty();
    assertThat(subscriber.get(Duration.ZERO)).isEmpty();
    assertThat(subscriber.poll()).isEmpty();
  }

  @Test
  void pollTakesAllThatIsThere() {
    Subscriber subscriber = subscribed("/t");
    for (int i = 0; i < 50; i++) {
      there.publish("/t", i);
    }
    Await.until(LIMIT, () -> subscriber.available() == 50);

    assertThat(subscriber.poll()).hasSize(50);
    assertThat(subscriber.available()).isZero();
    assertThat(here.metrics().delivered()).isEqualTo(50);
  }

  @Test
  void iterationEndsWhenItIsClosedAndEmpty() {
    Subscriber subscriber = subscribed("/t");
    there.publish("/t", 1);
    there.publish("/t", 2);
    Await.until(LIMIT, () -> subscriber.available() == 2);
    here.close();

    List<String> seen = new ArrayList<>();
    for (Message message : subscriber) {
      seen.add(message.data().toString());
    }

    assertThat(seen).containsExactly("1", "2");
    assertThat(subscriber.isClosed()).isTrue();
    assertThatThrownBy(subscriber::get)
        .isInstanceOfSatisfying(
            BrokerException.class,
            e -> assertThat(e.error().code()).isEqualTo(ErrorCode.SHUTTING_DOWN));
  }

  @Test
  void readinessWakesASelector() throws Exception {
    Subscriber subscriber = subscribed("/t");
    try (Selector selector = Selector.open()) {
      subscriber.readiness().register(selector, SelectionKey.OP_READ);
      assertThat(selector.selectNow()).isZero();
      for (int round = 0; round < 3; round++) {
        there.publish("/t", round);
        assertThat(selector.select(10_000)).isEqualTo(1);
        selector.selectedKeys().clear();
        assertThat(takeText(subscriber, 1)).containsExactly(String.valueOf(round));
        assertThat(selector.selectNow()).isZero();
      }
    }
  }

  @Test
  void topicsComeAndGoWhileItRuns() throws Exception {
    Subscriber subscriber = subscribed("/a");

    assertThat(subscriber.addTopic(Topic.of("/b"), LIMIT)).isTrue();
    awaitFilters(there, "/a", "/b");
    there.publish("/a", "a");
    there.publish("/b", "b");
    assertThat(takeText(subscriber, 2)).containsExactly("a", "b");

    assertThat(subscriber.removeTopic(Topic.of("/a"), LIMIT)).isTrue();
    awaitFilters(there, "/b");
    assertThat(there.publish("/a", "a").accepted()).isZero();
    there.publish("/b", "b");
    assertThat(takeText(subscriber, 1)).containsExactly("b");
    assertThat(subscriber.topics()).containsExactly(Topic.of("/b"));
  }

  @Test
  void aPrefixThatAnotherSubscriberHasStaysAnnounced() {
    Subscriber one = subscribed("/t");
    Subscriber two = here.subscriber("/t", "/u");
    awaitFilters(there, "/t", "/u");

    one.close();
    two.removeTopic(Topic.of("/u"));

    awaitFilters(there, "/t");
    assertThat(there.publish("/t", 1).accepted()).isEqualTo(1);
  }

  /** What was waited for has arrived before the question does, so the answer finds its way. */
  @ParameterizedTest
  @EnumSource(Via.class)
  void theAnswerToAQuestionAskedAfterAddTopicIsNotMissed(Via via) throws Exception {
    Endpoint asking = net.open();
    Endpoint answering = net.open();
    net.link(asking, answering, via);
    Subscriber answers = asking.subscriber();
    try (Subscription questions =
        answering.subscribe(
            List.of(Topic.of("/question")),
            m -> answering.publish("/answer/" + m.data(), m.data()),
            e -> {})) {
      awaitFilters(asking, "/question");
      for (int i = 0; i < 50; i++) {
        assertThat(answers.addTopic(Topic.of("/answer/" + i + "/"), LIMIT)).isTrue();
        assertThat(answers.addTopic(Topic.of("/answer/" + i), LIMIT)).isTrue();
        asking.publish("/question", i);
        assertThat(takeText(answers, 1)).containsExactly(String.valueOf(i));
      }
      assertThat(questions.dropped()).isZero();
    }
  }
}
