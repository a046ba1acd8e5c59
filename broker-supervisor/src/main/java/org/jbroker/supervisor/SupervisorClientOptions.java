package org.jbroker.supervisor;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** How a {@link SupervisorClient} finds, starts and asks its supervisor. Immutable. */
public final class SupervisorClientOptions {

  private final Builder values;

  private SupervisorClientOptions(Builder values) {
    this.values = values;
  }

  /** With the defaults for everything but the directory. */
  public static SupervisorClientOptions of(RuntimeDirectory directory) {
    return builder(directory).build();
  }

  /** A builder with the defaults. */
  public static Builder builder(RuntimeDirectory directory) {
    return new Builder(directory);
  }

  /** Where the supervisor and its state are. */
  public RuntimeDirectory directory() {
    return values.directory;
  }

  /** The topics that client and supervisor use. Default: {@link SupervisorTopics#bro()}. */
  public SupervisorTopics topics() {
    return values.topics;
  }

  /** Whether a supervisor is started if none runs. Default: true. */
  public boolean startIfMissing() {
    return values.startIfMissing;
  }

  /**
   * Whether a supervisor that was lost without having said goodbye is replaced by itself. One that
   * was told to end, by whomever, is not. Default: false, then {@link SupervisorClient#reconnect}
   * does it.
   */
  public boolean keepRunning() {
    return values.keepRunning;
  }

  /**
   * The command that runs {@code SupervisorMain}, to which {@code --directory} and {@code
   * --topic-prefix} with their values are appended. Default: the Java that runs this program, with
   * its class path or module path, and a heap of at most 128 MiB.
   */
  public Optional<List<String>> command() {
    return values.command;
  }

  /** How long a supervisor has to come up and to be connected. Default: 20 s. */
  public Duration connectTimeout() {
    return values.connectTimeout;
  }

  /**
   * How long an answer may take. What stops or starts workers gets, on top of it, the longest of
   * their times of grace and readiness. Default: 10 s.
   */
  public Duration requestTimeout() {
    return values.requestTimeout;
  }

  /** What the client is called in logs and names of threads. Default: {@code supervisor-client}. */
  public String name() {
    return values.name;
  }

  /** Collects values. Not thread-safe. */
  public static final class Builder {

    private static final Duration SHORTEST = Duration.ofMillis(1);

    private final RuntimeDirectory directory;
    private SupervisorTopics topics = SupervisorTopics.bro();
    private boolean startIfMissing = true;
    private boolean keepRunning;
    private Optional<List<String>> command = Optional.empty();
    private Duration connectTimeout = Duration.ofSeconds(20);
    private Duration requestTimeout = Duration.ofSeconds(10);
    private String name = "supervisor-client";

    private Builder(RuntimeDirectory directory) {
      this.directory = Objects.requireNonNull(directory, "directory");
    }

    private Builder(Builder other) {
      directory = other.directory;
      topics = other.topics;
      startIfMissing = other.startIfMissing;
      keepRunning = other.keepRunning;
      command = other.command;
      connectTimeout = other.connectTimeout;
      requestTimeout = other.requestTimeout;
      name = other.name;
    }

    /** Sets {@link SupervisorClientOptions#topics()}. */
    public Builder topics(SupervisorTopics value) {
      topics = Objects.requireNonNull(value, "topics");
      return this;
    }

    /** Sets {@link SupervisorClientOptions#startIfMissing()}. */
    public Builder startIfMissing(boolean value) {
      startIfMissing = value;
      return this;
    }

    /** Sets {@link SupervisorClientOptions#keepRunning()}. */
    public Builder keepRunning(boolean value) {
      keepRunning = value;
      return this;
    }

    /** Sets {@link SupervisorClientOptions#command()}; not empty. */
    public Builder command(List<String> value) {
      if (value.isEmpty()) {
        throw new IllegalArgumentException("command is empty");
      }
      command = Optional.of(List.copyOf(value));
      return this;
    }

    /** Sets {@link SupervisorClientOptions#connectTimeout()}; 1 ms to a day. */
    public Builder connectTimeout(Duration value) {
      connectTimeout =
          Limits.requireWithin(value, SHORTEST, RestartPolicy.MAX_DURATION, "connectTimeout");
      return this;
    }

    /** Sets {@link SupervisorClientOptions#requestTimeout()}; 1 ms to a day. */
    public Builder requestTimeout(Duration value) {
      requestTimeout =
          Limits.requireWithin(value, SHORTEST, RestartPolicy.MAX_DURATION, "requestTimeout");
      return this;
    }

    /** Sets {@link SupervisorClientOptions#name()}. */
    public Builder name(String value) {
      name = Objects.requireNonNull(value, "name");
      return this;
    }

    /** The options. The builder can be used on. */
    public SupervisorClientOptions build() {
      return new SupervisorClientOptions(new Builder(this));
    }
  }
}
