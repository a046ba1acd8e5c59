package org.jbroker.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jbroker.cluster.TestCluster.SOON;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jbroker.BrokerException;
import org.jbroker.EndpointOptions;
import org.jbroker.ErrorCode;
import org.jbroker.data.Data;
import org.jbroker.store.CloneOptions;
import org.jbroker.store.Store;
import org.jbroker.testkit.Await;
import org.jbroker.testkit.junit.NoLeaks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stores of a cluster, over sockets. */
@NoLeaks(ignoreThreads = TestCluster.NETTY_SHARED)
class ClusterStoreTest {

  private static final EndpointOptions ALONE =
      EndpointOptions.builder().ignoreBrokerConf(true).name("alone").build();

  @TempDir Path directory;

  private TestCluster nodes;

  @BeforeEach
  void make() {
    nodes =
        new TestCluster()
            .options((name, options) -> options.defaultStoreDir(directory.toString()))
            .node("manager", NodeType.MANAGER)
            .node("worker-1", NodeType.WORKER)
            .node("worker-2", NodeType.WORKER);
  }

  @AfterEach
  void close() {
    nodes.close();
  }

  private static Store ready(ClusterStore store) throws InterruptedException {
    assertThat(store.awaitReady(SOON)).as("%s is ready", store).isTrue();
    return store.store().orElseThrow();
  }

