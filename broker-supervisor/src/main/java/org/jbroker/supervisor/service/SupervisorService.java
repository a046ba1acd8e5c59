package org.jbroker.supervisor.service;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.jbroker.BrokerException;
import org.jbroker.Endpoint;
import org.jbroker.EndpointOptions;
import org.jbroker.Message;
import org.jbroker.supervisor.NodeNotice;
import org.jbroker.supervisor.NodeStatus;
import org.jbroker.supervisor.RuntimeDirectory;
import org.jbroker.supervisor.SupervisorException;
import org.jbroker.supervisor.SupervisorOptions;
import org.jbroker.supervisor.SupervisorResponse;
import org.jbroker.supervisor.SupervisorTopics;
import org.jbroker.supervisor.process.SystemTools;
import org.jbroker.supervisor.process.WorkerLauncher;
import org.jbroker.supervisor.state.StateStore;
import org.jbroker.zeek.ZeekEvent;
import org.jbroker.zeek.ZeekMessage;

/**
 * A supervisor put together: lock, endpoint, store, workers.
 *
 * <p>Threads: {@code supervisor-workers} owns the workers and publishes; {@code
 * supervisor-rotation} rotates output; the endpoint's call {@link #receive}, which waits while too
 * many requests are under way, so that the endpoint's bounded queue bounds them all.
 */
public final class SupervisorService implements AutoCloseable {

  private static final String NAME = "supervisor";

  /** Requests that wait for the control loop. */
  private static final int MAX_WAITING = 256;

  private final SupervisorTopics topics;
  private final SupervisorLock lock;
  private final SupervisorLog log;
  private final ControlLoop loop;
  private final Endpoint endpoint;
  private final LinuxHost host;
  private final Workers workers;
  private final RequestDesk desk;
  private final RotationTask rotation;
  private final Semaphore waiting = new Semaphore(MAX_WAITING);
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private OptionalInt port = OptionalInt.empty();
  private boolean isClosed;

  /**
   * Starts a supervisor; see {@link org.jbroker.supervisor.Supervisor#start}.
   *
   * @throws SupervisorException as there
   */
  public static SupervisorService start(SupervisorOptions options) {
    SystemTools tools = SystemTools.find(System.getenv("PATH"));
    RuntimeDirectory directory = options.directory().create();
    SupervisorLock lock = SupervisorLock.take(directory);
    SupervisorLog log = null;
    Endpoint endpoint = null;
    try {
      log = new SupervisorLog(directory.log(), Clock.systemUTC());
      endpoint = Endpoint.open(endpointOptions(options));
      SupervisorService service = new SupervisorService(options, tools, lock, log, endpoint);
      service.begin(options);
      return service;
    } catch (IOException | RuntimeException e) {
      if (log != null) {
        log.error("cannot start", e);
      }
      abandon(endpoint, e);
      abandon(log, e);
      abandon(lock, e);
      throw e instanceof RuntimeException failure
          ? failure
          : new SupervisorException("cannot start in " + directory + ": " + e, e);
    }
  }

  private static EndpointOptions endpointOptions(SupervisorOptions options) {
    EndpointOptions.Builder builder =
        EndpointOptions.builder()
            .name(NAME)
            .ignoreBrokerConf(true)
            // What a worker and a client publish is for the supervisor and not for each other.
            .forward(false);
    options.listener().ifPresent(listener -> builder.tls(listener.tls()));
    return builder.build();
  }

  private static void abandon(AutoCloseable resource, Exception cause) {
    if (resource != null) {
      try {
        resource.close();
      } catch (Exception e) {
        cause.addSuppressed(e);
      }
    }
  }

