package org.jbroker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jbroker.BrokerError;
import org.jbroker.BrokerException;
import org.jbroker.EndpointId;
import org.jbroker.ErrorCode;
import org.jbroker.data.Data;
import org.junit.jupiter.api.Test;

class StoreValuesTest {

  @Test
  void cloneOptionsHaveTheDefaultsOfTheManual() {
    CloneOptions options = CloneOptions.DEFAULT;
    assertThat(options.resyncInterval()).isEqualTo(Duration.ofSeconds(10));
    assertThat(options.staleInterval()).isEqualTo(Duration.ofMinutes(5));
    assertThat(options.mutationBufferInterval()).isEqualTo(Duration.ofMinutes(2));
    assertThat(options.withStaleInterval(Duration.ofNanos(-1)).staleInterval()).isNegative();
    assertThatThrownBy(() -> options.withResyncInterval(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> options.withMutationBufferInterval(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> options.withMutationBufferBytes(-1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void sqliteOptionsAreDurableAndKeepACorruptFileByDefault() {
    SqliteOptions options = SqliteOptions.of(Path.of("x"));
    assertThat(options.synchronous()).isEqualTo(SqliteOptions.Synchronous.FULL);
    assertThat(options.journalMode()).isEqualTo(SqliteOptions.JournalMode.WAL);
    assertThat(options.failureMode()).isEqualTo(SqliteOptions.FailureMode.FAIL);
    assertThat(options.integrityCheck()).isFalse();
    assertThat(Backend.sqlite(options)).isSameAs(options);
    assertThat(Backend.sqlite(Path.of("x")).toString()).isEqualTo("sqlite:x");
    assertThat(Backend.memory().provider()).isEqualTo("memory");
    assertThatThrownBy(() -> SqliteOptions.builder(Path.of("x")).busyTimeout(Duration.ofNanos(-1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SqliteOptions.builder(Path.of("x")).cacheBytes(-1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aResponseIsAnAnswerOrAnError() {
    BrokerError error = BrokerError.of(ErrorCode.NO_SUCH_KEY, "no such key");
    assertThat(Response.of(7, Data.of(1)).get()).isEqualTo(Data.of(1));
    assertThatThrownBy(() -> Response.failed(8, error).get())
        .isInstanceOf(BrokerException.class)
        .hasMessageContaining("no_such_key");
    assertThatThrownBy(() -> new Response(1, Optional.empty(), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Response(1, Optional.of(Data.of(1)), Optional.of(error)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void eventsSayWhatWasBeforeAndAfter() {
    EntityId who = new EntityId(EndpointId.random(), -1);
    Data k = Data.of("k");
    Data a = Data.of(1);
    Data b = Data.of(2);
    StoreEvent updated = new StoreEvent.Updated("yoda", k, a, b, who);
    assertThat(updated.before()).contains(a);
    assertThat(updated.after()).contains(b);
    assertThat(new StoreEvent.Inserted("yoda", k, a, who).before()).isEmpty();
    assertThat(new StoreEvent.Erased("yoda", k, a, who).after()).isEmpty();
    assertThat(new StoreEvent.Expired("yoda", k, a, who).before()).contains(a);
    assertThat(who.toString()).isEqualTo("18446744073709551615@" + who.endpoint());
    assertThat(EntityId.NIL.isNil()).isTrue();
    assertThat(who.isNil()).isFalse();
  }

  /** A writer that notes its calls; erase fails. */
  private static StoreWriter recorder(List<String> calls) {
    return (StoreWriter)
        Proxy.newProxyInstance(
            StoreWriter.class.getClassLoader(),
            new Class<?>[] {StoreWriter.class},
            (proxy, method, arguments) -> {
              if (method.isDefault()) {
                return java.lang.reflect.InvocationHandler.invokeDefault(proxy, method, arguments);
              }
              calls.add(method.getName() + (arguments == null ? 0 : arguments.length));
              if (method.getName().equals("erase")) {
                throw new BrokerException(ErrorCode.SHUTTING_DOWN, "closed");
              }
              return method.getName().equals("flushAsync")
                  ? CompletableFuture.completedFuture(null)
                  : null;
            });
  }

  @Test
  void asyncTwinsWriteAndThenFlush() {
    List<String> calls = new ArrayList<>();
    StoreWriter writer = recorder(calls);
    assertThat(writer.putAsync("k", 1)).isCompleted();
    assertThat(writer.pushAsync("k", 1, Duration.ofSeconds(1))).isCompleted();
    assertThat(writer.insertIntoAsync("k", 1, "v", Duration.ofSeconds(1))).isCompleted();
    assertThat(calls)
        .containsExactly(
            "put2", "flushAsync0", "push3", "flushAsync0", "insertInto4", "flushAsync0");
    assertThat(writer.eraseAsync("k")).isCompletedExceptionally();
  }
}
