package org.jbroker.store;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/**
 * A SQLite file as the {@link Backend} of a master. The file has the C++ Broker's schema, so it can
 * move between the two. One master at a time may use it.
 *
 * <p>Immutable. The names of the constants are those of the C++ Broker's options.
 */
public final class SqliteOptions implements Backend {

  /** When SQLite waits for the disk: its {@code PRAGMA synchronous}. */
  public enum Synchronous {
    /** Never: a power loss can corrupt the file. */
    OFF,
    /** At critical moments: with WAL, a power loss can undo what was acknowledged last. */
    NORMAL,
    /** At each group commit: what was acknowledged survives a power loss. */
    FULL,
    /** As FULL, and for the directory too when a rollback journal is deleted. */
    EXTRA
  }

  /** How SQLite makes transactions atomic: its {@code PRAGMA journal_mode}. */
  public enum JournalMode {
    /** A rollback journal, deleted at each commit. */
    DELETE,
    /** A write-ahead log beside the file ({@code -wal} and {@code -shm}), gone after closing. */
    WAL
  }

  /** What happens to a file that is corrupt when it is opened. */
  public enum FailureMode {
    /** It is deleted, with its journals, and an empty one takes its place. */
    DELETE,
    /** Attaching the master fails and the file stays as it is. */
    FAIL
  }

  private final Path path;
  private final Synchronous synchronous;
  private final JournalMode journalMode;
  private final FailureMode failureMode;
  private final boolean integrityCheck;
  private final Duration busyTimeout;
  private final long cacheBytes;

  private SqliteOptions(Builder b) {
    path = b.path;
    synchronous = b.synchronous;
    journalMode = b.journalMode;
    failureMode = b.failureMode;
    integrityCheck = b.integrityCheck;
    busyTimeout = b.busyTimeout;
    cacheBytes = b.cacheBytes;
  }

  /** The defaults for a file. */
  public static SqliteOptions of(Path path) {
    return builder(path).build();
  }

  /** A builder with the defaults for a file. */
  public static Builder builder(Path path) {
    return new Builder(path);
  }

  /** The file; it and missing folders above it are created. Relative to the working directory. */
  public Path path() {
    return path;
  }

  /** When SQLite waits for the disk. Default: FULL. */
  public Synchronous synchronous() {
    return synchronous;
  }

  /** How transactions are made atomic. Default: WAL. */
  public JournalMode journalMode() {
    return journalMode;
  }

  /** What happens to a corrupt file. Default: FAIL. */
  public FailureMode failureMode() {
    return failureMode;
  }

  /**
   * Whether the whole file is read and checked when it is opened. Default: no, since that takes
   * long for a large file, and many at once thrash a disk.
   */
  public boolean integrityCheck() {
    return integrityCheck;
  }

  /** How long to wait for another process that uses or has locked the file. Default: 5 s. */
  public Duration busyTimeout() {
    return busyTimeout;
  }

  /** How many bytes of entries, as encoded, are kept for reads. Default: 16 MiB; 0 for none. */
  public long cacheBytes() {
    return cacheBytes;
  }

  @Override
  public String provider() {
    return "sqlite";
  }

  /** {@code sqlite:PATH}. */
  @Override
  public String toString() {
    return "sqlite:" + path;
  }

  /** Collects options. Not thread-safe. */
  public static final class Builder {

    private static final Duration MAX_BUSY_TIMEOUT = Duration.ofMinutes(10);

    private final Path path;
    private Synchronous synchronous = Synchronous.FULL;
    private JournalMode journalMode = JournalMode.WAL;
    private FailureMode failureMode = FailureMode.FAIL;
    private boolean integrityCheck;
    private Duration busyTimeout = Duration.ofSeconds(5);
    private long cacheBytes = 16L << 20;

    private Builder(Path path) {
      this.path = Objects.requireNonNull(path, "path");
    }

    /** Sets {@link SqliteOptions#synchronous()}. */
    public Builder synchronous(Synchronous value) {
      synchronous = Objects.requireNonNull(value, "synchronous");
      return this;
    }

    /** Sets {@link SqliteOptions#journalMode()}. */
    public Builder journalMode(JournalMode value) {
      journalMode = Objects.requireNonNull(value, "journalMode");
      return this;
    }

    /** Sets {@link SqliteOptions#failureMode()}. */
    public Builder failureMode(FailureMode value) {
      failureMode = Objects.requireNonNull(value, "failureMode");
      return this;
    }

    /** Sets {@link SqliteOptions#integrityCheck()}. */
    public Builder integrityCheck(boolean value) {
      integrityCheck = value;
      return this;
    }

    /** Sets {@link SqliteOptions#busyTimeout()}; zero to ten minutes. */
    public Builder busyTimeout(Duration value) {
      if (value.isNegative() || value.compareTo(MAX_BUSY_TIMEOUT) > 0) {
        throw new IllegalArgumentException(
            "busyTimeout is zero to " + MAX_BUSY_TIMEOUT + ", not " + value);
      }
      busyTimeout = value;
      return this;
    }

    /** Sets {@link SqliteOptions#cacheBytes()}; not negative. */
    public Builder cacheBytes(long value) {
      if (value < 0) {
        throw new IllegalArgumentException("cacheBytes is not negative: " + value);
      }
      cacheBytes = value;
      return this;
    }

    /** The options. The builder can be used on. */
    public SqliteOptions build() {
      return new SqliteOptions(this);
    }
  }
}
