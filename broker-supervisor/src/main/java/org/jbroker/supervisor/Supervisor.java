package org.jbroker.supervisor;

import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.jbroker.supervisor.service.SupervisorService;

/**
 * A supervisor within this process. Usually one has a process of its own, {@link SupervisorMain}:
 * its workers then run on whatever becomes of the program that starts it.
 *
 * <p>{@link #start} takes over the workers that an earlier supervisor of the directory started and
 * that still run. {@link #close} leaves them running; what stops them is a {@link
 * SupervisorRequest.Shutdown}. Safe for use by several threads.
 */
public final class Supervisor implements AutoCloseable {

  private final SupervisorService service;

  private Supervisor(SupervisorService service) {
    this.service = service;
  }

  /**
   * Starts a supervisor: when this returns, it has adopted the workers that run, starts those that
   * should run, and answers on its socket.
   *
   * @throws SupervisorException if another one uses the directory, the directory is not this user's
   *     alone, its state is damaged, or the system lacks something
   * @throws org.jbroker.BrokerException if it cannot listen, or open its store
   */
  public static Supervisor start(SupervisorOptions options) {
    return new Supervisor(SupervisorService.start(options));
  }

  /** The TCP port that it listens on, if it does. */
  public OptionalInt port() {
    return service.port();
  }

  /**
   * Completes when a request to shut down was carried out. Who started it closes it then.
   *
   * @return a copy; completing it has no effect
   */
  public CompletableFuture<Void> ended() {
    return service.ended().copy();
  }

  /** Ends the supervisor and leaves its workers running. Waits for that; idempotent. */
  @Override
  public void close() {
    service.close();
  }
}
