package org.jbroker.store.engine.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jbroker.BrokerException;
import org.jbroker.ErrorCode;
import org.jbroker.data.Data;
import org.jbroker.store.Response;
import org.jbroker.store.StoreProxy;
import org.jbroker.store.engine.master.MasterFixture;
import org.jbroker.testkit.junit.NoLeaks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests by number, answered to a mailbox. */
@NoLeaks
class MailboxProxyTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final MasterFixture fixture = new MasterFixture();
  private final StoreProxy proxy = fixture.store.proxy();

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void everyRequestIsAnsweredUnderItsNumber() throws InterruptedException {
    fixture.store.put("v", List.of(1, 2));
    fixture.store.put("t", Map.of("a", 1));

    assertThat(proxy.get("v")).isEqualTo(1);
    assertThat(proxy.get("missing")).isEqualTo(2);
    assertThat(proxy.exists("v")).isEqualTo(3);
    assertThat(proxy.getIndexFromValue("v", 1)).isEqualTo(4);
    assertThat(proxy.getIndexFromValue("t", "b")).isEqualTo(5);
    assertThat(proxy.getIndexFromValue("missing", 1)).isEqualTo(6);
    assertThat(proxy.getIndexFromValue("v", "x")).isEqualTo(7);
    assertThat(proxy.keys()).isEqualTo(8);
    assertThat(proxy.size()).isEqualTo(9);
    assertThat(proxy.putUnique("v", 1)).isEqualTo(10);
    assertThat(proxy.putUnique("u", 1, Duration.ofSeconds(1))).isEqualTo(11);

    assertThat(proxy.available()).isEqualTo(11);
    List<Response> responses = proxy.receive(11, PATIENCE);
    assertThat(responses)
        .extracting(Response::id)
        .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L);
    assertThat(responses.get(0).get()).isEqualTo(Data.vector(1, 2));
    assertThat(responses.get(2).get()).isEqualTo(Data.bool(true));
    assertThat(responses.get(3).get()).isEqualTo(Data.integer(2));
    assertThat(responses.get(7).get()).isEqualTo(Data.set("v", "t"));
    assertThat(responses.get(8).get()).isEqualTo(Data.count(2));
    assertThat(responses.get(9).get()).isEqualTo(Data.bool(false));
    assertThat(responses.get(10).get()).isEqualTo(Data.bool(true));
    for (int missing : List.of(1, 4, 5)) {
      assertThat(responses.get(missing).error().orElseThrow().code())
          .isEqualTo(ErrorCode.NO_SUCH_KEY);
    }
    assertThat(responses.get(6).error().orElseThrow().code()).isEqualTo(ErrorCode.TYPE_CLASH);
    assertThat(proxy.receive(Duration.ZERO)).isEmpty();
  }

  @Test
  void whatAProxyInsertsIsItsOwn() {
    proxy.putUnique("k", 1);

    assertThat(proxy.id()).isNotEqualTo(fixture.store.id());
    assertThat(fixture.events.get(0).publisher()).isEqualTo(proxy.id());
    assertThat(fixture.store.proxy().id()).isNotEqualTo(proxy.id());
  }

  @Test
  void aSelectorSeesWaitingResponses() throws Exception {
    try (Selector selector = Selector.open()) {
      proxy.readiness().register(selector, SelectionKey.OP_READ);
      assertThat(selector.selectNow()).isZero();

      proxy.size();
      proxy.size();
      assertThat(selector.select(PATIENCE.toMillis())).isEqualTo(1);
      selector.selectedKeys().clear();
      proxy.receive();
      assertThat(selector.selectNow()).isEqualTo(1);
      selector.selectedKeys().clear();

      proxy.receive();
      assertThat(selector.selectNow()).isZero();
    }
  }

  @Test
  void aWaitingThreadGetsTheAnswerWhenItComes() throws Exception {
    ExecutorService pool = Executors.newSingleThreadExecutor();
    try {
      fixture.backend.hold();
      CompletableFuture<Response> received =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return proxy.receive();
                } catch (InterruptedException e) {
                  throw new AssertionError(e);
                }
              },
              pool);
      long id = proxy.putUnique("k", 1);
      assertThat(received).isNotDone();

      fixture.backend.commitAll();

      assertThat(received.get().id()).isEqualTo(id);
    } finally {
      pool.shutdown();
    }
  }

  @Test
  void aFullMailboxRefusesRequests() throws InterruptedException {
    for (int i = 0; i < StoreProxy.MAX_OPEN_REQUESTS; i++) {
      proxy.size();
    }
    assertThatThrownBy(proxy::size)
        .isInstanceOfSatisfying(
            BrokerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSPECIFIED));

    proxy.receive();
    assertThat(proxy.size()).isEqualTo(StoreProxy.MAX_OPEN_REQUESTS + 1L);
  }

  @Test
  void aClosedProxyGivesWhatItHasAndTakesNothingNew() throws InterruptedException {
    proxy.size();
    fixture.backend.hold();
    proxy.putUnique("k", 1);
    proxy.close();
    proxy.close();
    fixture.backend.commitAll();

    assertThatThrownBy(proxy::size)
        .isInstanceOfSatisfying(
            BrokerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SHUTTING_DOWN));
    assertThat(proxy.receive().id()).isEqualTo(1);
    assertThat(proxy.receive(PATIENCE)).isEmpty();
    assertThatThrownBy(proxy::receive).isInstanceOf(BrokerException.class);
  }

  @Test
  void closingTheStoreAnswersWhatIsOpenAndClosesItsProxies() throws InterruptedException {
    fixture.backend.hold();
    proxy.putUnique("k", 1);

    fixture.store.close();

    assertThat(proxy.receive().get()).isEqualTo(Data.bool(true));
    assertThatThrownBy(proxy::size).isInstanceOf(BrokerException.class);
  }
}
