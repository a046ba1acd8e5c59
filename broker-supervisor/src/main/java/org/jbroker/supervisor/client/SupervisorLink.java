package org.jbroker.supervisor.client;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jbroker.Endpoint;
import org.jbroker.EndpointOptions;
import org.jbroker.NetworkInfo;
import org.jbroker.Status;
import org.jbroker.StatusEvent;
import org.jbroker.StatusSubscriber;
import org.jbroker.supervisor.RuntimeDirectory;
import org.jbroker.supervisor.SupervisorClientOptions;
import org.jbroker.supervisor.SupervisorConnection;
import org.jbroker.supervisor.SupervisorException;

/**
 * The connection of a client with its supervisor, whichever process that is.
 *
 * <p>One peering is asked for once and made again by the endpoint whenever a supervisor listens on
 * the socket. What this adds is to start a supervisor while nobody listens, and to tell whether
 * there is one.
 *
 * <p>Thread-safe. The monitor guards {@code connected}; those who wait for it are notified. {@code
 * starting} lets one thread at a time start supervisors. {@code listeners} and {@code told} are
 * confined to the scheduler's thread, on which listeners are called. Threads: {@code NAME-events}
 * follows the peering's statuses, {@code NAME-timer} is the scheduler.
 */
public final class SupervisorLink implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(SupervisorLink.class.getName());

  /** The longest pause between attempts to reach the socket. */
  private static final Duration PEER_RETRY = Duration.ofMillis(500);

  /** So many supervisors that end at once are a failure, and not one that met another one. */
  private static final int MAX_FAILURES = 2;

  private static final Duration FIRST_STEP = Duration.ofMillis(250);
  private static final Duration STEP = Duration.ofMillis(20);

  /** Answers that were sent before a supervisor went away may arrive after the news of it. */
  private static final Duration ANSWER_GRACE = Duration.ofMillis(200);

  private static final Duration KEEP_RUNNING_RETRY = Duration.ofSeconds(5);
  private static final int MAX_PID_BYTES = 32;

  private final SupervisorClientOptions options;
  private final SupervisorLauncher launcher;
  private final Endpoint endpoint;
  private final StatusSubscriber statuses;
  private final ScheduledThreadPoolExecutor scheduler;
  private final Thread events;
  private final RequestChannel requests;
  private final List<Consumer<? super SupervisorConnection>> listeners = new ArrayList<>();
  private final ReentrantLock starting = new ReentrantLock();
  private SupervisorConnection told;
  private boolean connected;

  /** Opens an endpoint that looks for the supervisor; {@link #ensure} waits for it. */
  public SupervisorLink(SupervisorClientOptions options) {
    this.options = options;
    launcher = new SupervisorLauncher(options);
    endpoint =
        Endpoint.open(
            EndpointOptions.builder()
                .ignoreBrokerConf(true)
                .forward(false)
                .name(options.name())
                .build());
    scheduler =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, options.name() + "-timer");
              thread.setDaemon(true);
              return thread;
            });
    scheduler.setRemoveOnCancelPolicy(true);
    scheduler.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    statuses = endpoint.statusSubscriber(true);
    requests = new RequestChannel(endpoint, options.topics(), scheduler);
    events = new Thread(this::follow, options.name() + "-events");
    events.setDaemon(true);
    events.start();
  }

  /** The endpoint, whose only peer is the supervisor. */
  public Endpoint endpoint() {
    return endpoint;
  }

  /** Where requests go. */
  RequestChannel requests() {
    return requests;
  }

  /** Whether a supervisor is connected. */
  public synchronized boolean isConnected() {
    return connected;
  }

  /** Calls a listener with what is so now, and then whenever a supervisor is connected or gone. */
  public void onConnection(Consumer<? super SupervisorConnection> listener) {
    later(
        Duration.ZERO,
        () -> {
          if (told != null) {
            listener.accept(told);
          }
          listeners.add(listener);
        });
  }

  private void tell(SupervisorConnection connection) {
    told = connection;
    listeners.forEach(listener -> listener.accept(connection));
  }

  /**
   * Completes when a process has ended that is not this one's child; with a {@link
   * TimeoutException} if it has not in time.
   */
  CompletableFuture<Void> ended(long pid, Duration timeout) {
    CompletableFuture<Void> end = new CompletableFuture<>();
    long deadlineNanos = System.nanoTime() + timeout.toNanos();
    pollEnd(pid, deadlineNanos, end);
    return end;
  }

  private void pollEnd(long pid, long deadlineNanos, CompletableFuture<Void> end) {
    if (!LiveProcess.isRunning(pid)) {
      end.complete(null);
    } else if (System.nanoTime() - deadlineNanos > 0) {
      end.completeExceptionally(new TimeoutException());
    } else {
      later(STEP, () -> pollEnd(pid, deadlineNanos, end));
    }
  }

  /** Begins to look for a supervisor. Do this when everything is subscribed. */
  public void connect() {
    endpoint.peerAsync(NetworkInfo.of(options.directory().socketAddress()), PEER_RETRY);
  }

  /**
   * Waits until a supervisor is connected, and starts one if none runs and the options allow it.
   *
   * @throws SupervisorException if there is none in time, with what its log says
   * @throws InterruptedException if the waiting thread is interrupted
   */
  public void ensure(Duration timeout) throws InterruptedException {
    long deadlineNanos = System.nanoTime() + timeout.toNanos();
    starting.lockInterruptibly();
    try {
      Start start = new Start(deadlineNanos);
      // If one runs, the endpoint has it now; no need to disturb it with another connection.
      boolean done = awaitConnected(FIRST_STEP);
      while (!done && !awaitConnected(STEP)) {
        start.step();
      }
    } finally {
      starting.unlock();
    }
  }

  private synchronized boolean awaitConnected(Duration atMost) throws InterruptedException {
    if (!connected) {
      TimeUnit.NANOSECONDS.timedWait(this, atMost.toNanos());
    }
    return connected;
  }

  /** One attempt to get a supervisor connected. Used by one thread. */
  private final class Start {

    private final long deadlineNanos;
    private SupervisorLauncher.Launched launched;
    private int failures;

    Start(long deadlineNanos) {
      this.deadlineNanos = deadlineNanos;
    }

    void step() throws InterruptedException {
      RuntimeDirectory directory = options.directory();
      if (endpoint.isClosed()) {
        throw new SupervisorException("the client is closed");
      }
      boolean isLate = System.nanoTime() - deadlineNanos >= 0;
      if (!isLate && launched != null && launched.isRunning()) {
        return;
      }
      boolean listening = isListening();
      if (isLate) {
        throw new SupervisorException(
            listening
                ? "the supervisor in " + directory + pidText() + " does not answer"
                : "no supervisor came up in " + directory + " in time" + logText());
      }
      if (listening) {
        return;
      }
      if (!options.startIfMissing()) {
        throw new SupervisorException("no supervisor runs in " + directory);
      }
      if (launched == null) {
        launched = launcher.launch();
      } else {
        onExit();
      }
    }

    /**
     * Either it found another one that starts or ends, which is waited for; or one that has ended
     * since, so that it is tried again; or it has failed.
     */
    private void onExit() {
      OptionalLong other = supervisorPid();
      if (other.isPresent() && LiveProcess.isRunning(other.getAsLong())) {
        return;
      }
      failures++;
      if (failures == MAX_FAILURES) {
        throw new SupervisorException(
            "the supervisor that was started in " + options.directory() + " has ended" + logText());
      }
      launched = null;
    }

    private String logText() {
      return launched == null ? "" : "; its log:\n" + launcher.logOf(launched);
    }
  }

  /** Whether somebody listens on the socket, which a supervisor that was killed leaves behind. */
  private boolean isListening() {
    try (SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return socket.connect(options.directory().socketAddress());
    } catch (IOException nobody) {
      return false;
    }
  }

  private String pidText() {
    OptionalLong pid = supervisorPid();
    return pid.isPresent() ? " (pid " + pid.getAsLong() + ")" : "";
  }

  /** What its lock file says; that of the last one if none runs. */
  public OptionalLong supervisorPid() {
    try (var in = Files.newInputStream(options.directory().lock())) {
      String text = new String(in.readNBytes(MAX_PID_BYTES), StandardCharsets.US_ASCII).strip();
      return OptionalLong.of(Long.parseLong(text));
    } catch (IOException | NumberFormatException unknown) {
      return OptionalLong.empty();
    }
  }

  private void follow() {
    for (StatusEvent event : statuses) {
      if (event instanceof Status status) {
        switch (status.code()) {
          case PEER_ADDED -> set(SupervisorConnection.CONNECTED);
          case PEER_LOST -> set(SupervisorConnection.LOST);
          case PEER_REMOVED -> set(SupervisorConnection.ENDED);
          default -> {}
        }
      }
    }
  }

  private void set(SupervisorConnection connection) {
    boolean isConnected = connection == SupervisorConnection.CONNECTED;
    synchronized (this) {
      connected = isConnected;
      notifyAll();
    }
    try {
      if (!isConnected) {
        List<String> lost = requests.sent();
        later(ANSWER_GRACE, () -> requests.giveUp(lost));
      }
      later(Duration.ZERO, () -> tell(connection));
      if (connection == SupervisorConnection.LOST && options.keepRunning()) {
        later(Duration.ZERO, this::keepRunning);
      }
    } catch (RejectedExecutionException closing) {
      LOG.log(System.Logger.Level.DEBUG, "the supervisor left while the client was closed");
    }
  }

  private void later(Duration delay, Runnable task) {
    scheduler.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Not on the scheduler, which has time-outs to keep meanwhile. */
  private void keepRunning() {
    CompletableFuture.runAsync(
            () -> {
              try {
                ensure(options.connectTimeout());
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            })
        .exceptionally(
            failure -> {
              if (!endpoint.isClosed()) {
                LOG.log(System.Logger.Level.ERROR, Waiting.unwrap(failure).getMessage());
                later(KEEP_RUNNING_RETRY, this::keepRunning);
              }
              return null;
            });
  }

  /** Leaves the supervisor alone and ends the threads and the endpoint of this. Idempotent. */
  @Override
  public void close() {
    requests.close();
    scheduler.shutdown();
    endpoint.close();
    statuses.close();
    synchronized (this) {
      connected = false;
      notifyAll();
    }
    boolean interrupted = false;
    while (events.isAlive()) {
      try {
        events.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