  /** Waits until a key has a value at a store. */
  private static void awaitValue(Store store, String key, Data value) {
    Await.until(
        SOON,
        store.name() + " has " + value,
        () -> {
          try {
            return store.get(key).filter(value::equals).isPresent();
          } catch (BrokerException stale) {
            return false;
          }
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 64})
  void managerHasTheMasterAndTheOthersFollow(int version) throws Exception {
    nodes.endpoints(endpoint -> endpoint.maxProtocolVersion(version)).startAll();
    ClusterStore master = nodes.cluster("manager").createStore("visits");
    ClusterStore one = nodes.cluster("worker-1").createStore("visits");
    ClusterStore two = nodes.cluster("worker-2").createStore("visits");

    assertThat(master.isMaster()).isTrue();
    assertThat(master.isReady()).isTrue();
    assertThat(master.store().orElseThrow().isMaster()).isTrue();
    assertThat(one.isMaster()).isFalse();
    assertThat(one.masterNode()).isEqualTo("manager");
    Store first = ready(one);
    Store second = ready(two);
    for (int i = 0; i < 50; i++) {
      first.increment("alice", Data.count(1));
      second.increment("alice", Data.count(1));
    }
    first.flush();
    second.flush();

    assertThat(master.store().orElseThrow().get("alice")).contains(Data.count(100));
    awaitValue(first, "alice", Data.count(100));
    awaitValue(second, "alice", Data.count(100));
  }

  @Test
  void cloneIsThereOnlyWhenTheNodeWithTheMasterHasConnected() throws Exception {
    ClusterStore clone = nodes.start("worker-1").createStore("visits");
    CompletableFuture<Store> future = clone.ready();

    assertThat(clone.store()).isEmpty();
    assertThat(clone.isReady()).isFalse();
    assertThat(clone.awaitReady(Duration.ofMillis(50))).isFalse();
    assertThat(future).isNotDone();

    // Connected, though it has no master yet: the clone goes on looking for one.
    Cluster manager = nodes.start("manager");
    Store store = ready(clone);
    assertThat(future.get()).isSameAs(store);
    manager.createStore("visits").store().orElseThrow().put("alice", "here");
    awaitValue(store, "alice", Data.string("here"));
  }

  @Test
  void storesMayBeCreatedBeforeConnecting() throws Exception {
    AtomicReference<ClusterStore> created = new AtomicReference<>();
    nodes.start("manager").createStore("visits").store().orElseThrow().put("alice", 1);
    nodes.joining(
        builder -> builder.beforeConnecting(joining -> created.set(joining.createStore("visits"))));

    nodes.start("worker-1");

    awaitValue(ready(created.get()), "alice", Data.integer(1));
  }

  @Test
  void persistentStoreSurvivesItsNodeAndClonesFindItAgain() throws Exception {
    nodes.startAll();
    ClusterStore master = nodes.cluster("manager").createStore("visits", true);
    Store clone = ready(nodes.cluster("worker-1").createStore("visits", true));
    assertThat(master.backend()).isEqualTo(BackendType.SQLITE);
    clone.put("alice", 1);
    clone.flush();
    assertThat(directory.resolve("visits.sqlite")).isRegularFile();

    nodes.stop("manager");
    nodes.awaitMembers("worker-1");
    clone.increment("alice", 5); // buffered
    nodes.reopen("manager");
    Cluster manager = nodes.start("manager");
    Store again = manager.createStore("visits", true).store().orElseThrow();

    clone.flush();
    assertThat(again.get("alice")).contains(Data.integer(6));
    awaitValue(clone, "alice", Data.integer(6));
  }

  @Test
  void predefinedOptionsComeFirst() throws Exception {
    Path file = directory.resolve("elsewhere").resolve("v.db");
    nodes
        .options(
            (name, options) ->
                options.store(
                    "visits",
                    ClusterStoreOptions.DEFAULT
                        .withMasterNode("proxy-1")
                        .withBackend(BackendType.SQLITE)
                        .withPath(file.toString())
                        .withCloneOptions(CloneOptions.DEFAULT.withStaleInterval(Duration.ZERO))))
        .node("proxy-1", NodeType.PROXY)
        .startAll();

    Store clone = ready(nodes.cluster("manager").createStore("visits"));
    ClusterStore master = nodes.cluster("proxy-1").createStore("visits");
    assertThat(master.isMaster()).isTrue();
    master.store().orElseThrow().put("alice", 1);
    awaitValue(clone, "alice", Data.integer(1));
    assertThat(file).isRegularFile();

    // Only with its stale interval of zero does a clone refuse to read at once.
    nodes.stop("proxy-1");
    Await.until(
        SOON,
        "reads are refused",
        () -> {
          try {
            return clone.get("alice").isEmpty();
          } catch (BrokerException e) {
            return e.code() == ErrorCode.STALE_DATA;
          }
        });
  }

  @Test
  void defaultMasterNodeTakesThePlaceOfTheManager() {
    nodes.options((name, options) -> options.defaultMasterNode("worker-2"));

    assertThat(nodes.start("worker-2").createStore("visits").isMaster()).isTrue();
    assertThat(nodes.start("manager").createStore("visits").isMaster()).isFalse();
  }

  @Test
  void creatingTwiceWarnsAndGivesTheSame() {
    Cluster manager = nodes.start("manager");
    try (Warnings warnings = new Warnings()) {
      ClusterStore store = manager.createStore("visits");

      assertThat(manager.createStore("visits")).isSameAs(store);
      assertThat(warnings.texts).containsExactly("the cluster store visits was created before");
      assertThat(manager.createStore("visits", true)).isSameAs(store);
      assertThat(warnings.texts.get(1)).contains("not persistent");
      assertThat(store.backend()).isEqualTo(BackendType.MEMORY);
      assertThat(manager.stores()).containsExactly(store);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"../visits", "/tmp/visits", "a/b", "a\\b", ".hidden", "a\0b", "a\nb"})
  void nameThatIsNoFileNameIsRefusedForAFile(String name) throws Exception {
    Cluster manager = nodes.start("manager");

    assertThatThrownBy(() -> manager.createStore(name, true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("name of its file");
    assertThat(Files.list(directory)).isEmpty();
    // In memory there is no file.
    assertThat(manager.createStore(name).isReady()).isTrue();
  }

  @Test
  void withoutAManagerANodeForTheMasterMustBeNamed() {
    try (TestCluster headless = new TestCluster().node("worker-1", NodeType.WORKER)) {
      Cluster worker = headless.start("worker-1");
      assertThatThrownBy(() -> worker.createStore("visits"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("no manager");
    }
  }

  @Test
  void fileThatCannotBeUsedIsToldToTheCaller() throws Exception {
    Files.createDirectory(directory.resolve("visits.sqlite"));
    Cluster manager = nodes.start("manager");

    assertThatThrownBy(() -> manager.createStore("visits", true))
        .isInstanceOf(BrokerException.class)
        .hasMessageContaining("visits.sqlite");
    assertThat(manager.stores()).isEmpty();

    Files.delete(directory.resolve("visits.sqlite"));
    assertThat(manager.createStore("visits", true).isReady()).isTrue();
  }

  @Test
  void cloneThatCannotBeAttachedSaysSo() throws Exception {
    Cluster worker = nodes.start("worker-1");
    worker.endpoint().attachClone("visits");
    ClusterStore store = worker.createStore("visits");
    CompletableFuture<Store> future = store.ready();

    nodes.start("manager");

    assertThatThrownBy(future::get)
        .hasCauseInstanceOf(BrokerException.class)
        .hasMessageContaining("master_exists");
    assertThat(store.awaitReady(SOON)).isFalse();
    assertThat(store.store()).isEmpty();
  }

  @Test
  void closingEndsTheWaiting() throws Exception {
    Cluster worker = nodes.start("worker-1");
    ClusterStore store = worker.createStore("visits");
    CompletableFuture<Store> future = store.ready();

    nodes.stop("worker-1");

    assertThatThrownBy(future::get).hasMessageContaining("shutting_down");
    assertThat(store.awaitReady(SOON)).isFalse();
    assertThatThrownBy(() -> worker.createStore("other"))
        .isInstanceOfSatisfying(
            BrokerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SHUTTING_DOWN));
  }

  @Test
  void withoutAClusterItIsAPlainMaster() {
    try (Cluster alone =
        Cluster.builder()
            .options(ClusterOptions.builder().defaultStoreDir(directory.toString()).build())
            .endpointOptions(ALONE)
            .join()) {
      ClusterStore store = alone.createStore("visits", true);

      assertThat(store.isMaster()).isTrue();
      assertThat(store.masterNode()).isEmpty();
      store.store().orElseThrow().put("alice", 1);
      assertThat(store.store().orElseThrow().get("alice")).contains(Data.integer(1));
      assertThat(directory.resolve("visits.sqlite")).isRegularFile();
    }
  }

  /** Catches what is warned of while it is open. */
  private static final class Warnings extends Handler implements AutoCloseable {

    private final Logger logger = Logger.getLogger(ClusterStores.class.getName());
    private final List<String> texts = new ArrayList<>();

    Warnings() {
      logger.addHandler(this);
      logger.setUseParentHandlers(false);
    }

    @Override
    public void publish(LogRecord record) {
      texts.add(record.getMessage());
    }

    @Override
    public void flush() {
      // Nothing is buffered.
    }

    @Override
    public void close() {
      logger.removeHandler(this);
      logger.setUseParentHandlers(true);
    }
  }
}
