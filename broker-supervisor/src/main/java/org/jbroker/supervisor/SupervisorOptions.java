package org.jbroker.supervisor;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jbroker.TlsOptions;

/**
 * What a supervisor needs to know. Immutable.
 *
 * <p>It always listens on the socket of its {@link RuntimeDirectory}. Beyond the machine it can be
 * reached only over TCP with TLS in which both sides show certificates.
 */
public final class SupervisorOptions {

  private final RuntimeDirectory directory;
  private final SupervisorTopics topics;
  private final Optional<Listener> listener;
  private final Duration rotationInterval;
  private final LogRotation logRotation;

  private SupervisorOptions(Builder b) {
    directory = b.directory;
    topics = b.topics;
    listener = b.listener;
    rotationInterval = b.rotationInterval;
    logRotation = b.logRotation;
  }

  /**
   * Where to listen beside the socket.
   *
   * @param address as in {@link org.jbroker.Endpoint#listen(String, int)}
   * @param port as there; 0 for any
   * @param tls with certificates of both sides
   */
  public record Listener(String address, int port, TlsOptions tls) {

    /**
     * Checks that only those are let in who have a certificate.
     *
     * @throws IllegalArgumentException if anybody could come in
     */
    public Listener {
      Objects.requireNonNull(address, "address");
      boolean hasAuthority = tls.caFile().isPresent() || tls.caFolder().isPresent();
      if (tls.mode() != TlsOptions.Mode.CERTIFICATES || !hasAuthority) {
        throw new IllegalArgumentException(
            "a supervisor listens on TCP only with TLS with a certificate, a key and the"
                + " authority of its clients: whoever reaches it can run any program");
      }
    }
  }

  /** The defaults for a directory. */
  public static SupervisorOptions of(RuntimeDirectory directory) {
    return builder(directory).build();
  }

  /** A builder with the defaults for a directory. */
  public static Builder builder(RuntimeDirectory directory) {
    return new Builder(directory);
  }

  /** Where its files are. */
  public RuntimeDirectory directory() {
    return directory;
  }

  /** Its topics. Default: {@link SupervisorTopics#bro()}. */
  public SupervisorTopics topics() {
    return topics;
  }

  /** Where it listens beside the socket. Default: nowhere. */
  public Optional<Listener> listener() {
    return listener;
  }

  /** How often the sizes of output files are looked at. Default: 2 s. */
  public Duration rotationInterval() {
    return rotationInterval;
  }

  /** When its own log is rotated. Default: {@link LogRotation#DEFAULT}. */
  public LogRotation logRotation() {
    return logRotation;
  }

  /** Collects options. Not thread-safe. */
  public static final class Builder {

    private static final Duration MIN_INTERVAL = Duration.ofMillis(1);

    private final RuntimeDirectory directory;
    private SupervisorTopics topics = SupervisorTopics.bro();
    private Optional<Listener> listener = Optional.empty();
    private Duration rotationInterval = Duration.ofSeconds(2);
    private LogRotation logRotation = LogRotation.DEFAULT;

    private Builder(RuntimeDirectory directory) {
      this.directory = Objects.requireNonNull(directory, "directory");
    }

    /** Sets {@link SupervisorOptions#topics()}. */
    public Builder topics(SupervisorTopics value) {
      topics = Objects.requireNonNull(value, "topics");
      return this;
    }

    /** Sets {@link SupervisorOptions#listener()}. */
    public Builder listener(Listener value) {
      listener = Optional.of(value);
      return this;
    }

    /** Sets {@link SupervisorOptions#rotationInterval()}, at least 1 ms. */
    public Builder rotationInterval(Duration value) {
      rotationInterval =
          Limits.requireWithin(value, MIN_INTERVAL, RestartPolicy.MAX_DURATION, "rotationInterval");
      return this;
    }

    /** Sets {@link SupervisorOptions#logRotation()}. */
    public Builder logRotation(LogRotation value) {
      logRotation = Objects.requireNonNull(value, "logRotation");
      return this;
    }

    /** The options. The builder can be used on. */
    public SupervisorOptions build() {
      return new SupervisorOptions(this);
    }
  }
}