  private SupervisorService(
      SupervisorOptions options,
      SystemTools tools,
      SupervisorLock lock,
      SupervisorLog log,
      Endpoint endpoint)
      throws IOException {
    this.lock = lock;
    this.log = log;
    this.endpoint = endpoint;
    topics = options.topics();
    loop = new ControlLoop(NAME + "-workers", this::tick, e -> log.error("control loop", e));
    WorkerLauncher launcher = new WorkerLauncher(tools, options.directory(), topics);
    host = new LinuxHost(Path.of("/proc"), launcher, Clock.systemUTC(), log, this::onLoop);
    workers =
        new Workers(
            host,
            options.directory(),
            new StateStore(endpoint, options.directory().state()),
            this::changed);
    desk = new RequestDesk(workers, tools, log, this::answer, this::end);
    rotation = new RotationTask(NAME + "-rotation", options, log, workers::configs, this::onLoop);
  }

  /** On the control loop, in its order; the caller waits, as the first requests must. */
  private void begin(SupervisorOptions options) {
    log.info("supervisor (pid " + ProcessHandle.current().pid() + ") of " + options.directory());
    CompletableFuture<Void> restored = new CompletableFuture<>();
    onLoop(
        () -> {
          try {
            workers.restore();
            restored.complete(null);
          } catch (IOException | RuntimeException e) {
            restored.completeExceptionally(e);
          }
        });
    try {
      restored.join();
      endpoint.subscribe(
          List.of(topics.prefix()), this::receive, error -> log.warn("requests: " + error));
      endpoint.listen(options.directory().socketAddress());
      options
          .listener()
          .ifPresent(
              listener ->
                  port = OptionalInt.of(endpoint.listen(listener.address(), listener.port())));
      rotation.start();
    } catch (RuntimeException e) {
      loop.stop();
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw cause instanceof RuntimeException failure
          ? failure
          : new SupervisorException("cannot take over the workers: " + cause, cause);
    }
  }

  /** The TCP port that it listens on, if it does. */
  public OptionalInt port() {
    return port;
  }

  /** Completes when a request to shut down was carried out. */
  public CompletableFuture<Void> ended() {
    return ended;
  }

  /** On another thread: who waits for it may close this at once, which waits for the loop. */
  private void end() {
    ended.completeAsync(() -> null);
  }

  private boolean onLoop(Runnable task) {
    return loop.execute(
        () -> {
          try {
            task.run();
          } finally {
            host.forgetScan();
            OptionalLong next = workers.nextTickNanos();
            if (next.isPresent()) {
              loop.wakeAt(next.getAsLong());
            } else {
              loop.noWake();
            }
          }
        });
  }

  private void tick() {
    onLoop(workers::tick);
  }

  private void receive(Message message) {
    if (ZeekMessage.kindOf(message.data()).filter(k -> k == ZeekMessage.Kind.EVENT).isEmpty()) {
      return;
    }
    ZeekEvent event;
    try {
      event = ZeekEvent.from(message.data());
    } catch (IllegalArgumentException e) {
      log.warn("no event on " + message.topic() + ": " + e.getMessage());
      return;
    }
    waiting.acquireUninterruptibly();
    if (!onLoop(() -> handle(event))) {
      waiting.release();
    }
  }

  private void handle(ZeekEvent event) {
    try {
      desk.handle(event);
    } finally {
      waiting.release();
    }
  }

  private void changed(NodeStatus status) {
    publish(topics.nodeStatus().string(), NodeNotice.of(status).toEvent());
    desk.changed(status);
  }

  private void answer(SupervisorResponse response) {
    publish(topics.response(response.kind(), response.reqid()).string(), response.toEvent());
  }

  private void publish(String topic, ZeekEvent event) {
    try {
      endpoint.publish(topic, event);
    } catch (BrokerException e) {
      log.error("not published on " + topic, e);
    }
  }

  /** Ends the supervisor and leaves its workers running. Idempotent. */
  @Override
  public synchronized void close() {
    if (isClosed) {
      return;
    }
    isClosed = true;
    rotation.close();
    loop.stop();
    endpoint.close();
    log.info("ended; workers that run stay");
    try {
      log.close();
      lock.close();
    } catch (IOException e) {
      throw new SupervisorException("not closed cleanly: " + e, e);
    }
  }
}
