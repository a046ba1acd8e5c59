package org.jbroker.cluster.log;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jbroker.BrokerError;

/**
 * How a node sends records of logs, and how a logger writes them to files. Immutable; {@code
 * docs/cluster.md} has them as a table.
 */
public final class LoggerOptions {

  /** Everything at its default. */
  public static final LoggerOptions DEFAULT = builder().build();

  private final Optional<Path> directory;
  private final LogFormat format;
  private final Duration rotationInterval;
  private final long maxFileBytes;
  private final int maxOpenFiles;
  private final int maxStreams;
  private final int batchSize;
  private final Duration batchInterval;
  private final int maxWaitingRecords;
  private final long maxWaitingBytes;
  private final Duration leaveTimeout;
  private final Optional<Consumer<? super BrokerError>> onError;

  private LoggerOptions(Builder b) {
    directory = b.directory;
    format = b.format;
    rotationInterval = b.rotationInterval;
    maxFileBytes = b.maxFileBytes;
    maxOpenFiles = b.maxOpenFiles;
    maxStreams = b.maxStreams;
    batchSize = b.batchSize;
    batchInterval = b.batchInterval;
    maxWaitingRecords = b.maxWaitingRecords;
    maxWaitingBytes = b.maxWaitingBytes;
    leaveTimeout = b.leaveTimeout;
    onError = b.onError;
  }

  /** A builder with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The folder of the files, which is created; by default {@code logs/NODE} in the working
   * directory, {@code logs} outside of a cluster. One logger at a time uses a folder.
   */
  public Optional<Path> directory() {
    return directory;
  }

  /** What lines look like. Default: {@link LogFormat#TSV}. */
  public LogFormat format() {
    return format;
  }

  /**
   * A file is rotated when a multiple of this since 1970 (UTC) is reached. Default: 1 h, as
   * ZeekControl has it; zero for never.
   */
  public Duration rotationInterval() {
    return rotationInterval;
  }

  /** A file is rotated before it gets longer than this. Default: 1 GiB; zero for no limit. */
  public long maxFileBytes() {
    return maxFileBytes;
  }

  /** The most files that are open at a time. Default: 64. */
  public int maxOpenFiles() {
    return maxOpenFiles;
  }

  /** The most streams that a logger writes; those beyond are refused. Default: 1024. */
  public int maxStreams() {
    return maxStreams;
  }

  /** How many records of a stream travel together at most. Default: 400, as in Zeek. */
  public int batchSize() {
    return batchSize;
  }

  /** How long a record waits for others at most. Default: 1 s, as in Zeek. */
  public Duration batchInterval() {
    return batchInterval;
  }

  /** How many records of all streams wait here at most while no logger takes them: 100,000. */
  public int maxWaitingRecords() {
    return maxWaitingRecords;
  }

  /** How many bytes of records, as encoded, wait here at most. Default: 64 MiB. */
  public long maxWaitingBytes() {
    return maxWaitingBytes;
  }

  /**
   * How long a logger that leaves waits for the other nodes to say that they send no more, while it
   * gets nothing else from them. Default: 2 s.
   */
  public Duration leaveTimeout() {
    return leaveTimeout;
  }

  /**
   * Is told of every loss: files that cannot be written, records that are refused or found no room.
   * Called by the thread that noticed. Default: a warning in the log of the JDK's {@link
   * System.Logger}.
   */
  public Optional<Consumer<? super BrokerError>> onError() {
    return onError;
  }

  /** Collects options. Not for use by several threads. */
  public static final class Builder {

    private static final Duration MIN_ROTATION = Duration.ofSeconds(1);

