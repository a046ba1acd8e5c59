package org.jbroker.cluster;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jbroker.store.Store;

/**
 * A data store of a cluster, as one node has it: Zeek's {@code Cluster::StoreInfo}; from {@link
 * Cluster#createStore}.
 *
 * <p>On the node with the master, and outside of a cluster, it is ready at once. Elsewhere it is a
 * clone, which there is from the moment on when the node with the master is connected for the first
 * time; from then on it stays, whatever becomes of that node. Whether it has its master's contents
 * by then is another question, which {@link Store#awaitIdle} answers.
 *
 * <p>Any thread may call. The future is the only state.
 */
public final class ClusterStore {

  private final String name;
  private final String masterNode;
  private final boolean master;
  private final boolean persistent;
  private final BackendType backend;
  private final CompletableFuture<Store> ready = new CompletableFuture<>();

  ClusterStore(
      String name, String masterNode, boolean master, boolean persistent, BackendType backend) {
    this.name = Objects.requireNonNull(name);
    this.masterNode = masterNode;
    this.master = master;
    this.persistent = persistent;
    this.backend = backend;
  }

  /** The name, the same on all nodes. */
  public String name() {
    return name;
  }

  /** The node with the master; {@code ""} outside of a cluster. */
  public String masterNode() {
    return masterNode;
  }

  /** Whether this node has the master; else it has a clone. */
  public boolean isMaster() {
    return master;
  }

  /** Where the master keeps its data. */
  public BackendType backend() {
    return backend;
  }

  /** Whether it was created as a persistent one. */
  boolean isPersistent() {
    return persistent;
  }

  /** The handle; empty before it is ready. */
  public Optional<Store> store() {
    return isReady() ? Optional.of(ready.join()) : Optional.empty();
  }

  /** Whether {@link #store()} is there. */
  public boolean isReady() {
    return ready.isDone() && !ready.isCompletedExceptionally();
  }

  /**
   * Waits until it is ready.
   *
   * @return whether it was within {@code timeout}; false at once if it never will be, because the
   *     cluster is closed or the clone could not be attached
   * @throws InterruptedException if the waiting thread is interrupted
   */
  public boolean awaitReady(Duration timeout) throws InterruptedException {
    try {
      ready.get(Nanos.of(timeout), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException | ExecutionException e) {
      return false;
    }
  }

  /**
   * Completes with the handle when it is ready; exceptionally, with a {@link
   * org.jbroker.BrokerException}, if the cluster is closed before that, or the clone cannot be
   * attached. A new future at each call.
   */
  public CompletableFuture<Store> ready() {
    return ready.copy();
  }

  void attached(Store store) {
    ready.complete(store);
  }

  void failed(RuntimeException failure) {
    ready.completeExceptionally(failure);
  }

  @Override
  public String toString() {
    return (master ? "master " : "clone ") + name;
  }
}
