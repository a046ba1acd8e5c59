package org.jbroker.supervisor;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jbroker.supervisor.client.Waiting;

/**
 * What is asked of a supervisor. {@link SupervisorClient} has these with default time-outs, and
 * {@link SupervisorClient#within} with any other.
 *
 * <p>Each call has a twin that returns a future. Both fail with a {@link
 * SupervisorRequestException}, which says whether the supervisor refused, was not there, or did not
 * answer in time. While no supervisor is connected, a request waits for one until its time-out.
 * Cancelling a future stops the waiting only.
 *
 * <p>Safe for use by several threads. Calls that wait throw {@link InterruptedException} if their
 * thread is interrupted; what was asked may be done nevertheless.
 */
public interface SupervisorCommands {

  /**
   * Adds a node and starts it. Returns when its config is durable, without waiting for the worker:
   * see {@link SupervisorClient#awaitRunning}.
   *
   * @throws SupervisorRequestException also if there is a node of that name
   */
  default void create(NodeConfig config) throws InterruptedException {
    Waiting.get(createAsync(config));
  }

  /** As {@link #create} without waiting. */
  CompletableFuture<Void> createAsync(NodeConfig config);

  /** Stops a node, if it runs, and forgets it. Returns when nothing of it is left. */
  default void destroy(String node) throws InterruptedException {
    Waiting.get(destroyAsync(node));
  }

  /** As {@link #destroy} without waiting. */
  CompletableFuture<Void> destroyAsync(String node);

  /** Destroys all nodes. */
  default void destroyAll() throws InterruptedException {
    Waiting.get(destroyAllAsync());
  }

  /** As {@link #destroyAll} without waiting. */
  CompletableFuture<Void> destroyAllAsync();

  /** Starts a node unless it runs. Returns when it is ready. */
  default void start(String node) throws InterruptedException {
    Waiting.get(startAsync(node));
  }

  /** As {@link #start} without waiting. */
  CompletableFuture<Void> startAsync(String node);

  /** Starts all nodes that do not run. */
  default void startAll() throws InterruptedException {
    Waiting.get(startAllAsync());
  }

  /** As {@link #startAll} without waiting. */
  CompletableFuture<Void> startAllAsync();

  /** Stops a node, which stays so. Returns when nothing of it is left. */
  default void stop(String node) throws InterruptedException {
    Waiting.get(stopAsync(node));
  }

  /** As {@link #stop} without waiting. */
  CompletableFuture<Void> stopAsync(String node);

  /** Stops all nodes. */
  default void stopAll() throws InterruptedException {
    Waiting.get(stopAllAsync());
  }

  /** As {@link #stopAll} without waiting. */
  CompletableFuture<Void> stopAllAsync();

  /** Stops a node, if it runs, and starts it. Returns when it is ready. */
  default void restart(String node) throws InterruptedException {
    Waiting.get(restartAsync(node));
  }

  /** As {@link #restart} without waiting. */
  CompletableFuture<Void> restartAsync(String node);

  /** Restarts all nodes. */
  default void restartAll() throws InterruptedException {
    Waiting.get(restartAllAsync());
  }

  /** As {@link #restartAll} without waiting. */
  CompletableFuture<Void> restartAllAsync();

  /**
   * The status of a node, as the supervisor knows it now.
   *
   * @throws SupervisorRequestException also if there is no such node
   */
  default NodeStatus status(String node) throws InterruptedException {
    return Waiting.get(statusAsync(node));
  }

  /** As {@link #status(String)} without waiting. */
  CompletableFuture<NodeStatus> statusAsync(String node);

  /** The statuses of all nodes by name, as the supervisor knows them now. */
  default Map<String, NodeStatus> status() throws InterruptedException {
    return Waiting.get(statusAsync());
  }

  /** As {@link #status()} without waiting. */
  CompletableFuture<Map<String, NodeStatus>> statusAsync();

  /**
   * Ends the supervisor, and its workers before it. Returns when its process is gone. The nodes
   * that were meant to run are started again by the next supervisor of this directory.
   */
  default void shutdown() throws InterruptedException {
    Waiting.get(shutdownAsync(true));
  }

  /**
   * Ends the supervisor.
   *
   * @param stopWorkers whether its workers end, too; else they run on, and the next supervisor
   *     adopts them
   */
  default void shutdown(boolean stopWorkers) throws InterruptedException {
    Waiting.get(shutdownAsync(stopWorkers));
  }

  /** As {@link #shutdown(boolean)} without waiting. */
  CompletableFuture<Void> shutdownAsync(boolean stopWorkers);
}