    private Optional<Path> directory = Optional.empty();
    private LogFormat format = LogFormat.TSV;
    private Duration rotationInterval = Duration.ofHours(1);
    private long maxFileBytes = 1L << 30;
    private int maxOpenFiles = 64;
    private int maxStreams = 1024;
    private int batchSize = 400;
    private Duration batchInterval = Duration.ofSeconds(1);
    private int maxWaitingRecords = 100_000;
    private long maxWaitingBytes = 64L << 20;
    private Duration leaveTimeout = Duration.ofSeconds(2);
    private Optional<Consumer<? super BrokerError>> onError = Optional.empty();

    private Builder() {}

    /** Sets {@link LoggerOptions#directory()}. */
    public Builder directory(Path value) {
      directory = Optional.of(value);
      return this;
    }

    /** Sets {@link LoggerOptions#format()}. */
    public Builder format(LogFormat value) {
      format = Objects.requireNonNull(value, "format");
      return this;
    }

    /** Sets {@link LoggerOptions#rotationInterval()}; zero, or a second or more. */
    public Builder rotationInterval(Duration value) {
      if (!value.isZero() && value.compareTo(MIN_ROTATION) < 0) {
        throw new IllegalArgumentException(
            "rotationInterval is zero, or a second or more, not " + value);
      }
      rotationInterval = value;
      return this;
    }

    /** Sets {@link LoggerOptions#maxFileBytes()}; not negative. */
    public Builder maxFileBytes(long value) {
      if (value < 0) {
        throw new IllegalArgumentException("maxFileBytes is not negative: " + value);
      }
      maxFileBytes = value;
      return this;
    }

    /** Sets {@link LoggerOptions#maxOpenFiles()}; positive. */
    public Builder maxOpenFiles(int value) {
      maxOpenFiles = positive("maxOpenFiles", value);
      return this;
    }

    /** Sets {@link LoggerOptions#maxStreams()}; positive. */
    public Builder maxStreams(int value) {
      maxStreams = positive("maxStreams", value);
      return this;
    }

    /** Sets {@link LoggerOptions#batchSize()}; 1 to 10,000. */
    public Builder batchSize(int value) {
      if (value > 10_000) {
        throw new IllegalArgumentException("batchSize is 1 to 10,000, not " + value);
      }
      batchSize = positive("batchSize", value);
      return this;
    }

    /** Sets {@link LoggerOptions#batchInterval()}; 1 ms to 1 h. */
    public Builder batchInterval(Duration value) {
      if (value.compareTo(Duration.ofMillis(1)) < 0 || value.compareTo(Duration.ofHours(1)) > 0) {
        throw new IllegalArgumentException("batchInterval is 1 ms to 1 h, not " + value);
      }
      batchInterval = value;
      return this;
    }

    /** Sets {@link LoggerOptions#maxWaitingRecords()}; positive. */
    public Builder maxWaitingRecords(int value) {
      maxWaitingRecords = positive("maxWaitingRecords", value);
      return this;
    }

    /** Sets {@link LoggerOptions#maxWaitingBytes()}; positive. */
    public Builder maxWaitingBytes(long value) {
      if (value <= 0) {
        throw new IllegalArgumentException("maxWaitingBytes is positive, not " + value);
      }
      maxWaitingBytes = value;
      return this;
    }

    /** Sets {@link LoggerOptions#leaveTimeout()}; up to a minute. */
    public Builder leaveTimeout(Duration value) {
      if (value.isNegative() || value.compareTo(Duration.ofMinutes(1)) > 0) {
        throw new IllegalArgumentException("leaveTimeout is zero to a minute, not " + value);
      }
      leaveTimeout = value;
      return this;
    }

    /** Sets {@link LoggerOptions#onError()}. */
    public Builder onError(Consumer<? super BrokerError> value) {
      onError = Optional.of(value);
      return this;
    }

    private static int positive(String name, int value) {
      if (value <= 0) {
        throw new IllegalArgumentException(name + " is positive, not " + value);
      }
      return value;
    }

    /** The options. The builder can be used on. */
    public LoggerOptions build() {
      return new LoggerOptions(this);
    }
  }
}
