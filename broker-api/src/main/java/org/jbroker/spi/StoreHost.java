package org.jbroker.spi;

import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jbroker.EndpointId;
import org.jbroker.EndpointOptions;
import org.jbroker.StatusEvent;
import org.jbroker.Topic;

/**
 * What an engine offers to the stores of an endpoint: a way for commands, time, and news of the
 * network. Thread-safe.
 */
public interface StoreHost {

  /** The endpoint's id. */
  EndpointId id();

  /** The endpoint's options. */
  EndpointOptions options();

  /** The endpoint's wall clock: real, or set by its user. */
  Instant now();

  /**
   * Calls {@code action} whenever the user set the wall clock, on the thread that did; never with
   * real time.
   *
   * @return ends that
   */
  Registration onTimeSet(Runnable action);

  /** Where callbacks of users run. */
  Executor callbacks();

  /** Reports to the endpoint's status subscribers. Never blocks. */
  void report(StatusEvent event);

  /**
   * Receives the commands whose topic starts with {@code prefix}, which is announced to the peers.
   *
   * @return ends that
   */
  Registration receiveCommands(Topic prefix, CommandHandler handler);

  /**
   * Sends a command to every peer that is subscribed to its topic. Waits a moment, 200 milliseconds
   * at most and most often none, for a peer whose send buffer is full; so this is not for threads
   * of the engine.
   */
  void broadcast(Topic topic, byte[] command);

  /**
   * Sends a command to one endpoint. Waits as {@link #broadcast} does.
   *
   * @return whether a path to it is known
   */
  boolean send(EndpointId receiver, Topic topic, byte[] command);

  /** Whether a direct peer announced exactly this prefix in its filter. May wait for a moment. */
  boolean isAnnounced(Topic prefix);

  /** Whether a path to an endpoint is known. */
  boolean isReachable(EndpointId endpoint);

  /**
   * Calls {@code action} with each endpoint to which the last path is gone. On a thread of the
   * engine: it must neither block nor do much.
   *
   * @return ends that
   */
  Registration onUnreachable(Consumer<EndpointId> action);

  /** Something that was asked for and can be ended. */
  interface Registration extends AutoCloseable {
    @Override
    void close();
  }
}
