package org.jbroker.store.engine.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jbroker.store.engine.service.StoreNet.EAGER;
import static org.jbroker.store.engine.service.StoreNet.SOON;
import static org.jbroker.store.engine.service.StoreNet.settle;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jbroker.Endpoint;
import org.jbroker.EndpointOptions;
import org.jbroker.store.Backend;
import org.jbroker.store.SqliteOptions;
import org.jbroker.store.Store;
import org.jbroker.store.StoreHealth;
import org.jbroker.store.engine.service.StoreNet.Way;
import org.jbroker.testkit.Await;
import org.jbroker.testkit.junit.NoLeaks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an endpoint's health says of its stores. */
@NoLeaks(ignoreThreads = StoreNet.NETTY_SHARED)
class HealthTest {

  @TempDir private Path folder;

  private final StoreNet net = new StoreNet();

  @AfterEach
  void close() {
    net.close();
  }

  @Test
  void anEndpointWithoutStoresIsReady() {
    Endpoint endpoint = net.open();
    assertThat(endpoint.health().stores()).isEmpty();
    assertThat(endpoint.health().isReady()).isTrue();
  }

  @Test
  void aMasterIsReadyWhenItIsAttachedAndGoneWhenItIsClosed() {
    Endpoint endpoint = net.open();
    Store yoda = endpoint.attachMaster("yoda", Backend.memory());
    endpoint.attachMaster("jar", Backend.sqlite(folder.resolve("jar.sqlite")));
    assertThat(endpoint.health().stores())
        .containsExactly(new StoreHealth("jar", true, true), new StoreHealth("yoda", true, true));
    assertThat(endpoint.health().isReady()).isTrue();
    yoda.close();
    assertThat(endpoint.health().stores()).containsExactly(new StoreHealth("jar", true, true));
  }

  @Test
  void aCloneIsReadyFromItsFirstCopyUntilItIsStale() throws Exception {
    Endpoint here = net.open();
    Endpoint there = net.open();
    Store master = here.attachMaster("yoda", Backend.memory());
    Store clone = there.attachClone("yoda", EAGER.withStaleInterval(Duration.ofMillis(300)));
    assertThat(there.health().stores()).containsExactly(new StoreHealth("yoda", false, false));
    assertThat(there.health().isReady()).isFalse();
    net.link(here, there, Way.IN_PROCESS);
    settle(master, clone);
    assertThat(there.health().stores()).containsExactly(new StoreHealth("yoda", false, true));
    assertThat(there.health().isReady()).isTrue();
    here.unpeer(there);
    Await.until(SOON, "the clone is stale", () -> !there.health().storesReady());
    net.link(here, there, Way.IN_PROCESS);
    Await.until(SOON, "the clone has joined again", () -> there.health().isReady());
  }

  @Test
  void aMasterWhoseDiskRefusesWritesIsNotReadyUntilOneSucceeds() throws Exception {
    Path file = folder.resolve("yoda.sqlite");
    Backend backend = SqliteOptions.builder(file).busyTimeout(Duration.ofMillis(50)).build();
    // Not in the net, which would complain about what is logged.
    try (Endpoint endpoint =
            Endpoint.open(EndpointOptions.builder().ignoreBrokerConf(true).build());
        Store master = endpoint.attachMaster("yoda", backend)) {
      try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
          Statement statement = other.createStatement()) {
        statement.execute("begin immediate");
        assertThatThrownBy(() -> master.putAsync("k", 1).get(SOON.toSeconds(), TimeUnit.SECONDS))
            .isInstanceOf(ExecutionException.class);
        assertThat(endpoint.health().stores())
            .containsExactly(new StoreHealth("yoda", true, false));
        assertThat(endpoint.health().isReady()).isFalse();
        statement.execute("rollback");
      }
      master.putAsync("k", 2).get(SOON.toSeconds(), TimeUnit.SECONDS);
      assertThat(endpoint.health().isReady()).isTrue();
    }
  }
}
